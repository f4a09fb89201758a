"""Makes the XML of a text plain: what is no content goes and is counted, what is wrapped up comes out.

What is left is what the converter understands: paragraphs, runs, links, tables, pictures, references to notes.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement

from pages.word.package import W
from pages.word.report import Loss, Report
from pages.word.styles import Styles, look_of, value

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/"
_A, _PIC, _WP = f"{_DRAWING}main}}", f"{_DRAWING}picture}}", f"{_DRAWING}wordprocessingDrawing}}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BOX = W + "txbxContent"
_V = "{urn:schemas-microsoft-com:vml}"
_OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"
_CHARTS = (f"{_DRAWING}chart}}chart", f"{_DRAWING}diagram}}relIds")
# Word's own description of a picture that nobody has described.
_MACHINE_WORDS = re.compile(
    r"描述已自动生成|AI 生成的内容可能不正确|Description automatically generated", re.IGNORECASE
)
_CONTENTS_STYLE = re.compile(r"^(?:toc|目录) ?\d$")
# What the converter reads as it stands.
_UNDERSTOOD = (
    "t", "tab", "br", "noBreakHyphen", "softHyphen", "sym", "tbl", "tc", "fldChar", "instrText", "footnote", "endnote",
    "footnoteReference", "endnoteReference",
)  # fmt: skip

Kept = list[Element]


def clean(root: Element, styles: Styles, report: Report) -> None:
    """Clean everything inside the element, in place."""
    _Cleaner(styles, report).inside(root)


class _Cleaner:
    def __init__(self, styles: Styles, report: Report) -> None:
        self.styles, self.report = styles, report
        drop = self._dropper
        self._rules: dict[str, Callable[[Element], Kept]] = {
            _MC + "AlternateContent": self.alternative,
            _MATH + "oMath": self.formula,
            W + "ins": self.inserted,
            W + "moveTo": self.inserted,
            W + "del": drop(Loss.DELETIONS),
            W + "moveFrom": drop(Loss.DELETIONS),
            W + "altChunk": drop(Loss.EMBEDDED),
            W + "subDoc": drop(Loss.EMBEDDED),
            W + "object": self.embedded,
            W + "pict": self.old_drawing,
            W + "drawing": self.drawing,
            W + "hyperlink": self.link,
            W + "p": self.paragraph,
            W + "tr": self.row,
            W + "r": self.run,
            W + "ruby": self.ruby,
            W + "sdt": self.control,
            W + "cr": lambda element: [Element(W + "br")],
            W + "ptab": lambda element: [Element(W + "tab")],
        }
        # Properties, not content; the converter looks at these itself.
        names = ("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr")
        self._rules |= dict.fromkeys((W + name for name in names), lambda element: [element])
        self._rules |= dict.fromkeys((W + name for name in _UNDERSTOOD), self.understood)

    def inside(self, element: Element) -> None:
        """Clean the children."""
        element[:] = self._each(element)

    def _each(self, elements: Iterable[Element]) -> Kept:
        return [kept for child in elements for kept in self._kept(child)]

    def _kept(self, element: Element) -> Kept:
        # What nobody here knows may hold text that everybody sees.
        return self._rules.get(element.tag, self.unwrapped)(element)

    def understood(self, element: Element) -> Kept:
        self.inside(element)
        return [element]

    def _dropper(self, loss: Loss) -> Callable[[Element], Kept]:
        def drop(element: Element) -> Kept:
            self.report.add(loss)
            return []

        return drop

    def unwrapped(self, element: Element) -> Kept:
        return self._each(child for child in element if not child.tag.endswith("Pr"))

    def inserted(self, element: Element) -> Kept:
        self.report.add(Loss.INSERTIONS)
        return self.unwrapped(element)

    def alternative(self, element: Element) -> Kept:
        """The modern form, and the older one where that holds nothing."""
        for form in ("Choice", "Fallback"):
            part = element.find(_MC + form)
            if part is not None and (kept := self._each(part)):
                return kept
        return []

    def formula(self, element: Element) -> Kept:
        self.report.add(Loss.FORMULAS)
        run = Element(W + "r")
        SubElement(run, W + "t").text = "".join(part.text or "" for part in element.iter(_MATH + "t"))
        return [run]

    def embedded(self, element: Element) -> Kept:
        if element.find(_OLE) is None:
            return self.old_drawing(element)
        self.report.add(Loss.DRAWINGS)
        return []

    def drawing(self, element: Element) -> Kept:
        """Its pictures, each by itself, then the text of its boxes; grouped or not."""
        if any(element.find(f".//{chart}") is not None for chart in _CHARTS):
            self.report.add(Loss.DRAWINGS)
        properties = element.find(f".//{_WP}docPr")
        kept = []
        for picture in [each for each in _outside_boxes(element) if each.tag == _PIC + "pic"]:
            own = picture.find(f"{_PIC}nvPicPr/{_PIC}cNvPr")
            words = [each.get("descr") or "" for each in (properties, own) if each is not None]
            kept += [
                _picture(blip.get(_R + "embed"), blip.get(_R + "link"), words) for blip in picture.iter(_A + "blip")
            ]
        return kept + self._boxes(element)

    def old_drawing(self, element: Element) -> Kept:
        """The same in the language of Word before 2010."""
        shapes = [each for each in _outside_boxes(element) if each.find(_V + "imagedata") is not None]
        data = [(shape.get("alt") or "", shape.find(_V + "imagedata")) for shape in shapes]
        kept = [_picture(each.get(_R + "id"), None, [words]) for words, each in data if each is not None]
        return kept + self._boxes(element)

    def _boxes(self, element: Element) -> Kept:
        kept = []
        for box in [each for each in _outside_boxes(element) if each.tag == _BOX]:
            self.inside(box)
            # The converter puts the contents of this one after the paragraph.
            wrapped = Element(W + "pict")
            wrapped.append(box)
            kept.append(wrapped)
            self.report.add(Loss.TEXT_BOXES)
        return kept

    def link(self, element: Element) -> Kept:
        """Links to places inside the document lose their aim, since these have other addresses on the website."""
        if element.get(_R + "id") is None:
            return self.unwrapped(element)
        self.inside(element)
        return [element]

    def paragraph(self, element: Element) -> Kept:
        if _CONTENTS_STYLE.match(self.styles.name(value(element.find(W + "pPr"), "pStyle"))):
            self.report.add(Loss.CONTENTS)
            return []
        self.inside(element)
        return [element]

    def row(self, element: Element) -> Kept:
        if element.find(f"{W}trPr/{W}del") is not None:
            self.report.add(Loss.DELETIONS)
            return []
        self.inside(element)
        return [element]

    def run(self, element: Element) -> Kept:
        properties = element.find(W + "rPr")
        look = look_of(None, properties).over(self.styles.look(value(properties, "rStyle")))
        if look.hidden:
            self.report.add(Loss.HIDDEN)
            return []
        if any(value(properties, name) not in (None, "0", "false") for name in ("strike", "dstrike")):
            self.report.add(Loss.STRIKES)
        self.inside(element)
        return [element]

    def ruby(self, element: Element) -> Kept:
        """The words, without the sounds above them."""
        base = element.find(W + "rubyBase")
        runs = self._each(base) if base is not None else []
        return [part for run in runs for part in run if part.tag != W + "rPr"]

    def control(self, element: Element) -> Kept:
        gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        content = element.find(W + "sdtContent")
        if gallery is not None and gallery.get(W + "val") == "Table of Contents":
            self.report.add(Loss.CONTENTS, len(list(element.iter(W + "p"))))
            return []
        return self._each(content) if content is not None else []


def _outside_boxes(element: Element) -> Iterator[Element]:
    """Everything inside the element, text boxes too, but not what is inside these."""
    for child in element:
        yield child
        if child.tag != _BOX:
            yield from _outside_boxes(child)


def _picture(embedded: str | None, linked: str | None, descriptions: list[str]) -> Element:
    """A picture as the converter knows it, with the first description that a person wrote."""
    described = next((text for text in descriptions if text.strip() and not _MACHINE_WORDS.search(text)), "")
    drawing = Element(W + "drawing")
    inline = SubElement(drawing, _WP + "inline")
    SubElement(inline, _WP + "docPr", {"descr": described})
    data = SubElement(SubElement(inline, _A + "graphic"), _A + "graphicData")
    fill = SubElement(SubElement(data, _PIC + "pic"), _PIC + "blipFill")
    names = {"embed": embedded, "link": linked}
    SubElement(fill, _A + "blip", {_R + name: key for name, key in names.items() if key})
    return drawing
