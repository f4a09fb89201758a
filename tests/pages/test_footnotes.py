"""Footnotes are written in the text and read at its end."""

import json

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from cms.content.models import ContentItem
from pages.blocks.footnotes import footnote, with_footnotes
from pages.blocks.text import TEXT_FEATURES
from tests import factories
from tests.website.everything import each


def texts(*markup: str) -> list[dict[str, str]]:
    return [{"type": "text", "id": "t", "html": each} for each in markup]


def test_notes_are_numbered_through_the_body_and_stand_at_its_end():
    first, second, notes = with_footnotes(
        texts("<p>甲<footnote>注一</footnote>。</p>", "<p>乙<footnote>注二</footnote>。</p>")
    )
    assert first["html"] == '<p>甲<sup id="fnref-1"><a href="#fn-1" role="doc-noteref">[1]</a></sup>。</p>'
    assert 'href="#fn-2"' in second["html"]
    assert notes["notes"] == [{"number": 1, "html": "注一"}, {"number": 2, "html": "注二"}]
    assert 'id="fn-2"' in notes["html"]
    assert 'href="#fnref-2"' in notes["html"]
    assert 'role="doc-backlink"' in notes["html"]


@pytest.mark.parametrize(
    ("written", "note"),
    [
        ('<footnote>见</footnote><a href="/zc/"><footnote>政策</footnote></a>', '见<a href="/zc/">政策</a>'),
        ("<b><footnote>甲</footnote></b><footnote>乙</footnote>", "<b>甲</b>乙"),
        ("<a href='/'><b><footnote>甲</footnote></b></a>", "<a href='/'><b>甲</b></a>"),
    ],
)
def test_formats_and_links_do_not_break_a_note_into_several(written, note):
    _text, notes = with_footnotes(texts(f"<p>文{written}。</p>"))
    assert [each["html"] for each in notes["notes"]] == [note]


def test_a_body_without_notes_is_left_alone():
    blocks = texts("<p>甲</p>", "<p>乙<footnote> </footnote></p>")
    assert [block["html"] for block in with_footnotes(blocks)] == ["<p>甲</p>", "<p>乙</p>"]


def test_what_an_importer_writes_as_a_note_is_text():
    assert footnote("A < B") == "<footnote>A &lt; B</footnote>"


def test_the_editor_s_format_is_kept_in_the_database():
    converter = ContentstateConverter(features=[*TEXT_FEATURES, "footnote"])
    source = '<p data-block-key="abc">甲<footnote>注</footnote>乙</p>'
    state = converter.from_database_format(source)
    assert json.loads(state)["blocks"][0]["inlineStyleRanges"] == [{"offset": 1, "length": 1, "style": "FOOTNOTE"}]
    assert converter.to_database_format(state) == source


@pytest.mark.django_db
def test_search_reads_the_text_without_marks_and_the_note_with_it(portal):
    factories.policy(body=[factories.paragraph("公开<footnote>依照条例。</footnote>为常态")])
    assert ContentItem.objects.get(type="policy_document").text.split() == ["公开为常态", "依照条例。"]


@pytest.mark.django_db
def test_elsewhere_than_in_a_body_a_note_stays_in_the_text(portal):
    answer = "<p>即日起<footnote>注</footnote>。</p>"
    question = each({"question": "何时？", "answer": answer})
    factories.policy(body=[{"type": "questions", "value": {"questions": question}}])
    document = json.loads(ContentItem.objects.get(type="policy_document").document)
    assert document["body"][0]["questions"][0]["answer"] == "<p>即日起注。</p>"
