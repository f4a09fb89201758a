"""Columns: what their lists show, how they are narrowed, and the addresses of their pages."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from pages.models import ColumnPage, NoticePage
from tests import factories

pytestmark = pytest.mark.django_db


def titles(client, address):
    """The titles that a list shows, in order."""
    text = client.get(address).content.decode()
    rows = text[text.index('<div class="list-head">') : text.index("<footer")]
    return re.findall(r'<a href="/c/[^"]*">([^<]*)</a>', rows)


@pytest.fixture
def column(portal) -> ColumnPage:
    return factories.column(slug="c", title="政策", presentation="library")


@pytest.fixture
def documents(column):
    """Three documents of two topics and years, published in this order."""
    prices = {"topic": factories.topic("jiage", "价格"), "department": factories.department("jiage", "价格处")}
    plans = {"topic": factories.topic(), "department": factories.department()}
    factories.policy(column, title="旧办法", date_written=date(2015, 1, 1), validity="repealed", **prices)
    factories.policy(column, title="收费通知", date_written=date(2020, 5, 1), **prices)
    factories.policy(column, title="规划", date_written=date(2018, 1, 1), **plans)


@pytest.mark.usefixtures("documents")
class TestNarrowing:
    @pytest.mark.parametrize(
        ("query", "left"),
        [
            ("", ["规划", "收费通知", "旧办法"]),
            ("year=2020", ["收费通知"]),
            ("validity=repealed", ["旧办法"]),
            ("topic=jiage", ["收费通知", "旧办法"]),
            ("department=jiage&validity=in_force", ["收费通知"]),
            ("type=policy_document&topic=fazhan", ["规划"]),
            ("sort=published", ["旧办法", "收费通知", "规划"]),
            ("sort=-issued", ["收费通知", "规划", "旧办法"]),
        ],
    )
    def test_a_list_can_be_narrowed_and_sorted_by_its_address(self, client, query, left):
        assert titles(client, f"/c/?{query}") == left

    @pytest.mark.parametrize("query", ["year=abc", "sort=sideways", "utm_source=wechat"])
    def test_what_the_address_says_beyond_that_is_passed_over(self, client, query):
        assert len(titles(client, f"/c/?{query}")) == 3

    def test_choices_say_how_many_items_they_leave(self, client):
        text = client.get("/c/?topic=jiage").content.decode()
        years = re.findall(r'<a href="\?year=(\d+)&amp;topic=jiage">', text) or re.findall(r"[?;]year=(\d+)", text)
        assert years == ["2020", "2015"]
        assert "有效<small> (1)</small>" in text

    def test_a_filter_keeps_the_other_filters_and_returns_to_the_first_page(self, client):
        text = client.get("/c/?topic=jiage&sort=-issued").content.decode()
        assert 'href="?sort=-issued&amp;topic=jiage&amp;validity=repealed"' in text
        assert '<input type="hidden" name="sort" value="-issued">' in text

    def test_nothing_left_offers_to_clear_the_filters(self, client):
        text = client.get("/c/?year=1999").content.decode()
        assert "没有符合所选条件的内容。" in text
        assert 'href="/c/">清除全部条件' in text

    def test_a_narrowed_list_is_not_for_search_engines(self, client):
        assert 'content="noindex, follow"' in client.get("/c/?year=2020").content.decode()
        assert 'content="noindex' not in client.get("/c/").content.decode()


@pytest.fixture
def notices(column):
    first = timezone.now()
    factories.together(
        column,
        [NoticePage(title=f"公告{n:02}", date_first_public=first + timedelta(minutes=n)) for n in range(45)],
    )


@pytest.mark.usefixtures("notices")
class TestPaging:
    def test_pages_follow_each_other_without_gap_or_repetition(self, client):
        seen = [title for page in (1, 2, 3) for title in titles(client, f"/c/?page={page}")]
        assert seen == [f"公告{number:02}" for number in reversed(range(45))]

    def test_a_page_that_is_not_there_is_not_found(self, client):
        for page in ("0", "4", "-1", "x", "1e3", "\uff19", "999999999999999999"):
            assert client.get(f"/c/?page={page}").status_code == 404, page
        # Larger than anything that a database numbers: refused before anybody looks.
        assert client.get("/c/?page=99999999999999999999").status_code == 400

    def test_pages_name_their_neighbours_and_themselves(self, client):
        text = client.get("/c/?page=2").content.decode()
        assert 'rel="prev"' in text
        assert '<a href="./" rel="prev">' in text
        assert '<a href="?page=3" rel="next">' in text
        assert '<span aria-current="page">2</span>' in text
        assert 'rel="canonical" href="https://fgw.example.gov.cn/c/?page=2"' in text


def test_a_column_shows_what_stands_below_its_child_columns(client, column):
    child = factories.column(column, slug="child", title="子栏目")
    factories.notice(child, title="子栏目的公告")
    text = client.get("/c/").content.decode()
    assert "子栏目的公告" in text
    assert '<a href="/c/child/">子栏目</a>' in text


def test_an_empty_column_explains_itself(client, column):
    assert "本栏目暂无内容" in client.get("/c/").content.decode()


def test_an_empty_column_leads_on(client, column):
    child = factories.column(column, slug="child", title="子栏目")
    text = client.get(child.url).content.decode()
    empty = text[text.index('<div class="empty">') : text.index("</main>")]
    assert f'<a href="/c/">上级栏目：{column.title}</a>' in empty
    assert 'href="/c/child/feed/"' in empty
    assert 'href="/search/"' in empty


def test_interpretations_are_narrowed_to_their_kind(client, column):
    document = factories.policy(column, title="办法")
    for kind in ("text", "video"):
        factories.interpretation(document, parent=column, title=f"解读{kind}", kind=kind)
    assert '<a href="?kind=video">视频解读<small> (1)</small></a>' in client.get("/c/").content.decode()
    assert titles(client, "/c/?kind=video") == ["解读video"]


def test_each_choice_can_be_taken_back(client, column):
    factories.policy(column, topic=factories.topic())
    text = client.get("/c/?year=2017&validity=repealed&topic=fazhan").content.decode()
    narrowed = text[text.index('<nav class="narrowed"') :]
    narrowed = narrowed[: narrowed.index("</nav>")]
    assert re.findall(r'<a href="([^"]*)"><span', narrowed) == [
        "?validity=repealed&amp;topic=fazhan",
        "?year=2017&amp;topic=fazhan",
        "?year=2017&amp;validity=repealed",
    ]
    assert re.findall(r"<strong>([^<]*)</strong>", narrowed) == ["2017", "废止", "发展规划"]
    assert "没有符合所选条件的内容。" in text


def test_the_date_of_the_last_update_stays_on_every_view(client, column):
    late = datetime(2026, 3, 1, 23, 30, tzinfo=timezone.get_default_timezone())
    factories.together(
        column, [NoticePage(title=f"公告{n}", date_first_public=late + timedelta(days=n)) for n in range(25)]
    )
    for query in ("", "?page=2", "?sort=published", "?year=1999", "?type=notice&page=2"):
        text = client.get(f"/c/{query}").content.decode()
        assert '最近更新：<time datetime="2026-03-25">2026年3月25日</time>' in text, query


def test_a_column_tells_when_it_was_last_updated_and_where_to_subscribe(client, column):
    factories.notice(column)
    text = client.get("/c/").content.decode()
    assert "最近更新：<time" in text
    assert 'href="/c/feed/"' in text


def test_a_moved_column_is_found_under_its_old_address(client, column, django_capture_on_commit_callbacks):
    factories.notice(column, title="公告", slug="notice")
    column.slug = "d"
    with django_capture_on_commit_callbacks(execute=True):
        column.save_revision().publish()
    for old, new in (("/c/", "/d/"), ("/c/notice/", "/d/notice/")):
        answer = client.get(old)
        assert answer.status_code in {301, 302}
        assert answer["Location"].endswith(new)
