"""Two states of a page are compared in words, whatever block or field differs."""

import re
from html import unescape

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.images.tests.utils import get_test_image_file

from pages.models import PolicyAttachment, PortalDocument, PortalImage, RelatedDocument
from tests import factories
from tests.website.everything import block

pytestmark = [pytest.mark.django_db, pytest.mark.gates]

# What nobody should read: Python's and JSON's ways to write values, keys of blocks, values of choices.
RAW = re.compile(r"StructValue|ListValue|StreamValue|Table object|Page object|\{['\"]|None|<p|data-block-key")
ITEM = "9f0e1a52-4f3c-4d41-8a68-0f6f0d2f4b11"


def picture(title: str) -> int:
    return PortalImage.objects.create(title=title, file=get_test_image_file(f"{title}.png")).pk


def file(title: str) -> int:
    return PortalDocument.objects.create(title=title, file=ContentFile(b"text", f"{title}.txt")).pk


def table(cell: str) -> dict:
    columns = [{"type": "text", "heading": "地区"}, {"type": "number", "heading": "金额"}]
    return {"caption": "安排", "columns": columns, "rows": [{"values": [cell, "12"]}, {"values": ["玉树", "9"]}]}


def item(value: dict) -> list[dict]:
    """The only item of a list, the same one each time."""
    return [{"type": "item", "id": ITEM, "value": value}]


BLOCKS = {
    "heading": lambda word: {"level": "2", "text": word},
    "heading level": lambda word: {"level": {"旧词": "2", "新词": "3"}[word], "text": "总体要求"},
    "text": lambda word: f"<p>坚持<b>{word}</b>。</p><ul><li>第一</li></ul>",
    "figure": lambda word: {"image": picture("会场"), "alternative_text": word, "caption": ""},
    "figure image": lambda word: {"image": picture(word), "alternative_text": "会场", "caption": ""},
    "table": table,
    "quotation": lambda word: {"text": word, "source": "意见"},
    "attachment": lambda word: {"document": file(word), "title": ""},
    "questions": lambda word: {"questions": item({"question": "何时施行？", "answer": f"<p>{word}。</p>"})},
    "video": lambda word: {"title": word, "address": "https://www.bilibili.com/video/BV1xx411c7mD", "transcript": ""},
    "infographic": lambda word: {"image": picture("图"), "title": "图", "full_text": f"<p>{word}</p>"},
    "links": lambda word: {
        "title": "阅读",
        "links": item({"text": word, "description": "", "page": None, "url": "https://www.gov.cn/"}),
    },
}


def compared(client, page, change) -> str:
    """The comparison of the page before and after the change, as its text with marks around what differs."""
    first = page.save_revision()
    page = page.get_latest_revision_as_object()
    change(page)
    second = page.save_revision()
    address = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, second.pk])
    html = client.get(address).content.decode()
    (rows,) = re.findall(r"<tbody>(.*?)</tbody>", html, re.DOTALL)
    rows = re.sub(r'<(?:span|div) class="[^"]*\bdeletion">', "[-", rows)
    rows = re.sub(r'<(?:span|div) class="[^"]*\baddition">', "[+", rows)
    return unescape(" ".join(strip_tags(rows).split()))


@pytest.mark.parametrize("name", BLOCKS)
def test_a_changed_block_is_shown_in_words(admin_client, portal, name):
    kind, word = name.split()[0], BLOCKS[name]
    old, new = block(kind, word("旧词")), block(kind, word("新词"))
    new["id"] = old["id"]
    page = factories.notice(body=[old])
    text = compared(admin_client, page, lambda page: setattr(page, "body", [new]))
    assert not RAW.search(text)
    marks = {"heading level": ("[-一级", "[+二级"), "figure image": ("[-", "[+")}.get(name, ("旧词", "新词"))
    assert all(mark in text for mark in marks), text
    assert "[-" in text
    assert "[+" in text


def test_every_block_is_among_them(portal):
    stream = factories.notice().body.stream_block
    assert {name.split()[0] for name in BLOCKS} == set(stream.child_blocks)


def entrance(word: str) -> dict:
    return {"text": word, "description": "", "page": None, "url": "https://www.gov.cn/", "icon": ICON[word]}


