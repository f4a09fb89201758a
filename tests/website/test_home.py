"""The home page: founded, and arranged by editors."""

import re

import pytest

from cms.website.home import home_context
from tests import factories
from tests.website.everything import block, each

pytestmark = pytest.mark.django_db


def arranged(portal, *blocks):
    portal.refresh_from_db()
    portal.blocks = list(blocks)
    portal.save_revision().publish()


def listed(kind, column, count=3, **values):
    return block(kind, {"title": "", "column": column.pk, "count": count} | values)


def test_a_new_portal_has_a_home_page_in_every_language(client, portal):
    for address in ("/", "/bo/", "/en/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert 'class="home-block home-wide welcome"' in answer.content.decode()


def test_without_blocks_it_shows_the_columns_and_what_is_newest(client, portal):
    factories.notice(factories.column(title="公告栏"), title="第一份公告")
    text = client.get("/").content.decode()
    assert "公告栏" in text
    assert "第一份公告" in text


def test_lists_show_the_newest_of_their_column_as_many_as_they_say(client, portal):
    column = factories.column(title="公告栏", slug="c")
    other = factories.column(title="动态", slug="d")
    for number in range(5):
        factories.notice(column, title=f"公告{number}")
        factories.news(other, title=f"动态{number}")
    arranged(
        portal,
        listed("notices", column, 2),
        listed("latest", other, 3, with_pictures=False),
        listed("latest", column, 4, with_pictures=True),
    )
    text = client.get("/").content.decode()
    assert re.findall(r">((?:公告|动态)\d)</a>", text) == [
        *["公告4", "公告3"],
        *["动态4", "动态3", "动态2"],
        *["公告4", "公告3", "公告2", "公告1"],
    ]


def test_policies_stand_with_their_interpretations(client, portal):
    column = factories.column(slug="c")
    document = factories.policy(column, title="若干措施")
    factories.interpretation(document, title="措施图解", kind="infographic", parent=factories.column(slug="d"))
    arranged(portal, listed("policies", column))
    text = client.get("/").content.decode()
    assert text.index("若干措施") < text.index("措施图解")
    assert '<span class="label">图解</span>' in text


def test_a_list_of_a_column_that_was_withdrawn_is_empty(client, portal):
    column = factories.column(slug="c", title="已撤栏目")
    arranged(portal, listed("notices", column))
    column.unpublish()
    assert "暂无内容" in client.get("/").content.decode()


def test_links_lead_inside_and_outside(client, portal):
    column = factories.column(slug="c")
    inside = {"text": "公开指南", "description": "怎样申请", "page": column.pk}
    outside = {"text": "中国政府网", "url": "https://www.gov.cn/"}
    arranged(
        portal,
        block("catalogue_entrances", {"title": "政务公开", "links": each(inside)}),
        block("links", {"title": "相关网站", "links": each(outside)}),
    )
    text = client.get("/").content.decode()
    assert '<a href="/c/">公开指南</a>' in text
    assert '<a href="https://www.gov.cn/" rel="noopener external">中国政府网</a>' in text


@pytest.mark.parametrize(
    ("kinds", "wide"),
    [
        (["notices", "latest"], [False, False]),
        (["notices"], [True]),
        (["notices", "policies", "latest"], [True, True, True]),
        (["carousel", "notices", "latest"], [False, False, True]),
    ],
)
def test_two_narrow_blocks_after_each_other_share_a_row(kinds, wide):
    body = [{"type": kind, "column": None, "with_pictures": False, "slides": []} for kind in kinds]
    blocks = home_context({"locale": "zh-hans", "body": body}, {})["blocks"]
    assert [each["is_wide"] for each in blocks] == wide
