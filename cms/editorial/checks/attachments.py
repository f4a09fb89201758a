"""The words of uploaded files, as far as checks need them."""

import io
import zipfile
from collections.abc import Callable
from typing import Any, BinaryIO

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.core.cache import cache
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from pages.models import PortalDocument

# Larger files are not read: the editor waits for the answer.
MAX_BYTES = 20_000_000
MAX_CHARACTERS = 1_000_000
_DAY = 86_400
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def attachment_text(document: PortalDocument) -> str:
    """The text of a Word document, workbook, PDF or text file; empty for other files and for what cannot be read."""
    key = f"attachment-text-{document.pk}-{document.get_file_hash()}" if _exists(document) else ""
    text: str | None = cache.get(key) if key else ""
    if text is None:
        text = _extract(document)[:MAX_CHARACTERS]
        cache.set(key, text, _DAY)
    return text


def _exists(document: PortalDocument) -> bool:
    return bool(document.file) and document.file.storage.exists(document.file.name)


def _extract(document: PortalDocument) -> str:
    reader = _READERS.get(document.file_extension.lower())
    if reader is None or document.file.size > MAX_BYTES:
        return ""
    try:
        with document.file.storage.open(document.file.name) as file:
            return reader(io.BytesIO(file.read()))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, ElementTree.ParseError, DefusedXmlException, PyPdfError):
        return ""


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
    return "\n".join(page.extract_text() for page in PdfReader(file).pages)


_READERS: dict[str, Callable[[BinaryIO], str]] = {
    "docx": _word,
    "xlsx": _workbook,
    "txt": _plain,
    "csv": _plain,
    "pdf": _pdf,
}