ICON = {"旧词": "scale", "新词": "phone"}
# What stands on a home page, made of a word and the column that it names.
HOME = {
    "lead": lambda word, column: {"title": word, "summary": "", "page": column, "image": None, "alternative_text": ""},
    "carousel": lambda word, column: {
        "slides": item({"image": picture("图"), "alternative_text": word, "title": "题", "page": None})
    },
    "tabs": lambda word, column: {"title": "动态", "columns": item({"title": word, "column": column, "count": 6})},
    "latest": lambda word, column: {
        "title": word, "column": column, "count": 6, "with_pictures": word == "新词",
    },
    "notices": lambda word, column: {"title": word, "column": column, "count": 6},
    "policies": lambda word, column: {"title": word, "column": column, "count": 6},
    "catalogue_entrances": lambda word, column: {"title": "公开", "links": item(entrance(word))},
    "interaction": lambda word, column: {
        "title": "互动", "column": column, "count": 6, "links": item(entrance(word)),
    },
    "key_areas": lambda word, column: {
        "title": "领域", "columns": item({"title": word, "column": column, "count": 3, "icon": ICON[word]})
    },
    "topics": lambda word, column: {
        "title": "主题", "column": column, "topics": item(factories.topic(ICON[word], word).pk)
    },
    "links": lambda word, column: {"title": "链接", "links": item({**entrance(word), "icon": None})},
}  # fmt: skip


@pytest.mark.parametrize("name", HOME)
def test_a_changed_block_of_the_home_page_is_shown_in_words(admin_client, portal, name):
    column = factories.column(title="政策栏目").pk
    old, new = block(name, HOME[name]("旧词", column)), block(name, HOME[name]("新词", column))
    new["id"] = old["id"]
    portal.blocks = [old]
    text = compared(admin_client, portal, lambda page: setattr(page, "blocks", [new]))
    assert not RAW.search(text)
    assert "旧词" in text
    assert "新词" in text
    assert "[-" in text
    assert "[+" in text
    if "scale" in str(old):
        assert "天平（制度、法规）" in text
        assert "scale" not in text


def test_every_block_of_the_home_page_is_among_them(portal):
    assert set(HOME) == set(portal.blocks.stream_block.child_blocks)


def test_another_column_behind_a_block_of_the_home_page_is_named(admin_client, portal):
    old, new = (
        block("latest", HOME["latest"]("旧词", factories.column(title=title).pk)) for title in ("甲栏目", "乙栏目")
    )
    new["id"] = old["id"]
    portal.blocks = [old]
    text = compared(admin_client, portal, lambda page: setattr(page, "blocks", [new]))
    assert "[-甲栏目" in text
    assert "[+乙栏目" in text


def test_an_entry_of_a_catalogue_is_shown_in_words(admin_client, portal):
    areas = [block("area", {"title": "简政放权", "entries": item(factories.entry())})]
    page = factories.catalogue(areas=areas)
    changed = factories.entry(
        item="责任清单", channels=["website", "wechat"], method="on_request", fulfilled_by=page.pk
    )
    new = [areas[0] | {"value": {"title": "简政放权", "entries": item(changed)}}]
    text = compared(admin_client, page, lambda page: setattr(page, "areas", new))
    assert not RAW.search(text)
    for words in ("[-权力清单", "[+责任清单", "微信公众号", "[-主动公开", "[+依申请公开"):
        assert words in text


def test_fields_and_what_belongs_to_a_document_are_shown_in_words(admin_client, portal):
    other = factories.policy(title="实施办法")
    page = factories.policy(attachments=[PolicyAttachment(document_id=file("旧附件"))])

    def change(page):
        page.disclosure, page.disclosure_reason = "withheld", "涉及商业秘密"
        page.attachments = [PolicyAttachment(document_id=file("新附件"))]
        page.related_documents = [RelatedDocument(document=other)]
        page.tags.add("政务公开")

    text = compared(admin_client, page, change)
    assert not RAW.search(text)
    for words in ("主动公开", "不予公开", "旧附件", "新附件", "实施办法", "政务公开"):
        assert words in text
