"""The page of results. How results are found is tested with search itself."""

import re

import pytest
from django.test import override_settings

from cms.content.delivering import deliver_due
from pages.models import NoticePage
from search.models import Promotion
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def database_only(settings):
    settings.ELASTICSEARCH_URL = ""


@pytest.fixture(scope="module", autouse=True)
def found(module_rows):
    assert module_rows
    column = factories.column(slug="c", title="政策库")
    common = {"department": factories.department(), "topic": factories.topic()}
    factories.policy(column, title="绿色电价办法", slug="a", validity="repealed", **common)
    factories.notice(column, title="电价听证公告", slug="b")
    factories.together(column, [NoticePage(title=f"节能培训{number}") for number in range(22)])
    with override_settings(ELASTICSEARCH_URL=""):
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


def test_where_and_when_to_look_can_be_chosen_and_stays_chosen(client):
    text = text_of(client, "q=电价&within=title&from=2000-01-01&to=2099-12-31")
    assert '<option value="title" selected>' in text
    assert 'name="from" value="2000-01-01"' in text
    assert 'href="/c/a/"' in text
    # Filters and sorting keep it.
    assert "within=title&amp;from=2000-01-01" in text
    assert "没有找到符合条件的内容。" in text_of(client, "q=电价&to=1999-01-01")
    refused = client.get("/search/?q=电价&from=1.1.2024")
    assert refused.status_code == 400
    assert "日期应写成" in refused.content.decode()


def test_a_near_miss_is_answered_and_the_page_says_so(client):
    body = [factories.paragraph("青海湖裸鲤增殖放流。")]
    factories.notice(factories.column(slug="lake"), title="工作通知", slug="fish", body=body)
    while deliver_due():
        pass
    text = text_of(client, "q=增殖放刘")
    assert "“增殖放刘”几乎没有结果，以下是“增殖放流”的检索结果。" in text
    assert 'href="/lake/fish/"' in text
    assert "您是不是要找" in text_of(client, "q=电价听政公告")


def test_nothing_found_says_why(client):
    text = text_of(client, "q=独角兽&validity=in_force")
    assert "本网站的公开内容中没有这些词：独角兽。" in text
    assert 'href="?q=%E7%8B%AC%E8%A7%92%E5%85%BD"' in text


def test_a_pinned_answer_stands_above_the_hits(client):
    page = factories.notice(factories.column(slug="pins"), title="电费怎么算", slug="how")
    Promotion.objects.create(queries="电费", page=page, note="分三档计价。")
    text = text_of(client, "q=电费")
    assert text.index("您可能在找") < text.index("电费怎么算") < text.index("分三档计价。")


def test_while_search_is_limited_the_page_says_so(client, settings):
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:1"
    assert "检索服务暂时受限" in text_of(client, "q=电价")
