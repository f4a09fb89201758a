"""The words of uploaded files: what search finds them by, and what checks read."""

import io
import zipfile
from collections.abc import Callable, Collection
from typing import Any, BinaryIO

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from pages.models import FileText, PortalDocument
from pages.models.file_text import FileState

# Larger files are not read: somebody waits for the answer.
MAX_BYTES = 20_000_000
MAX_CHARACTERS = 1_000_000
MAX_PAGES = 2_000
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BROKEN = (
    OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, zipfile.BadZipFile,
    ElementTree.ParseError, DefusedXmlException, PyPdfError,
)  # fmt: skip


class Locked(Exception):
    """The file opens with a password only."""


def text_of(document: PortalDocument) -> FileText:
    """The words of a file, read anew when it has changed; its state says why there are none."""
    exists = bool(document.file) and document.file.storage.exists(document.file.name)
    digest = document.get_file_hash() if exists else ""
    known = FileText.objects.filter(document=document).first()
    if known and known.file_hash == digest:
        return known
    state, text = _read(document) if exists else (FileState.DAMAGED, "")
    values = {"file_hash": digest, "state": state, "text": text.replace("\0", "")[:MAX_CHARACTERS]}
    return FileText.objects.update_or_create(document=document, defaults=values)[0]


def texts_of(keys: Collection[str]) -> dict[str, tuple[str, str]]:
    """Title and words of the documents with these numbers, as far as they have words."""
    documents = PortalDocument.objects.select_related("words").in_bulk([int(key) for key in keys])
    texts = {}
    for key, document in documents.items():
        known = document.words if hasattr(document, "words") else text_of(document)
        if known.text:
            texts[str(key)] = (document.title, known.text)
    return texts


def _read(document: PortalDocument) -> tuple[FileState, str]:
    reader = _READERS.get(document.file_extension.lower())
    if reader is None:
        return FileState.OTHER, ""
    if document.file.size > MAX_BYTES:
        return FileState.LARGE, ""
    try:
        with document.file.storage.open(document.file.name) as file:
            text = reader(io.BytesIO(file.read()))
    except Locked:
        return FileState.LOCKED, ""
    except _BROKEN:
        return FileState.DAMAGED, ""
    return (FileState.READ, text) if text.strip() else (FileState.SILENT, "")


def _word(file: BinaryIO) -> str:
    with zipfile.ZipFile(file) as archive:
        if archive.getinfo("word/document.xml").file_size > 5 * MAX_BYTES:
            return ""
        root: Any = ElementTree.fromstring(archive.read("word/document.xml"))
    return "\n".join("".join(text.text or "" for text in line.iter(f"{_WORD}t")) for line in root.iter(f"{_WORD}p"))


def _workbook(file: BinaryIO) -> str:
    with zipfile.ZipFile(file) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > 5 * MAX_BYTES:
            return ""
    workbook = load_workbook(file, read_only=True, data_only=True)
    rows = (row for sheet in workbook.worksheets for row in sheet.iter_rows(values_only=True))
    return "\n".join("\t".join(str(cell) for cell in row if cell is not None) for row in rows)


def _plain(file: BinaryIO) -> str:
    content = file.read()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _pdf(file: BinaryIO) -> str:
    """Page by page, as far as the text is kept. Raises Locked; a password that is empty is none."""
    reader = PdfReader(file)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Locked
    pages: list[str] = []
    length = 0
    for page in reader.pages[:MAX_PAGES]:
        pages.append(page.extract_text())
        length += len(pages[-1])
        if length > MAX_CHARACTERS:
            break
    return "\n".join(pages)


_READERS: dict[str, Callable[[BinaryIO], str]] = {
    "docx": _word,
    "xlsx": _workbook,
    "txt": _plain,
    "csv": _plain,
    "pdf": _pdf,
}
