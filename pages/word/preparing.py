"""Says in the XML of a document what the converter is to make of each paragraph, whatever said it before."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

from pages.word.headings import levels
from pages.word.lines import Line, runs_of
from pages.word.numbering import Number
from pages.word.package import W
from pages.word.report import Loss, Report

# The converter knows lists of so many levels.
DEEPEST = 4
BULLETS, NUMBERS = "1", "2"


def prepare(lines: list[Line], report: Report) -> None:
    """Mark headings, lists and bold words; write out the numbers that belong to neither heading nor list."""
    headings = levels(lines, report)
    listed = _lists(lines, headings)
    for place, line in enumerate(lines):
        _mark_bold(line)
        properties = Element(W + "pPr")
        mark = line.element.find(f"{W}pPr/{W}rPr")
        if place in headings:
            SubElement(properties, W + "pStyle", {W + "val": f"h{headings[place]}"})
        elif place in listed:
            number, level = listed[place]
            _mark_list(properties, number, level)
            if not number.is_bullet and number.form != "decimal":
                report.add(Loss.NUMBERS)
        if mark is not None:
            # A deleted paragraph mark joins two paragraphs, which the converter does.
            properties.append(mark)
        if line.number and place not in listed:
            _write_number(line, line.number)
        line.element[:] = [properties, *(part for part in line.element if part.tag != W + "pPr")]


def _mark_bold(line: Line) -> None:
    for run, (_text, look) in zip(runs_of(line.element), line.runs, strict=False):
        properties = run.find(W + "rPr")
        if properties is None:
            properties = Element(W + "rPr")
            run.insert(0, properties)
        for bold in properties.findall(W + "b"):
            properties.remove(bold)
        if look.bold:
            SubElement(properties, W + "b")


def _mark_list(properties: Element, number: Number, level: int) -> None:
    numbering = SubElement(properties, W + "numPr")
    SubElement(numbering, W + "ilvl", {W + "val": str(level)})
    SubElement(numbering, W + "numId", {W + "val": BULLETS if number.is_bullet else NUMBERS})


def _write_number(line: Line, number: Number) -> None:
    """As a run before the others. Numbers of Chinese form are followed by none, others by a space."""
    run = Element(W + "r")
    text = "· " if number.is_bullet else number.text
    ends_open = text and (text[-1].isascii() and text[-1] != " ")
    SubElement(run, W + "t").text = f"{text} " if ends_open else text
    line.element.insert(0, run)


def _lists(lines: list[Line], headings: dict[int, int]) -> dict[int, tuple[Number, int]]:
    """The lines that form lists which HTML would number alike, each with its number and its level from 0."""
    found: dict[int, tuple[Number, int]] = {}
    for group in _groups(lines, headings):
        items = [(place, number) for place in group if (number := lines[place].number)]
        # Where the numbers must be written out, the bullets between them are lists all the same.
        parts = [list(part) for _bullet, part in groupby(items, key=lambda item: item[1].is_bullet)]
        for part in [items] if _is_list(items) else [part for part in parts if part[0][1].is_bullet]:
            nested = _nested(number for _place, number in part)
            found |= {place: (number, level) for (place, number), level in zip(part, nested, strict=True)}
    return found


def _is_list(items: list[tuple[int, Number]]) -> bool:
    numbers = [number for _place, number in items]
    return _counts_alike(numbers, list(_nested(numbers)))


def _groups(lines: list[Line], headings: dict[int, int]) -> Iterator[list[int]]:
    """The places of lines with numbers that follow each other without anything between."""

    def is_item(place: int) -> bool:
        line = lines[place]
        number = line.number
        return bool(number and line.words and not line.in_table and (number.is_bullet or number.is_countable))

    places = [place for place in range(len(lines)) if lines[place].words]
    for item, group in groupby(places, key=lambda place: place not in headings and is_item(place)):
        if item:
            yield list(group)


def _nested(numbers: Iterable[Number]) -> Iterator[int]:
    """Levels from 0, none passed over."""
    open_levels: list[int] = []
    for number in numbers:
        while open_levels and open_levels[-1] > number.level:
            open_levels.pop()
        if not open_levels or open_levels[-1] < number.level:
            open_levels.append(number.level)
        yield min(len(open_levels) - 1, DEEPEST)


def _counts_alike(numbers: list[Number], nested: list[int]) -> bool:
    """Whether a list of HTML, which always begins with 1, gives every item the number that it has on paper."""
    counts: dict[int, tuple[bool, int]] = {}
    for number, level in zip(numbers, nested, strict=True):
        counts = {other: count for other, count in counts.items() if other <= level}
        bullet, last = counts.get(level, (number.is_bullet, 0))
        if bullet != number.is_bullet:
            bullet, last = number.is_bullet, 0
        counts[level] = (bullet, last + 1)
        if not number.is_bullet and number.value != last + 1:
            return False
    return True
