"""Word files for tests, written by python-docx as Word would, and by hand where python-docx has no words for it."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
from django.core.files.uploadedfile import SimpleUploadedFile
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from PIL import Image

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PART = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30)) -> io.BytesIO:
    """A small picture in one of Pillow's formats."""
    target = io.BytesIO()
    Image.new("RGB", size, "#c33").save(target, form)
    target.seek(0)
    return target


class WordFile:
    """A document on the way; every method adds to its end."""

    def __init__(self) -> None:
        self.document: Any = docx.Document()

    def line(self, text: str, *, style: str | None = None, centred: bool = False, **look: Any) -> Any:
        """A paragraph; `bold`, `font` and `size` (points) for its only run."""
        paragraph = self.document.add_paragraph(style=style)
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self.run(paragraph, text, **look)
        return paragraph

    def run(self, paragraph: Any, text: str, *, bold: bool = False, font: str = "", size: float = 0) -> Any:
        """More words in a paragraph."""
        run = paragraph.add_run(text)
        run.bold = bold or None
        if font:
            run.font.name = font
            run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
        if size:
            run.font.size = Pt(size)
        return run

    def raw(self, xml: str) -> Any:
        """A piece of WordprocessingML at the end of the body, in the usual prefixes."""
        element = parse_xml(xml.replace(">", f" {nsdecls('w', 'wp', 'a', 'pic', 'r')}>", 1))
        self.document.element.body.insert(-1, element)
        return element

    def picture(self, description: str = "", form: str = "PNG") -> Any:
        """A picture in a paragraph of its own."""
        shape = self.document.add_picture(picture(form))
        shape._inline.docPr.set("descr", description)
        return shape

    def part(self, kind: str, name: str, xml: str) -> None:
        """Another part of the package to which the text relates, for example footnotes."""
        blob = xml.replace(">", f" {nsdecls('w', 'r')}>", 1).encode()
        part = Part(PackURI(f"/word/{name}.xml"), PART.format(name), blob, self.document.part.package)
        self.document.part.relate_to(part, getattr(RELATIONSHIP_TYPE, kind))

    def numbering(self, *levels: tuple[str, str]) -> int:
        """A list definition with these levels (form, pattern); returns the number by which paragraphs name it."""
        root = self.document.part.numbering_part.element
        key = 90 + len(root.findall(qn("w:num")))
        inner = "".join(
            f'<w:lvl w:ilvl="{index}"><w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
            for index, (form, pattern) in enumerate(levels)
        )
        abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{key}">{inner}</w:abstractNum>')
        root.insert(0, abstract)
        root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>'))
        return key

    def numbered(self, text: str, key: int, level: int = 0, **look: Any) -> Any:
        """A paragraph that Word numbers by itself."""
        paragraph = self.line(text, **look)
        properties = paragraph._element.get_or_add_pPr()
        xml = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{key}"/></w:numPr>'
        properties.append(parse_xml(xml))
        return paragraph

    def footnotes(self, *words: str, kind: str = "footnote") -> None:
        """The notes 1, 2, …; their marks are `<w:r><w:footnoteReference w:id="1"/></w:r>`."""
        notes = "".join(
            f'<w:{kind} w:id="{number}"><w:p><w:r><w:{kind}Ref/></w:r><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}>'
            for number, text in enumerate(words, 1)
        )
        self.part(f"{kind.upper()}S", f"{kind}s", f"<w:{kind}s>{notes}</w:{kind}s>")

    def saved(self) -> bytes:
        """The file's bytes."""
        target = io.BytesIO()
        self.document.save(target)
        return target.getvalue()


def upload(content: bytes, name: str = "文件.docx") -> SimpleUploadedFile:
    """The file as a browser sends it."""
    return SimpleUploadedFile(name, content, MIME)


def repacked(content: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """The package with every part as `change` returns it (None leaves it out), and with more parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            part = change(entry.filename, source.read(entry))
            if part is not None:
                archive.writestr(entry.filename, part)
        for name, part in more.items():
            archive.writestr(name, part)
    return target.getvalue()


def official() -> WordFile:
    """A document of the commission as offices set it, by the conventions of GB/T 9704 and without Word's styles."""
    file = WordFile()
    file.line("青海省发展和改革委员会文件", centred=True, font="方正小标宋简体", size=36)
    file.line("青发改办〔2017〕455号", centred=True)
    file.line("关于印发《全面推进政务公开工作", centred=True, font="方正小标宋简体", size=22)
    file.line("实施意见》的通知", centred=True, font="方正小标宋简体", size=22)
    file.line("各市（州）发展改革委，机关各处室：", font="仿宋_GB2312")
    file.line("　　现将实施意见印发给你们，请认真贯彻执行。", font="仿宋_GB2312")
    file.line("　　一、总体要求", font="黑体")
    opening = file.line("　　坚持以公开为常态、", font="仿宋_GB2312")
    file.run(opening, "不公开为例外", bold=True)
    file.run(opening, "。")
    file.line("　　（一）基本原则", font="楷体_GB2312")
    file.line("　　1.依法公开", font="仿宋_GB2312", bold=True)
    file.line("　　1.没有加粗的是正文。", font="仿宋_GB2312")
    file.line("　　二、主要任务", font="黑体")
    file.line("　　（一）决策公开", font="楷体_GB2312")
    file.line("附件：任务分工表")
    file.line("青海省发展和改革委员会")
    file.line("2017年9月1日")
    file.line("（此件公开发布）")
    file.line("青海省发展和改革委员会办公室　　2017年9月4日印发")
    return file
