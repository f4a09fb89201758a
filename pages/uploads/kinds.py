"""What a file is by its content. Names are only wishes."""

import re
import zipfile
from typing import BinaryIO

import olefile

from pages.uploads.packages import MIB, open_package
from pages.uploads.refusals import Reason, Refused

TEXTS = ("csv", "txt", "vtt")
PACKAGES = ("docx", "ofd", "pptx", "xlsx", "zip")
# The part by which Office tells its own files, and what its type is called where it has another name.
_MAIN = {
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml", "spreadsheetml.template.main+xml"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation.main+xml", "presentationml.slideshow.main+xml"),
}
_STREAMS = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls", "PowerPoint Document": "ppt"}
_VBA = {"VBA", "_VBA_PROJECT", "_VBA_PROJECT_CUR"}
_LONGEST_TEXT = 64 * MIB
# What a browser takes for a page, wherever it stands.
_MARKUP = re.compile(
    r"<\s*/?\s*(?:!doctype|html|head|body|script|iframe|frame|object|embed|svg|style|link|meta|base|form|img)\b",
    re.IGNORECASE,
)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def check_kind(file: BinaryIO, extension: str, size: int) -> zipfile.ZipFile | None:
    """That the file is what its name says, whole, and nothing that runs. Raises Refused; returns an archive opened."""
    if not size:
        raise Refused(Reason.EMPTY)
    head = file.read(4096)
    file.seek(0)
    kind = _kind_of(head)
    if kind == "zip":
        archive = open_package(file, size)
        kind = _kind_of_package(archive)
    else:
        archive = None
        if kind == "ole":
            kind = _kind_of_compound(file)
        elif kind == "" and extension in TEXTS:
            kind = _kind_of_text(file, extension)
    # WPS Writer writes Word's binary form, and of late Word's XML, under a name of its own.
    if kind != extension and not (extension == "wps" and kind in ("doc", "docx", "ole")):
        raise Refused(Reason.KIND)
    return archive


def _kind_of(head: bytes) -> str:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if head.startswith(olefile.MAGIC):
        return "ole"
    if head.lstrip(b"\xef\xbb\xbf\0\t\n\r\f ").startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head[4:8] == b"ftyp":
        return "mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]:
        return "webm"
    return ""


def _kind_of_package(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(Reason.MACROS)
    if "OFD.xml" in names:
        return "ofd"
    types = b""
    if "[Content_Types].xml" in names:
        if archive.getinfo("[Content_Types].xml").file_size > MIB:
            raise Refused(Reason.SWOLLEN)
        types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types:
        raise Refused(Reason.MACROS)
    for kind, (main, *more) in _MAIN.items():
        if main in names or any(each.encode() in types for each in more):
            return kind
    return "package" if types else "zip"


def _kind_of_compound(file: BinaryIO) -> str:
    """Of a compound file (MS-CFB), the form of Office before 2007."""
    try:
        with olefile.OleFileIO(file) as compound:
            names = {part for path in compound.listdir(streams=True, storages=True) for part in path}
            if "EncryptedPackage" in names or _is_locked(compound):
                raise Refused(Reason.LOCKED)
    except (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(Reason.DAMAGED) from error
    if names & _VBA:
        raise Refused(Reason.MACROS)
    return next((kind for name, kind in _STREAMS.items() if name in names), "ole")


def _is_locked(compound: olefile.OleFileIO) -> bool:
    """By a flag of Word ([MS-DOC] 2.5.2) or a record of Excel ([MS-XLS] 2.4.117)."""
    if compound.exists("WordDocument"):
        return bool(compound.openstream("WordDocument").read(12)[11] & 1)
    for name in ("Workbook", "Book"):
        if compound.exists(name):
            head = compound.openstream(name).read(64)
            length = int.from_bytes(head[2:4], "little")
            return head[4 + length : 6 + length] == b"\x2f\x00"
    return False


def decoded(content: bytes) -> str:
    """Text as the country writes it. Raises Refused for what is none."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(Reason.KIND)


def _kind_of_text(file: BinaryIO, extension: str) -> str:
    content = file.read(_LONGEST_TEXT + 1)
    if len(content) > _LONGEST_TEXT:
        raise Refused(Reason.COSTLY)
    text = decoded(content)
    if _BINARY.search(text):
        raise Refused(Reason.KIND)
    if _MARKUP.search(text):
        raise Refused(Reason.MARKUP)
    if extension == "vtt" and not text.lstrip("\ufeff").startswith("WEBVTT"):
        return "txt"
    return extension
