"""Zip archives, which most files of today are: measured and tested before anything else is read from them."""

import io
import zipfile
import zlib
from lzma import LZMAError
from typing import BinaryIO

from pages.uploads.refusals import Reason, Refused

MIB = 2**20
ENTRIES = 10_000
# What all parts may have together: a portal's files stay far below, and a reader's telephone is full at last. Small
# files may swell, as much of them is alike.
UNPACKED = 200 * MIB
SMALL = 2 * MIB
RATIO = 100
DEEPEST = 3
_PROGRAMS = (
    ".app", ".bat", ".cmd", ".com", ".cpl", ".dll", ".exe", ".hta", ".jar", ".js", ".jse", ".lnk", ".msi", ".pif",
    ".ps1", ".scr", ".sh", ".vbe", ".vbs", ".wsf",
)  # fmt: skip
# What zipfile raises for a damaged archive; NotImplementedError stands for a compression that it does not know, and
# RuntimeError for one that this Python was built without.
DAMAGED = (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error, LZMAError)
_DECLARATIONS = [b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be")]


def open_package(file: BinaryIO, size: int) -> zipfile.ZipFile:
    """The archive, whose every part can be unpacked. Raises Refused."""
    archive = _measured(file, size)
    for entry in archive.infolist():
        _test(archive, entry)
    return archive


def _measured(file: BinaryIO, size: int, depth: int = 1, told: int = 0) -> zipfile.ZipFile:
    """By what the archive says of itself; `_test` makes sure that it says the truth."""
    try:
        archive = zipfile.ZipFile(file)
    except DAMAGED as error:
        raise Refused(Reason.DAMAGED) from error
    entries = archive.infolist()
    total = told + sum(entry.file_size for entry in entries)
    if len(entries) > ENTRIES or total > max(UNPACKED, 3 * size) or total > max(SMALL, RATIO * size) or depth > DEEPEST:
        raise Refused(Reason.SWOLLEN)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(Reason.LOCKED)
    _check_places(entries)
    if any(entry.filename.lower().endswith(_PROGRAMS) for entry in entries):
        raise Refused(Reason.PROGRAM)
    for entry in entries:
        if entry.filename.lower().endswith(".zip") and entry.file_size <= UNPACKED // 4:
            _measured(io.BytesIO(_part(archive, entry)), size, depth + 1, total)
    return archive


def _check_places(entries: list[zipfile.ZipInfo]) -> None:
    """Parts that lie over one another are one bomb for many names."""
    end = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if entry.header_offset < end:
            raise Refused(Reason.SWOLLEN)
        end = entry.header_offset + 30 + entry.compress_size


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(entry) as part:
            return part.read(entry.file_size + 1)
    except DAMAGED as error:
        raise Refused(Reason.DAMAGED) from error


def _test(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    try:
        with archive.open(entry) as part:
            head = part.read(MIB)
            while part.read(MIB):
                pass
    except DAMAGED as error:
        raise Refused(Reason.DAMAGED) from error
    if entry.filename.endswith((".xml", ".rels")) and any(each in head for each in _DECLARATIONS):
        raise Refused(Reason.UNSAFE)
