"""Headings and numbered articles have addresses; a long text has a table of contents."""

import json

import pytest

from cms.content.models import ContentItem
from cms.content.numerals import read_number
from pages.blocks.anchors import with_anchors
from tests import factories


def text(*paragraphs: str) -> dict[str, str]:
    return {"type": "text", "html": "".join(f"<p>{each}</p>" for each in paragraphs)}


def heading(name: str, level: int = 2) -> dict[str, object]:
    anchor = f"section-{len(name)}"
    return {
        "type": "heading",
        "text": name,
        "level": level,
        "anchor": anchor,
        "html": f'<h{level} id="{anchor}">{name}</h{level}>',
    }


@pytest.mark.parametrize(
    ("words", "value"),
    [("五", 5), ("十", 10), ("十二", 12), ("二十", 20), ("一百零五", 105), ("三百二十一", 321), ("一千零一十", 1010)]
    + [("12", 12), ("一二", 12), ("二〇", 20)],
)
def test_chinese_numerals_are_read(words, value):
    assert read_number(words) == value


@pytest.mark.parametrize(
    ("paragraph", "opening"),
    [
        ("第五条 为了", '<p id="article-5"><a id="第五条" href="#article-5">第五条</a> 为了'),
        ("第十二条之一　为了", '<p id="article-12-1"><a id="第十二条之一" href="#article-12-1">第十二条之一</a>　'),
        ("<b>第五条</b> 为", '<p id="article-5"><b><a id="第五条" href="#article-5">第五条</a></b> 为'),
        ("第五条", '<p id="article-5"><a id="第五条" href="#article-5">第五条</a></p>'),
        ("第5条&nbsp;为", '<p id="article-5"><a id="第5条" href="#article-5">第5条</a>&nbsp;为'),
    ],
)
def test_an_article_answers_to_an_ascii_name_and_to_the_one_that_people_write(paragraph, opening):
    block = text(paragraph)
    with_anchors([block])
    assert block["html"].startswith(opening)


@pytest.mark.parametrize("paragraph", ["第五条规定的情形", "依照第五条 办理", "“第五条 为了”"])
def test_a_paragraph_that_only_names_an_article_is_none(paragraph):
    block = text(paragraph)
    with_anchors([block])
    assert "id=" not in block["html"]


def test_an_annex_that_counts_anew_keeps_every_address_different():
    block = text("第一条 甲", "第一条 乙")
    with_anchors([block])
    assert '<p id="article-1"><a id="第一条" href="#article-1">' in block["html"]
    assert '<p id="article-1_2"><a href="#article-1_2">' in block["html"]


def test_a_short_text_has_no_table_of_contents_and_its_addresses_are_in_the_keyboard_s_way():
    block = text("第一条 甲")
    assert with_anchors([heading("总则"), block]) == []
    assert "tabindex" not in block["html"]


def test_a_long_text_lists_its_headings_with_their_articles():
    chapters = [heading("第一章 总则"), text("第一条 甲"), heading("第二章"), heading("附件", 3)]
    contents = with_anchors([text("第〇条 令"), *chapters])
    assert contents == [
        {"id": None, "title": "", "level": 2, "articles": [{"id": "article-0", "title": "第〇条"}]},
        {
            "id": "section-6",
            "title": "第一章 总则",
            "level": 2,
            "articles": [{"id": "article-1", "title": "第一条"}],
        },
        {"id": "section-3", "title": "第二章", "level": 2, "articles": []},
        {"id": "section-2", "title": "附件", "level": 3, "articles": []},
    ]
    assert chapters[0]["html"] == (
        '<h2 id="section-6"><a id="第一章" href="#section-6" tabindex="-1">第一章 总则</a></h2>'
    )


def test_eight_articles_are_a_long_text():
    assert with_anchors([text(*(f"第{each}条 甲" for each in "一二三四五六七"))]) == []
    (entry,) = with_anchors([text(*(f"第{each}条 甲" for each in "一二三四五六七八"))])
    assert len(entry["articles"]) == 8


@pytest.mark.django_db
def test_a_heading_keeps_its_address_when_another_is_put_before_it(portal):
    def anchor(title: str) -> str:
        blocks = json.loads(ContentItem.objects.get(type="policy_document").document)["body"]
        return next(block["anchor"] for block in blocks if block["text"] == title)

    first = {"type": "heading", "id": "5b0e9f7a-1d2c-4e3f-8a9b-0c1d2e3f4a5b", "value": {"level": "2", "text": "甲"}}
    page = factories.policy(body=[first])
    before = anchor("甲")
    page.body = [{"type": "heading", "value": {"level": "2", "text": "乙"}}, first]
    page.save_revision().publish()
    assert anchor("甲") == before == "section-5b0e9f7a"
