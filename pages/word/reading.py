"""From the file to what a page takes from it: record, body, pictures, and the report of what was left out."""

import io
import logging
import zipfile
from dataclasses import dataclass
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, SubElement, tostring

import mammoth
import nh3
from django.utils.translation import gettext as _

from pages.word.body import Block, BodyReader
from pages.word.cleaning import clean
from pages.word.lines import Line, lines_of
from pages.word.numbering import Numbering
from pages.word.package import RELATIONSHIP, Package, W, WordRefused, relationships_of
from pages.word.pictures import Picture, read_picture
from pages.word.preparing import BULLETS, DEEPEST, NUMBERS, prepare
from pages.word.record import Record, read_record
from pages.word.report import Loss, Report
from pages.word.styles import Styles

logger = logging.getLogger(__name__)

# Paragraphs carry what `preparing` has found out, as the names of styles.
STYLE_MAP = "\n".join([*(f"p.h{level} => h{level}:fresh" for level in (2, 3, 4)), "b => b", "i => i"])
TAGS = {
    "h2", "h3", "h4", "p", "ul", "ol", "li", "b", "i", "sup", "sub", "br", "a", "img", "table", "thead", "tbody", "tr",
    "th", "td",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "li": {"id"},
    "img": {"src", "alt"},
    "td": {"rowspan", "colspan"},
    "th": {"rowspan", "colspan"},
}
_KEPT_RELATIONSHIPS = ("hyperlink", "image", "footnotes", "endnotes")
SCHEMES = {"http", "https", "mailto", "tel"}


@dataclass
class Word:
    """A Word document as a page takes it; figures name their picture by its place in `pictures`."""

    record: Record
    blocks: list[Block]
    pictures: list[Picture]
    report: Report


def read_word(file: BinaryIO, with_head: bool = False) -> Word:
    """Read a .docx. The mark and the number at its head stay in the body only `with_head`.

    Raises WordRefused, with a sentence for the editor, for every file that cannot be read.
    """
    try:
        return _read(Package(file), with_head)
    except WordRefused:
        raise
    except Exception as error:
        # The form allows endless variety, and what a damaged file breaks inside the converter cannot be listed.
        logger.exception("A Word file could not be read")
        raise WordRefused(_("文件的内部结构有误，无法读取。请在 Word 中打开并另存为 .docx 后上传。")) from error


def _read(package: Package, with_head: bool) -> Word:
    report = Report()
    texts = _Texts(package, report)
    record = read_record(texts.lines)
    for line in (*record.title_lines, *(() if with_head else record.head_lines)):
        line.silence()
    prepare(texts.lines, report)
    for lines in texts.notes:
        prepare(lines, Report())
    _count_aside(package, report)
    pictures: list[Picture] = []
    markup = _convert(texts.written(), pictures, report)
    return Word(record, BodyReader(pictures, report).read(markup), pictures, report)


class _Texts:
    """The parts of a package that hold text, cleaned and cut into lines."""

    def __init__(self, package: Package, report: Report) -> None:
        self.package = package
        styles = Styles(self._first("styles"))
        numbering = self._first("numbering")
        root = package.xml(package.main)
        body = root.find(W + "body") if root is not None else None
        if root is None or body is None:
            raise WordRefused(_("文件中没有正文。"))
        self.roots = {package.main: root}
        clean(body, styles, report)
        self.lines: list[Line] = lines_of(body, styles, Numbering(numbering))
        self.notes: list[list[Line]] = []
        for name in [*package.related("footnotes"), *package.related("endnotes")]:
            if (root := package.xml(name)) is not None:
                clean(root, styles, report)
                self.roots[name] = root
                self.notes.append(lines_of(root, styles, Numbering(numbering)))

    def _first(self, kind: str) -> Element | None:
        return next((root for name in self.package.related(kind) if (root := self.package.xml(name)) is not None), None)

    def written(self) -> io.BytesIO:
        """A package of nothing but these parts and their pictures, for the converter."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("[Content_Types].xml", self._xml("[Content_Types].xml"))
            archive.writestr("_rels/.rels", self._xml("_rels/.rels"))
            archive.writestr("word/numbering.xml", _two_lists())
            for name, root in self.roots.items():
                archive.writestr(name, tostring(root, "utf-8"))
                if (relationships := self._relationships(relationships_of(name))) is not None:
                    archive.writestr(relationships_of(name), relationships)
            for name in self.package.archive.namelist():
                if "/media/" in f"/{name}" and (content := self.package.read(name, self.package.limits["unpacked"])):
                    archive.writestr(name, content)
        return target

    def _xml(self, name: str) -> bytes:
        root = self.package.xml(name)
        return b"" if root is None else tostring(root, "utf-8")

    def _relationships(self, name: str) -> bytes | None:
        root = self.package.xml(name)
        if root is None:
            return None
        for row in root.findall(RELATIONSHIP):
            if row.get("Type", "").rpartition("/")[2] not in _KEPT_RELATIONSHIPS:
                root.remove(row)
        return tostring(root, "utf-8")


def _two_lists() -> bytes:
    """The definitions to which `preparing` points: a list with bullets and a list with numbers."""
    root = Element(W + "numbering")
    for key, form in ((BULLETS, "bullet"), (NUMBERS, "decimal")):
        abstract = SubElement(root, W + "abstractNum", {W + "abstractNumId": key})
        for index in range(DEEPEST + 1):
            level = SubElement(abstract, W + "lvl", {W + "ilvl": str(index)})
            SubElement(level, W + "numFmt", {W + "val": form})
    for key in (BULLETS, NUMBERS):
        SubElement(SubElement(root, W + "num", {W + "numId": key}), W + "abstractNumId", {W + "val": key})
    return tostring(root, "utf-8")


def _count_aside(package: Package, report: Report) -> None:
    """What stands beside the text: comments, headers and footers."""
    for name in package.related("comments"):
        root = package.xml(name)
        report.add(Loss.COMMENTS, len(root.findall(W + "comment")) if root is not None else 0)
    for name in [*package.related("header"), *package.related("footer")]:
        root = package.xml(name)
        says = root is not None and any((part.text or "").strip() for part in root.iter(W + "t"))
        report.add(Loss.HEADERS, says)


def _convert(file: io.BytesIO, pictures: list[Picture], report: Report) -> str:
    """Sanitised HTML; pictures are put into the list, and named by their place in it."""

    def keep(image: Any) -> dict[str, str]:
        try:
            with image.open() as opened:
                picture = read_picture(opened.read())
        except KeyError:
            picture = None
        except mammoth.docx.files.InvalidFileReferenceError:
            report.add(Loss.FOREIGN_PICTURES)
            return {}
        if picture is None:
            report.add(Loss.PICTURES)
            return {}
        pictures.append(picture)
        return {"src": f"picture-{len(pictures) - 1}"}

    result = mammoth.convert_to_html(
        file,
        style_map=STYLE_MAP,
        include_embedded_style_map=False,
        convert_image=mammoth.images.img_element(keep),
    )
    report.add(Loss.SYMBOLS, sum("w:sym" in message.message for message in result.messages))
    return nh3.clean(result.value, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
