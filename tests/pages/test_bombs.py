"""Uploaded files are read in a process with bounds, and taken for what they are: no file stops the portal."""

import io
import os
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Collection

from cms.editorial.checks import files
from cms.editorial.checks.reading import PageText
from pages.demo.attachments import pdf
from pages.file_texts import text_of
from pages.models import NewsPage, PortalDocument, PortalImage
from pages.uploads import bounds
from pages.uploads.bounds import Ended, read
from pages.uploads.documents import look
from pages.uploads.inspection import inspect_document, objection_to_image, sentence
from tests import factories
from tests.pages import bombs
from tests.pages.word_files import official

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]
SECONDS = 20


def stored() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


@pytest.mark.parametrize("bomb", bombs.REFUSED)
def test_documents_are_refused_in_time_with_a_reason(bomb):
    name, make, told = bombs.REFUSED[bomb]
    content = make()
    began = time.monotonic()
    inspection = inspect_document(io.BytesIO(content), name)
    assert time.monotonic() - began < SECONDS
    said = sentence(inspection.reason, name)
    assert (told in said, name in said, inspection.text) == (True, True, "")


@pytest.mark.parametrize("bomb", bombs.IMAGES)
def test_images_are_refused_in_time_with_a_reason(bomb):
    name, make, told = bombs.IMAGES[bomb]
    assert told in objection_to_image(io.BytesIO(make()), name)


@pytest.mark.parametrize(
    ("name", "make", "state"),
    [
        ("表.xlsx", bombs.endless_sheet, "read"),
        ("表.xlsx", lambda: bombs.shared_string(600_000), "large"),
        ("通知.docx", lambda: official().saved(), "read"),
        ("深.docx", lambda: bombs.word(b"<w:x>" * 200_000 + b"</w:x>" * 200_000), "silent"),
        ("说明.txt", lambda: "水利".encode("gb18030"), "read"),
        ("字幕.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v 主持人>各位好".encode, "read"),
        ("包.zip", lambda: bombs.archive({"a.pdf": pdf("计划", ["正文"])}), "other"),
        # Other readers may mend it.
        ("计划.pdf", bombs.tree_of_itself, "damaged"),
        ("计划.pdf", lambda: pdf("计划", ["正文"])[:600], "damaged"),
        ("稿.rtf", lambda: b"{\\rtf1 text}", "other"),
        ("会.mp4", lambda: b"\0\0\0\x18ftypmp42" + bytes(100), "other"),
    ],
)
def test_what_is_whole_is_taken_and_read_as_far_as_it_can_be(name, make, state):
    inspection = inspect_document(io.BytesIO(make()), name)
    assert (inspection.reason, inspection.state) == (None, state)


def test_a_page_that_takes_long_leaves_what_was_read_before(monkeypatch):
    """In this process, as the child does it: the clock is that of the processor."""
    monkeypatch.setattr("pages.uploads.texts.SECONDS", 0.2)
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 60_000))
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}'
    content = bombs.workbook(sheet=(sheet + "</sheetData></worksheet>").encode())
    found: dict = {}
    for more in look(io.BytesIO(content), "xlsx"):
        found |= more
    assert (found["reason"], found["state"], found["text"][:6]) == ("", "large", "1\t\n2\t\n")


@pytest.mark.parametrize(
    ("task", "bounds", "ended"),
    [
        ("document", {"memory": 30 * 2**20}, {Ended.FULL, Ended.BROKEN}),
        ("document", {"output": 100}, {Ended.BROKEN}),
        ("word", {"seconds": 1}, {Ended.LATE}),
    ],
    ids=["memory", "output", "time"],
)
def test_each_bound_ends_the_child_and_nothing_else(task, bounds, ended, settings, caplog):
    settings.READING = settings.READING | bounds
    limits = settings.WORD_IMPORT | {"ratio": 10_000, "xml": 100 * 2**20}
    options = {"extension": "pdf"} if task == "document" else {"limits": limits, "with_head": True}
    content = pdf("计划", ["节水" * 40]) if task == "document" else bombs.word_of(8 * bombs.MIB)
    began = time.monotonic()
    assert read(task, io.BytesIO(content), **options).ended in ended
    assert time.monotonic() - began < SECONDS
    assert "Reading the file" in caplog.text


def test_a_child_that_cannot_start_refuses_for_now_and_remembers_nothing(monkeypatch):
    def fail(*args, **kwargs):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    document = PortalDocument.objects.create(title="附件", file=ContentFile(pdf("计划", ["正文"]), name="计划.pdf"))
    document.words.delete()
    with monkeypatch.context() as patched:
        patched.setattr("pages.uploads.bounds.subprocess.Popen", fail)
        assert "稍后再试" in sentence(inspect_document(io.BytesIO(b"x"), "计划.pdf").reason, "计划.pdf")
        assert text_of(PortalDocument.objects.get()).state == "damaged"
    assert text_of(PortalDocument.objects.get()).state == "read"


def test_words_that_no_database_takes_are_left_out():
    document = PortalDocument.objects.create(title="附件", file=ContentFile(bombs.half_characters(), name="半字.pdf"))
    assert text_of(document).text.strip() == "水"


