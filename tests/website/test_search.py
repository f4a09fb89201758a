"""The page of results. How results are found is tested with search itself."""

import re

import pytest

from cms.content.delivering import deliver_due
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def found(portal, settings):
    settings.ELASTICSEARCH_URL = ""
    column = factories.column(slug="c", title="政策库")
    common = {"department": factories.department(), "topic": factories.topic()}
    factories.policy(column, title="绿色电价办法", slug="a", validity="repealed", **common)
    factories.notice(column, title="电价听证公告", slug="b")
    for number in range(22):
        factories.notice(column, title=f"节能培训{number}")
    while deliver_due():
        pass


def text_of(client, query):
    return client.get(f"/search/?{query}").content.decode()


def test_words_found_are_marked_in_titles(client):
    text = text_of(client, "q=电价")
    assert "<mark>电价</mark>" in text
    assert 'href="/c/a/"' in text
    assert '<span class="label label-repealed">废止</span>' in text


def test_results_are_narrowed_by_links_that_keep_the_question(client):
    text = text_of(client, "q=电价")
    (link,) = re.findall(r'<a href="(\?q=[^"]*type=notice)">', text)
    narrowed = client.get("/search/" + link.replace("&amp;", "&")).content.decode()
    assert 'href="/c/b/"' in narrowed
    assert 'href="/c/a/"' not in narrowed


def test_results_are_paged_under_stable_addresses(client):
    text = text_of(client, "q=节能培训&page=2")
    assert '<span aria-current="page">2</span>' in text
    assert client.get("/search/?q=节能培训&page=9").status_code == 404


def test_nothing_found_says_what_to_try(client):
    assert "没有找到符合条件的内容。" in text_of(client, "q=渔业")


def test_a_question_that_cannot_be_answered_says_why(client):
    answer = client.get("/search/?q=" + "长" * 201)
    assert answer.status_code == 400
    assert "检索词过长" in answer.content.decode()


@pytest.mark.parametrize("query", ["year=x", "year=2020&sort=sideways", "type=nothing", "column=x", "page=0", "q=%00"])
def test_strange_addresses_break_nothing(client, query):
    assert client.get(f"/search/?q=电价&{query}").status_code in {200, 400, 404}


def test_what_was_asked_is_shown_as_text(client):
    assert "<script>" not in text_of(client, "q=<script>alert(1)</script>")


def test_results_are_not_for_search_engines(client):
    assert 'content="noindex, follow"' in text_of(client, "q=电价")
