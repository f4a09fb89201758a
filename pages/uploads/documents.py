"""What the child finds in a document: whether it can be taken, how many pages it has, and its words."""

import logging
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from pages.uploads import texts
from pages.uploads.kinds import check_kind
from pages.uploads.page_counts import MOST_PAGES, pages_of_package
from pages.uploads.refusals import Reason, Refused

if TYPE_CHECKING:
    from pypdf import PdfReader

logger = logging.getLogger(__name__)
# Of larger files the words are not read.
MAX_BYTES = 20_000_000


class Unreadable(Exception):
    """A PDF that we cannot read. Others may: its cipher is strong, or damage is mended by their readers."""


def look(file: BinaryIO, extension: str) -> Iterator[dict[str, Any]]:
    """`reason` (why it is not taken, or empty), `pages`, `state` (of `FileState`) and `text`, as they are found."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    try:
        yield from _found(file, extension, size)
    except Refused as refused:
        locked = refused.reason is Reason.LOCKED
        yield {"reason": refused.reason, "state": "locked" if locked else "damaged", "text": ""}


def _found(file: BinaryIO, extension: str, size: int) -> Iterator[dict[str, Any]]:
    archive = check_kind(file, extension, size)
    file.seek(0)
    try:
        reader = _pdf(file) if extension == "pdf" else None
    except Unreadable:
        yield {"reason": "", "state": "damaged"}
        return
    yield {"reason": ""}
    if reader is not None:
        yield {"pages": count if (count := len(reader.pages)) <= MOST_PAGES else None}
    elif archive is not None:
        yield {"pages": pages_of_package(archive, extension)}
    words = texts.Words()
    read = texts.reader_of(file, extension, size, archive, reader)
    if read is None:
        yield {"state": "other"}
    elif size > MAX_BYTES:
        yield {"state": "large"}
    else:
        yield _read(read, words)


def _read(read: Callable[[texts.Words], None], words: texts.Words) -> dict[str, Any]:
    try:
        with texts.hurrying():
            read(words)
    except texts.Late:
        return {"state": "large", "text": str(words)}
    except (Refused, MemoryError):
        raise
    except Exception:
        # Readers stumble over damaged files in more ways than can be listed.
        logger.info("The words could not be read", exc_info=True)
        return {"state": "damaged", "text": str(words)}
    text = str(words)
    return {"state": "read" if text.strip() else "silent", "text": text}


def _pdf(file: BinaryIO) -> "PdfReader":
    """The document, opened. Raises Unreadable, and Refused for a password; one that is empty is none."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused(Reason.LOCKED)
        if not len(reader.pages):
            raise Unreadable
    except (Refused, MemoryError):
        raise
    except Exception as error:
        # As above: what pypdf stumbles over, other readers may open, so it is named to the reviewer, not refused.
        raise Unreadable from error
    return reader
