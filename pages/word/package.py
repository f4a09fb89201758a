"""A .docx as a package of parts (ECMA-376 part 2), opened with distrust: it comes from anywhere."""

import io
import posixpath
import zipfile
import zlib
from functools import cached_property
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.conf import settings
from django.utils.translation import gettext as _

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
# Word can also save in the “strict” form, which differs in the names of its vocabularies (ECMA-376 part 1, annex A).
_STRICT = [
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
]
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DOCUMENT = "wordprocessingml.document.main+xml"
_TEMPLATE = "wordprocessingml.template.main+xml"


class WordRefused(Exception):
    """The file cannot be imported; the message says why, and what the editor can do."""


def _damaged() -> WordRefused:
    return WordRefused(_("文件已损坏或没有传完整。请在 Word 中打开并另存为 .docx 后上传。"))


def recognise(head: bytes, whole: bytes) -> None:
    """Tell what a file is that is no package. Raises WordRefused."""
    if not head:
        raise WordRefused(_("文件是空的（0 字节），请重新保存后上传。"))
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        if _ENCRYPTED in whole:
            raise WordRefused(_("文件设有打开密码。请在 Word 中取消密码，另存为 .docx 后上传。"))
        raise WordRefused(_("这是旧格式的 .doc 或 WPS 的 .wps 文件。请在 Word 或 WPS 中另存为 .docx 后上传。"))
    if head.startswith(b"%PDF"):
        raise WordRefused(_("这是 PDF 文件，不能导入正文。请上传 .docx 原稿；PDF 可作为附件添加。"))
    if head.startswith(b"{\\rtf"):
        raise WordRefused(_("这是 RTF 文件。请在 Word 中另存为 .docx 后上传。"))
    if not head.startswith(b"PK"):
        raise WordRefused(_("这不是 Word 文件。请在 Word 或 WPS 中另存为 .docx 后上传。"))


# What zipfile raises for a damaged archive; NotImplementedError stands for a compression that it does not know.
_DAMAGED = (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, zlib.error)


class Package:
    """The parts of the document in the file. Raises WordRefused for what is no document, damaged or dangerous."""

    def __init__(self, file: BinaryIO) -> None:
        self.limits: dict[str, int] = settings.WORD_IMPORT
        file.seek(0)
        content = file.read(self.limits["bytes"] + 1)
        if len(content) > self.limits["bytes"]:
            size = self.limits["bytes"] // 2**20
            raise WordRefused(_("文件超过 %d MB。请压缩其中的图片，或把附件分开上传。") % size)
        recognise(content[:8], content)
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(content))
        except _DAMAGED as error:
            raise _damaged() from error
        self._measure()
        self._check_kind()

    def _measure(self) -> None:
        """Refuse what would swell when it is unpacked, by what the archive says of itself; `read` makes sure."""
        entries = self.archive.infolist()
        total = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries)
        swollen = total > self.limits["unpacked"] or total > self.limits["ratio"] * max(packed, 2**16)
        if len(entries) > self.limits["entries"] or swollen:
            raise WordRefused(_("文件解压后异常庞大，已拒绝。请在 Word 中打开并另存为 .docx 后上传。"))
        if any(entry.flag_bits & 1 for entry in entries):
            raise WordRefused(_("文件设有打开密码。请在 Word 中取消密码，另存为 .docx 后上传。"))

    def _check_kind(self) -> None:
        types = self.xml("[Content_Types].xml")
        kinds = [each.get("ContentType", "") for each in types] if types is not None else []
        macros = any(name.endswith("vbaProject.bin") for name in self.archive.namelist())
        if macros or any("macroEnabled" in kind for kind in kinds):
            raise WordRefused(_("文件含有宏。请在 Word 中另存为不含宏的 .docx 后上传。"))
        if not any(kind.endswith((_DOCUMENT, _TEMPLATE)) for kind in kinds) or self.main not in self.archive.namelist():
            raise WordRefused(_("这不是 Word 文件。请在 Word 或 WPS 中另存为 .docx 后上传。"))

    @cached_property
    def main(self) -> str:
        """The name of the part that holds the text."""
        found = [target for kind, target in self.relationships("_rels/.rels") if kind == "officeDocument"]
        return found[0].lstrip("/") if found else "word/document.xml"

    @cached_property
    def main_relationships(self) -> str:
        return relationships_of(self.main)

    def relationships(self, name: str) -> list[tuple[str, str]]:
        """Kind and target, as it is written, of each relationship in a part."""
        root = self.xml(name)
        rows = root.iter(RELATIONSHIP) if root is not None else ()
        return [(row.get("Type", "").rpartition("/")[2], row.get("Target", "")) for row in rows]

    def related(self, kind: str) -> list[str]:
        """The names of the parts of that kind to which the text refers."""
        folder = posixpath.dirname(self.main)
        targets = [target for found, target in self.relationships(self.main_relationships) if found == kind]
        return [posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/") for target in targets]

    def read(self, name: str, most: int) -> bytes | None:
        """The contents of a part, or None where it is missing; raises WordRefused beyond so many bytes."""
        try:
            with self.archive.open(name) as part:
                content = part.read(most + 1)
        except KeyError:
            return None
        except _DAMAGED as error:
            raise _damaged() from error
        if len(content) > most:
            raise WordRefused(_("文件解压后异常庞大，已拒绝。请在 Word 中打开并另存为 .docx 后上传。"))
        return content

    def xml(self, name: str) -> Element | None:
        """The root of an XML part, in the names of the transitional form; None where it is missing."""
        content = self.read(name, self.limits["xml"])
        if content is None:
            return None
        for strict, transitional in _STRICT:
            content = content.replace(strict, transitional)
        try:
            root: Element = ElementTree.fromstring(content, forbid_dtd=True)
        except DefusedXmlException as error:
            raise WordRefused(_("文件含有不安全的内容，已拒绝。请在 Word 中打开并另存为 .docx 后上传。")) from error
        except (ParseError, ValueError, LookupError) as error:
            raise _damaged() from error
        return root


def relationships_of(part: str) -> str:
    """The name of the part that holds another part's relationships."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
