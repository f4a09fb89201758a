"""The words of files, as far as they can be read in the time that there is."""

import re
import signal
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.sax.handler import ContentHandler

from defusedxml import sax

from pages.uploads.kinds import TEXTS, decoded
from pages.uploads.packages import MIB, RATIO
from pages.uploads.refusals import Reason, Refused

if TYPE_CHECKING:
    # Takes a tenth of a second, and is needed for one kind of file.
    from pypdf import PdfReader

MAX_CHARACTERS = 1_000_000
# All texts that the cells of a workbook name together, before its cells are read.
_SHARED = 20 * MAX_CHARACTERS
# Of processor time; what was read by then is kept.
SECONDS = 4
_PARTS = {
    "docx": re.compile(r"word/(?:document|(?:header|footer)\d*|footnotes|endnotes|comments)\.xml"),
    "pptx": re.compile(r"ppt/(?:slides/slide|notesSlides/notesSlide)\d+\.xml"),
    "ofd": re.compile(r".*/Content\.xml"),
}


_SHEET = re.compile(r"xl/(?:worksheets/[^/]+|comments\d*)\.xml")


class Late(BaseException):
    """The time is over. No Exception: readers swallow these."""


class Words:
    """Words as they are found, until there are enough."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0

    def add(self, text: str) -> None:
        """Keep it. Raises Late when there is more than anybody reads."""
        self.parts.append(text)
        self.length += len(text)
        if self.length > MAX_CHARACTERS:
            raise Late

    def __str__(self) -> str:
        return "".join(self.parts)[:MAX_CHARACTERS]


@contextmanager
def hurrying() -> Iterator[None]:
    """Raises Late inside when the time is over."""

    def stop(*args: Any) -> None:
        raise Late

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def read_package(archive: zipfile.ZipFile, extension: str, words: Words) -> None:
    """Of Word, PowerPoint and OFD."""
    names = [name for name in archive.namelist() if _PARTS[extension].fullmatch(name)]
    for name in sorted(names, key=lambda each: (each != "word/document.xml", len(each), each)):
        with archive.open(name) as part:
            sax.parse(part, _Lines(words), forbid_dtd=True)


class _Lines(ContentHandler):
    """Takes text from the elements that hold it, without keeping the tree."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words
        self.inside = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 -- the name is that of SAX
        self.inside += _local(name) in ("t", "TextCode")

    def endElement(self, name: str) -> None:  # noqa: N802
        self.inside -= _local(name) in ("t", "TextCode")
        if _local(name) in ("p", "TextObject"):
            self.words.add("\n")

    def characters(self, content: str) -> None:
        if self.inside:
            self.words.add(content)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def read_workbook(archive: zipfile.ZipFile, words: Words) -> None:
    """Of Excel: cells row by row as they are stored, whatever size a sheet claims to have."""
    strings = _Strings()
    if "xl/sharedStrings.xml" in archive.namelist():
        with archive.open("xl/sharedStrings.xml") as part:
            sax.parse(part, strings, forbid_dtd=True)
    names = [name for name in archive.namelist() if _SHEET.fullmatch(name)]
    for name in sorted(names, key=lambda each: (len(each), each)):
        with archive.open(name) as part:
            sax.parse(part, _Cells(words, strings.texts), forbid_dtd=True)


class _Strings(ContentHandler):
    """The texts that cells name by number; their readings (rPh) are no words of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.parts: list[str] = []
        self.length = 0
        self.inside = False
        self.reading = False

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        self.inside = _local(name) == "t" and not self.reading
        self.reading = self.reading or _local(name) == "rPh"

    def endElement(self, name: str) -> None:  # noqa: N802
        self.inside = False
        if _local(name) == "rPh":
            self.reading = False
        elif _local(name) == "si":
            self.texts.append("".join(self.parts))
            self.parts = []

    def characters(self, content: str) -> None:
        if self.inside:
            self.parts.append(content)
            self.length += len(content)
            if self.length > _SHARED:
                raise Late


class _Cells(ContentHandler):
    """The values of a sheet."""

    def __init__(self, words: Words, strings: list[str]) -> None:
        super().__init__()
        self.words = words
        self.strings = strings
        self.parts: list[str] = []
        self.inside = self.is_shared = False

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        if _local(name) == "c":
            self.is_shared = attrs.get("t") == "s"
        self.inside = _local(name) in ("v", "t")

    def endElement(self, name: str) -> None:  # noqa: N802
        self.inside = False
        if _local(name) == "row":
            self.words.add("\n")
        elif _local(name) == "c" and self.parts:
            value = "".join(self.parts)
            self.parts = []
            self.words.add((self.strings[int(value)] if self.is_shared else value) + "\t")

    def characters(self, content: str) -> None:
        if self.inside:
            self.parts.append(content)


def read_plain(file: BinaryIO, words: Words) -> None:
    """Of a text."""
    words.add(decoded(file.read()))


def read_pdf(reader: "PdfReader", size: int, words: Words) -> None:
    """Page by page. Raises Refused where pages together are far larger than the file, as of one that is shared."""
    unpacked = 0
    for page in reader.pages:
        contents = page.get_contents()
        unpacked += len(contents.get_data()) if contents is not None else 0
        if unpacked > max(MIB, RATIO * size):
            raise Refused(Reason.SWOLLEN)
        words.add(page.extract_text() + "\n")


def reader_of(
    file: BinaryIO, extension: str, size: int, archive: zipfile.ZipFile | None, pdf: "PdfReader | None"
) -> Callable[[Words], None] | None:
    """What reads the words of such a file, which is opened as an archive or a PDF where it is one; None for others."""
    if pdf is not None:
        return partial(read_pdf, pdf, size)
    if archive is not None and extension in _PARTS:
        return partial(read_package, archive, extension)
    if archive is not None and extension == "xlsx":
        return partial(read_workbook, archive)
    return partial(read_plain, file) if extension in TEXTS else None
