"""A page that many ask for is made once, and anew as soon as content changes."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.content import site
from snippets.models import AgencyProfile, Department, Topic
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def keeping(settings):
    settings.KEEP_PAGES = settings.LOOK_AGAIN = 3600
    cache.clear()
    site.forget()
    yield
    cache.clear()
    site.forget()


@pytest.fixture
def notice(portal):
    return factories.notice(factories.column(portal, slug="list"), slug="first", title="公告甲")


def test_the_second_reader_costs_one_query(client, notice, django_assert_num_queries):
    first = client.get(notice.url)
    with django_assert_num_queries(1):
        second = client.get(notice.url)
    assert second.content == first.content
    number = {"X-Request-ID": ""}
    assert dict(second.headers) | number == dict(first.headers) | number


def test_a_change_of_the_page_is_seen_at_once(client, notice):
    client.get(notice.url)
    notice.title = "公告乙"
    factories.published(notice)
    assert "公告乙" in client.get(notice.url).content.decode()


def test_a_neighbour_that_appears_is_seen_at_once(client, notice):
    client.get(notice.url)
    factories.notice(notice.get_parent(), title="公告丙")
    assert "公告丙" in client.get(notice.url).content.decode()


def test_what_is_withdrawn_is_gone_at_once(client, notice):
    client.get(notice.url)
    notice.unpublish()
    assert client.get(notice.url).status_code == 410


def test_another_release_makes_its_own_pages(client, notice, monkeypatch):
    client.get(notice.url)
    monkeypatch.setattr("cms.content.keeping.release", lambda: "another release")
    with CaptureQueriesContext(connection) as made_anew:
        client.get(notice.url)
    assert len(made_anew) > 1


def test_every_query_has_its_own_page_where_queries_count(client, notice, django_assert_num_queries):
    column = notice.get_parent().url
    assert client.get(column).content != client.get(f"{column}?year=1999").content
    client.get(notice.url)
    with django_assert_num_queries(2):
        client.get(f"{notice.url}?from=wechat")


def test_editors_get_a_page_of_their_own(client, admin_client, notice):
    citizens = client.get(notice.url).content.decode()
    assert "wagtail-userbar" in admin_client.get(notice.url).content.decode()
    assert client.get(notice.url).content.decode() == citizens


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (lambda: AgencyProfile.objects.update(name="另一个委员会"), "另一个委员会"),
        (lambda: Topic.objects.update(title="另一个主题"), "另一个主题"),
        (lambda: Department.objects.update(title="另一个处室"), "另一个处室"),
    ],
)
def test_what_stands_around_is_seen_within_a_second_however_it_was_changed(client, notice, change, seen):
    for code in ("one", "two"):
        labels = {"department": factories.department(code, code), "topic": factories.topic(code, code)}
        factories.policy(notice.get_parent(), **labels)
    address = notice.get_parent().url
    assert seen not in client.get(address).content.decode()
    change()
    assert seen not in client.get(address).content.decode()
    site.forget()
    assert seen in client.get(address).content.decode()


def test_a_reference_names_the_day_on_which_it_was_looked_up(client, notice, monkeypatch):
    assert "[2031-05-06]" not in client.get(notice.url).content.decode()
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2031, 5, 6))
    assert "[2031-05-06]" in client.get(notice.url).content.decode()
