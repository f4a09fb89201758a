"""The paragraphs of a text, each with what tells its role: words, look, number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from xml.etree.ElementTree import Element

from pages.word.numbering import Number, Numbering
from pages.word.package import W
from pages.word.styles import Look, Styles, look_of, value

# 黑体 and 楷体 are the fonts of headings, 小标宋 that of titles (GB/T 9704-2012 7.3.3, 7.3.1).
_FONTS_OF_HEADINGS = ("黑体", "simhei", "楷体", "kaiti", "小标宋", "xbs", "heiti")
_NESTED = re.compile(r"^(?:list (?:bullet|number)|列表项目符号|列表编号) ?([2-5])$")
_WORDS = {W + "t": "", W + "tab": "\t", W + "br": "\n", W + "noBreakHyphen": "-"}
_BLANK = " \t\r\n\u3000\xa0"


@dataclass
class Line:
    """A paragraph with its effective look; `number` is what Word writes before it by itself."""

    element: Element
    style: str
    look: Look
    runs: list[tuple[str, Look]]
    number: Number | None
    in_table: bool

    @cached_property
    def words(self) -> str:
        """The text without space around it."""
        return "".join(text for text, _look in self.runs).strip(_BLANK)

    @cached_property
    def text(self) -> str:
        """The text as it stands on paper, with its number unless that is a bullet."""
        return self.words if self.number is None or self.number.is_bullet else f"{self.number.text}{self.words}"

    @property
    def is_centred(self) -> bool:
        return self.look.alignment in {"center", "centre"}

    @cached_property
    def is_emphasised(self) -> bool:
        """Whether every word is bold or set in a font for headings."""
        looks = [look for text, look in self.runs if text.strip(_BLANK)]
        return bool(looks) and all(look.bold or _is_for_headings(look.font) for look in looks)

    @cached_property
    def size(self) -> float:
        """The largest size of its letters in points; 0 where nothing says it."""
        return max((look.size or 0 for text, look in self.runs if text.strip(_BLANK)), default=0)

    def silence(self) -> None:
        """Take the words out, which are said elsewhere; pictures and text boxes stay."""
        for run in runs_of(self.element):
            run[:] = [part for part in run if part.tag not in _WORDS]
        self.runs, self.number = [], None
        for cached in ("words", "text", "is_emphasised", "size"):
            self.__dict__.pop(cached, None)


def _is_for_headings(font: str | None) -> bool:
    return font is not None and any(name in font.lower() for name in _FONTS_OF_HEADINGS)


def lines_of(root: Element, styles: Styles, numbering: Numbering) -> list[Line]:
    """All paragraphs inside the element, in their order; numbers are counted on the way."""
    return [_line(element, in_table, styles, numbering) for element, in_table in _paragraphs(root, False)]


def _paragraphs(element: Element, in_table: bool) -> Iterator[tuple[Element, bool]]:
    for child in element:
        if child.tag == W + "p":
            yield child, in_table
        yield from _paragraphs(child, in_table or child.tag in (W + "tbl", W + "txbxContent"))


def _line(element: Element, in_table: bool, styles: Styles, numbering: Numbering) -> Line:
    properties = element.find(W + "pPr")
    style = value(properties, "pStyle")
    inherited = styles.paragraph(style)
    look = look_of(properties, None).over(inherited)
    runs = [(_text(run), _run_look(run, look, styles)) for run in runs_of(element)]
    name = styles.name(style)
    return Line(element, name, look, runs, _number(look, style, name, numbering), in_table)


def runs_of(element: Element) -> Iterator[Element]:
    """The runs of a paragraph, those in its links too, but not those of paragraphs inside it."""
    for child in element:
        if child.tag == W + "r":
            yield child
        elif child.tag != W + "p":
            yield from runs_of(child)


def _text(run: Element) -> str:
    return "".join(_WORDS[part.tag] or part.text or "" for part in run if part.tag in _WORDS)


def _run_look(run: Element, paragraph: Look, styles: Styles) -> Look:
    properties = run.find(W + "rPr")
    return look_of(None, properties).over(styles.look(value(properties, "rStyle"))).over(paragraph)


def _number(look: Look, style: str | None, name: str, numbering: Numbering) -> Number | None:
    tied = numbering.of_style(style)
    list_id = look.number_id or (tied[0] if tied else None)
    # The list with the number 0 takes a style's number away (17.9.18).
    if list_id is None or list_id == "0":
        return None
    level = look.number_level if look.number_level is not None else (tied[1] if tied else 0)
    number = numbering.next(list_id, level)
    # Word's own styles for nested lists are lists by themselves, nested by their name and look only.
    nested = _NESTED.match(name)
    return replace(number, level=int(nested[1]) - 1) if number and nested else number