class TestManyAtOnce:
    """Whoever uploads much makes nobody wait but those who upload."""

    @pytest.fixture
    def reading(self, monkeypatch, tmp_path):
        """Readings that last until the event is set, and how many have begun."""
        begun, end = [], threading.Event()

        def run(asked, content, output, complaints, seconds):
            begun.append(asked)
            end.wait(SECONDS)
            return Ended.WELL

        monkeypatch.setattr(bounds, "_run", run)
        monkeypatch.setattr(bounds.tempfile, "gettempdir", lambda: str(tmp_path))
        yield begun, end
        end.set()

    def test_a_thread_is_left_for_citizens_and_few_read(self, reading):
        begun, end = reading
        with ThreadPoolExecutor(3) as threads:
            futures = [threads.submit(read, "document", io.BytesIO(b"x"), extension="txt") for _each in range(3)]
            while len(begun) < settings.READING["at_once"]:
                time.sleep(0.01)
            time.sleep(0.2)
            assert len(begun) == settings.READING["at_once"] < 3
            assert "稍后再试" in sentence(inspect_document(io.BytesIO(b"x"), "a.txt").reason, "a.txt")
            end.set()
            assert [each.result().ended for each in futures] == [Ended.WELL] * 3

    def test_other_processes_count_and_those_that_ended_do_not(self, reading, monkeypatch, tmp_path):
        reading[1].set()
        monkeypatch.setattr(bounds, "_WAIT", 0.1)
        folder = tmp_path / f"portal-reading-{os.getuid()}"
        folder.mkdir()
        held = [bounds._place(folder, 2) for _each in range(2)]
        assert read("document", io.BytesIO(b"x"), extension="txt").ended is Ended.UNSTARTED
        os.close(held[0])
        assert read("document", io.BytesIO(b"x"), extension="txt").ended is Ended.WELL
        os.close(held[1])


class TestEveryDoor:
    """200 with the sentence, and neither a row nor a file."""

    @pytest.fixture(autouse=True)
    def nothing_stays(self):
        before = stored()
        yield
        assert (PortalDocument.objects.count(), PortalImage.objects.count(), stored() - before) == (0, 0, set())

    @pytest.fixture
    def upload(self, admin_client):
        def post(name: str, field: str) -> str:
            file_name, make, _told = bombs.IMAGES["endless"] if "image" in name else bombs.REFUSED["html"]
            values = {"title": "标题", "collection": Collection.get_first_root_node().pk}
            values[field] = SimpleUploadedFile(file_name, make())
            if "chooser" in name:
                prefix = "image" if "image" in name else "document"
                values = {f"{prefix}-chooser-upload-{key}": value for key, value in values.items()}
            answer = admin_client.post(reverse(name), values)
            assert answer.status_code == 200
            # Some answer with JSON, which may hold the page.
            return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), answer.content.decode())

        return post

    @pytest.mark.parametrize("library", ["wagtaildocs", "wagtailimages"])
    @pytest.mark.parametrize(
        ("view", "field"), [("add", "file"), ("add_multiple", "files[]"), ("chooser", "file")], ids=lambda given: given
    )
    def test_uploads(self, upload, library, view, field):
        name = f"{library}_chooser:create" if view == "chooser" else f"{library}:{view}"
        assert "未上传" in upload(name, field)

    def test_a_word_file(self, admin_client, settings):
        column = factories.column()
        before = NewsPage.objects.count()
        values = {"kind": "newspage", "file": SimpleUploadedFile("通知.docx", bombs.word_of(8 * bombs.MIB))}
        answer = admin_client.post(reverse("word_new", args=[column.pk]), values)
        assert (answer.status_code, "异常庞大" in answer.content.decode()) == (200, True)
        settings.WORD_IMPORT = settings.WORD_IMPORT | {"ratio": 10_000, "xml": 100 * 2**20}
        settings.READING = settings.READING | {"memory": 150 * 2**20}
        values["file"] = SimpleUploadedFile("通知.docx", bombs.word_of(20 * bombs.MIB))
        answer = admin_client.post(reverse("word_new", args=[column.pk]), values)
        assert (answer.status_code, "超出限度" in answer.content.decode()) == (200, True)
        assert NewsPage.objects.count() == before


def test_a_file_that_is_replaced_passes_the_same_door(admin_client):
    document = PortalDocument.objects.create(title="计划", file=ContentFile(pdf("计划", ["正文"]), name="计划.pdf"))
    kept = document.file.name
    values = {"title": "计划", "collection": Collection.get_first_root_node().pk}
    values["file"] = SimpleUploadedFile("新.pdf", b"<html>")
    answer = admin_client.post(reverse("wagtaildocs:edit", args=[document.pk]), values)
    assert (answer.status_code, "未上传" in answer.content.decode()) == (200, True)
    document.refresh_from_db()
    assert document.file.name == kept
    assert document.file.storage.exists(kept)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"%PDF-1.7 broken", "坏.pdf", "附件无法检查：读不出"),
        (bombs.archive({"a.txt": b"text"}), "包.zip", "附件无法检查：系统读不出这种格式"),
        ("水".encode() * 1_000_001, "长.txt", "附件无法全部检查"),
    ],
)
def test_reviewers_are_told_what_could_not_be_checked(content, name, sentence):
    document = PortalDocument.objects.create(title="附件", file=ContentFile(content, name=name))
    page = NewsPage(title="标题", body=[{"type": "attachment", "value": {"document": document.pk, "title": ""}}])
    [finding] = files.check(PageText.of(page))
    assert sentence in finding.message
    assert "附件" in finding.place
