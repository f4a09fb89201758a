"""A page that many ask for is made once, and anew as soon as content changes."""

import pytest
from django.core.cache import cache

from snippets.models import AgencyProfile
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def keeping(settings):
    settings.KEEP_PAGES = 10
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def notice(portal):
    return factories.notice(factories.column(portal, slug="list"), slug="first", title="公告甲")


def test_the_second_reader_costs_one_query(client, notice, django_assert_num_queries):
    first = client.get(notice.url)
    with django_assert_num_queries(1):
        second = client.get(notice.url)
    assert second.content == first.content
    assert second.headers == first.headers


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


def test_every_query_has_its_own_page(client, notice):
    column = notice.get_parent().url
    assert client.get(column).content != client.get(f"{column}?year=1999").content


def test_editors_get_a_page_of_their_own(client, admin_client, notice):
    citizens = client.get(notice.url).content.decode()
    assert "wagtail-userbar" in admin_client.get(notice.url).content.decode()
    assert client.get(notice.url).content.decode() == citizens


def test_what_is_no_content_is_as_old_as_the_time_that_pages_are_kept(client, notice, settings):
    client.get(notice.url)
    AgencyProfile.objects.update(name="另一个委员会")
    assert "另一个委员会" not in client.get(notice.url).content.decode()
    cache.clear()
    assert "另一个委员会" in client.get(notice.url).content.decode()
