"""The words of uploaded files: read when they come, found by search, and missed by checks where there are none."""

import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from pypdf import PdfReader, PdfWriter

from cms.content.models import ContentItem
from cms.editorial.checks import files
from cms.editorial.checks.findings import Severity
from cms.editorial.checks.reading import PageText
from pages.demo.attachments import pdf
from pages.file_texts import text_of, texts_of
from pages.models import FileText, NewsPage, PortalDocument
from pages.models.file_text import FileState
from pages.uploads.texts import MAX_CHARACTERS
from search.channel import SearchChannel
from search.query import search
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]


def document(content: bytes, name: str = "文件.pdf") -> PortalDocument:
    return PortalDocument.objects.create(title="附件", file=ContentFile(content, name=name))


def changed(content: bytes, **encryption: Any) -> bytes:
    """The PDF with a password, or without its text."""
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(content)).pages:
        writer.add_blank_page(page.mediabox.width, page.mediabox.height) if not encryption else writer.add_page(page)
    if encryption:
        writer.encrypt(algorithm="RC4-128", **encryption)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


@pytest.fixture(scope="module")
def plan() -> bytes:
    return pdf("投资计划", ["西宁市节水改造项目"])


def test_the_words_of_a_pdf_are_read_when_it_is_uploaded(plan):
    uploaded = document(plan)
    known = FileText.objects.get(document=uploaded)
    assert known.state == FileState.READ
    assert "西宁市节水改造项目" in known.text
    assert texts_of([str(uploaded.pk), "999"]) == {str(uploaded.pk): ("附件", known.text)}


def test_a_changed_file_is_read_anew_and_an_unchanged_one_is_not(plan, monkeypatch):
    uploaded = document(plan)
    uploaded.file = ContentFile(pdf("新计划", ["海东市项目"]), name="新.pdf")
    uploaded.file_hash = ""
    uploaded.save()
    assert "海东市项目" in FileText.objects.get(document=uploaded).text
    monkeypatch.setattr("pages.files.inspect_document", lambda *given: pytest.fail("read again"))
    uploaded.title = "新标题"
    uploaded.save()
    assert "海东市项目" in text_of(uploaded).text


def test_a_file_from_before_is_read_when_it_is_asked_for(plan):
    uploaded = document(plan)
    FileText.objects.all().delete()
    ((title, text),) = texts_of([str(uploaded.pk)]).values()
    assert (title, "节水" in text) == ("附件", True)
    assert FileText.objects.filter(document=uploaded).exists()


def test_a_file_that_is_lost_says_nothing(plan):
    uploaded = document(plan)
    uploaded.file.storage.delete(uploaded.file.name)
    assert text_of(uploaded).state == FileState.DAMAGED
    assert texts_of([str(uploaded.pk)]) == {}


def test_no_more_is_kept_than_anybody_reads():
    assert len(text_of(document("水".encode() * (MAX_CHARACTERS + 5), "长.txt")).text) == MAX_CHARACTERS


@pytest.mark.parametrize(
    ("encryption", "state"),
    [({}, "silent"), ({"user_password": "secret"}, "locked"), ({"user_password": "", "owner_password": "x"}, "read")],
    ids=["scan", "password", "only changes are locked"],
)
def test_a_pdf_tells_why_it_has_no_words(plan, encryption, state):
    assert text_of(document(changed(plan, **encryption))).state == state


@pytest.mark.parametrize(
    ("content", "name", "severity", "sentence"),
    [
        ("scan", "扫描.pdf", Severity.ADVICE, "无文字层"),
        ("locked", "加密.pdf", Severity.BLOCKING, "密码"),
        ("broken", "坏.pdf", Severity.ADVICE, "确认文件完好"),
    ],
)
def test_editors_are_told_of_files_that_some_cannot_read(plan, content, name, severity, sentence):
    made = {"scan": changed(plan), "locked": changed(plan, user_password="x"), "broken": b"%PDF-1.7 broken"}
    uploaded = document(made[content], name)
    page = NewsPage(title="标题", body=[{"type": "attachment", "value": {"document": uploaded.pk, "title": ""}}])
    [finding] = files.check(PageText.of(page))
    assert (finding.severity, sentence in finding.message) == (severity, True)
    assert "附件" in finding.place


def test_of_a_file_that_was_read_nothing_is_said(plan):
    uploaded = document(plan, "好.pdf")
    page = NewsPage(title="标题", body=[{"type": "attachment", "value": {"document": uploaded.pk, "title": ""}}])
    assert files.check(PageText.of(page)) == []


def test_a_document_is_found_by_the_words_of_its_attachment(plan, settings):
    settings.ELASTICSEARCH_URL = ""
    attachment = document(plan)
    page = factories.policy(body=[{"type": "attachment", "value": {"document": attachment.pk, "title": ""}}])
    SearchChannel().deliver([ContentItem.objects.get(page_id=page.pk)])
    (hit,) = search("节水改造项目").hits
    assert (hit.light["title"], hit.attachment.title) == (page.title, "附件")
