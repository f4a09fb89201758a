"""The home page: founded, and arranged by editors."""

import re

import pytest
from django.core.exceptions import ValidationError
from wagtail.images.tests.utils import get_test_image_file

from cms.website.home import home_context
from pages.blocks.home import LeadBlock
from pages.models import PortalImage
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


def test_the_lead_stands_above_all_with_its_picture_or_without(client, portal):
    column = factories.column(slug="c")
    lead = {"title": "头条新闻", "summary": "一句话。", "page": column.pk, "image": None, "alternative_text": ""}
    arranged(portal, block("lead", lead))
    text = client.get("/").content.decode()
    assert '<h2><a href="/c/">头条新闻</a></h2>' in text
    assert "has-picture" not in text
    image = PortalImage.objects.create(title="会议", file=get_test_image_file("m.png", size=(1200, 800)))
    arranged(portal, block("lead", lead | {"image": image.pk, "alternative_text": "会场"}))
    assert 'alt="会场"' in client.get("/").content.decode()


def test_a_lead_with_a_picture_needs_its_alternative_text(portal):
    image = PortalImage.objects.create(title="会议", file=get_test_image_file("m.png"))
    value = LeadBlock().to_python({"title": "头条", "page": portal.pk, "image": image.pk, "alternative_text": ""})
    with pytest.raises(ValidationError) as refused:
        LeadBlock().clean(value)
    assert "有图片时，替代文字必填。" in str(refused.value.as_json_data())


def test_tabs_are_anchors_to_the_newest_of_each_column(client, portal):
    first, second = factories.column(title="要闻", slug="a"), factories.column(title="动态", slug="b")
    factories.news(first, title="第一条")
    columns = each(*({"title": "", "column": column.pk, "count": 3} for column in (first, second)))
    arranged(portal, block("tabs", {"title": "新闻", "columns": columns}))
    text = client.get("/").content.decode()
    tabs = re.findall(r'<a href="#(list-1-\d)">(\w+)</a>', text)
    assert tabs == [("list-1-1", "要闻"), ("list-1-2", "动态")]
    panels = [text[text.index(f'id="{anchor}" ') :].split("</section>")[0] for anchor, _title in tabs]
    assert "第一条" in panels[0]
    assert "暂无内容" in panels[1]


def test_key_areas_show_what_is_newest_in_each(client, portal):
    area = factories.column(title="专项资金", slug="zijin")
    for number in range(4):
        factories.notice(area, title=f"资金{number}")
    columns = each({"title": "", "column": area.pk, "count": 2, "icon": "wallet"})
    arranged(portal, block("key_areas", {"title": "重点领域", "columns": columns}))
    text = client.get("/").content.decode()
    assert re.findall(r">(资金\d)</a>", text) == ["资金3", "资金2"]
    assert '<a href="/zijin/">专项资金</a>' in text


def test_topics_lead_to_the_column_narrowed_to_them_and_follow_their_names(client, portal):
    column, topic = factories.column(slug="c"), factories.topic()
    arranged(portal, block("topics", {"title": "按主题", "column": column.pk, "topics": each(topic.pk)}))
    assert f'<a href="/c/?topic={topic.code}">{topic.title}</a>' in client.get("/").content.decode()
    topic.title = "规划与发展"
    topic.save()
    assert ">规划与发展</a>" in client.get("/").content.decode()
    assert "首页" not in client.get(f"/c/?topic={topic.code}").content.decode().split("<main")[1]


def test_interaction_shows_ways_to_speak_beside_the_newest_consultations(client, portal):
    column = factories.column(slug="zhengji", title="意见征集")
    factories.notice(column, title="征集公告")
    link = {"text": "常见问题", "description": "", "page": column.pk, "icon": "message-circle"}
    arranged(
        portal,
        block("interaction", {"title": "互动", "column": column.pk, "count": 3, "links": each(link)}),
    )
    text = client.get("/").content.decode()
    assert "征集公告" in text
    assert '<a href="/zhengji/">常见问题</a>' in text


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
