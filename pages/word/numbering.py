"""The numbers that Word writes before paragraphs by itself (ECMA-376 part 1, 17.9).

Regulations refer to their parts by these numbers, so they must come over as they stand on paper.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from pages.word.package import W
from pages.word.styles import value

_DIGITS = "〇一二三四五六七八九"
_PLACES = ((1000, "千"), (100, "百"), (10, "十"))
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
# What a list of HTML can number by itself, whatever the signs.
COUNTABLE = {"decimal", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman", "decimalZero", "decimalFullWidth"}
_ALONE = re.compile(r"^[(（]?%\d[.．、)）]?$")


def chinese(number: int) -> str:
    """一, 十, 十二, 一百零五; digits beyond 9999."""
    if not 0 < number < 10_000:
        return str(number)
    words, rest = "", number
    for place, name in _PLACES:
        digit, rest = divmod(rest, place)
        if digit:
            words += ("零" if words and number // place // 10 % 10 == 0 else "") + _DIGITS[digit] + name
    if rest:
        words += ("零" if words and number // 10 % 10 == 0 else "") + _DIGITS[rest]
    return words.removeprefix("一") if words.startswith("一十") else words


def _roman(number: int) -> str:
    words = ""
    for size, letters in _ROMAN:
        count, number = divmod(number, size)
        words += letters * count
    return words


def written(number: int, form: str) -> str:
    """The number in one of Word's forms; in digits where the form is none that Chinese documents use."""
    if form in {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "chineseLegalSimplified"}:
        return chinese(number)
    if form in {"ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"}:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if form in {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"} and number <= 20:
        return chr(0x245F + number)
    if form in {"lowerLetter", "upperLetter"}:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in {"lowerRoman", "upperRoman"} and number < 4000:
        return _roman(number).upper() if form == "upperRoman" else _roman(number)
    return f"{number:02}" if form == "decimalZero" else str(number)


@dataclass(frozen=True)
class Number:
    """What stands before a paragraph: its words, and what a list needs to know."""

    text: str
    level: int
    form: str
    value: int
    alone: bool
    """Whether it shows its own level only, with at most a sign around it."""

    @property
    def is_bullet(self) -> bool:
        return self.form == "bullet"

    @property
    def is_countable(self) -> bool:
        return self.alone and self.form in COUNTABLE


@dataclass
class _Level:
    form: str = "decimal"
    pattern: str = ""
    start: int = 1


class Numbering:
    """Counts through a document: ask for each numbered paragraph once, in their order."""

    def __init__(self, root: Element | None) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, _Level]]] = {}
        self._by_style: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._started: set[str] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: Element) -> None:
        styles: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for abstract in root.iter(W + "abstractNum"):
            key = abstract.get(W + "abstractNumId", "")
            self._abstract[key] = {}
            for level in abstract.iter(W + "lvl"):
                index = _whole(level.get(W + "ilvl"), 0)
                self._abstract[key][index] = _level(level)
                if style := value(level, "pStyle"):
                    styles[key].append((style, index))
        for number in root.iter(W + "num"):
            key, abstract_key = number.get(W + "numId", ""), value(number, "abstractNumId") or ""
            changed = dict(self._abstract.get(abstract_key, {}))
            for override in number.iter(W + "lvlOverride"):
                index = _whole(override.get(W + "ilvl"), 0)
                element = override.find(W + "lvl")
                base = _level(element) if element is not None else changed.get(index, _Level())
                start = _whole(value(override, "startOverride"), base.start)
                changed[index] = _Level(base.form, base.pattern, start)
                self._started.add(key)
            self._lists[key] = (abstract_key, changed)
            for style, index in styles[abstract_key]:
                self._by_style.setdefault(style, (key, index))

    def of_style(self, style: str | None) -> tuple[str, int] | None:
        """The list and level that a level of the list itself ties to a paragraph style."""
        return self._by_style.get(style or "")

    def next(self, list_id: str, level: int) -> Number | None:
        """The number of the next paragraph of that list and level; None where the document defines none."""
        abstract, levels = self._lists.get(list_id, ("", {}))
        if level not in levels:
            return None
        # Lists of one definition count on from each other, unless they say where they start.
        counts = self._counts[list_id if list_id in self._started else abstract]
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        own = levels[level]
        if own.form == "none":
            return None
        text = own.pattern if own.form == "bullet" else self._text(own.pattern, levels, counts)
        return Number(text, level, own.form, counts[level], bool(_ALONE.match(own.pattern)))

    @staticmethod
    def _text(pattern: str, levels: dict[int, _Level], counts: dict[int, int]) -> str:
        def part(found: re.Match[str]) -> str:
            index = int(found[1]) - 1
            level = levels.get(index, _Level())
            return written(counts.setdefault(index, level.start), level.form)

        return re.sub(r"%(\d)", part, pattern)


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def _level(element: Element) -> _Level:
    form, pattern = value(element, "numFmt"), value(element, "lvlText")
    return _Level(form or "decimal", pattern or "", _whole(value(element, "start"), 1))
