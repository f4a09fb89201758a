"""Which lines are headings, and of what level: by their style, or by the conventions of Chinese documents."""

import re

from pages.word.lines import Line
from pages.word.report import Loss, Report

_NUMBER = "[0-9０-９一二三四五六七八九十百千〇零]+"  # noqa: RUF001 -- what people type
# From the highest to the lowest (GB/T 9704-2012 7.3.3; 立法技术规范). The first three are headings by their words.
_CONVENTIONS = (
    re.compile(rf"第{_NUMBER}[编篇部分]"),
    re.compile(rf"第{_NUMBER}章"),
    re.compile(rf"第{_NUMBER}节"),
    re.compile(r"[一二三四五六七八九十百]+、"),
    re.compile(r"[（(][一二三四五六七八九十百]+[）)]"),
    re.compile(r"[0-9０-９]{1,2}[.．、](?![0-9])"),  # noqa: RUF001 -- what people type
    re.compile(r"[（(][0-9０-９]{1,2}[）)]"),  # noqa: RUF001 -- what people type
)
_BY_WORDS = 3
# In characters.
LONGEST = 200
LONGEST_BY_LOOK = 60
LONGEST_BY_WORDS = 30
LOWEST = 4
_STYLE = re.compile(r"^(?:heading|标题) ?([1-9])$")
_UNFINISHED = tuple("。；;：:，,、")


def convention_of(text: str) -> int | None:
    """Which kind of number the text begins with, 0 for the highest; None for no such number."""
    return next((index for index, pattern in enumerate(_CONVENTIONS) if pattern.match(text)), None)


def style_level(line: Line) -> int | None:
    """The level that the style or the outline gives the line, 1 for the highest."""
    if found := _STYLE.match(line.style):
        return int(found[1])
    return line.look.outline + 1 if line.look.outline is not None and line.look.outline < 9 else None


def levels(lines: list[Line], report: Report) -> dict[int, int]:
    """The level on the website, 2 to 4, of each line that is a heading, by its place in the list."""
    styled = {place: level for place, line in enumerate(lines) if (level := _styled(line)) is not None}
    spoken = {
        place: convention
        for place, line in enumerate(lines)
        if place not in styled and (convention := _spoken(line)) is not None
    }
    # One kind of number has one level, whether Word's style says so or only the look.
    learned = {
        found: level for place, level in styled.items() if (found := convention_of(lines[place].text)) is not None
    }
    below = max(styled.values(), default=0)
    raw = styled | {place: learned.get(found, below + found + 1) for place, found in spoken.items()}
    order = {level: 2 + index for index, level in enumerate(sorted(set(raw.values())))}
    report.add(Loss.LEVELS, sum(order[level] > LOWEST for level in raw.values()))
    result, above = {}, 1
    for place in sorted(raw):
        # No level is passed over (WCAG 1.3.1).
        result[place] = above = min(order[raw[place]], above + 1, LOWEST)
    return result


def _styled(line: Line) -> int | None:
    if line.in_table or not line.words or len(line.text) > LONGEST:
        return None
    return style_level(line)


def _spoken(line: Line) -> int | None:
    text = line.text
    if line.in_table or not line.words or len(text) > LONGEST_BY_LOOK or text.endswith(_UNFINISHED):
        return None
    convention = convention_of(text)
    if convention is None:
        return None
    by_words = convention < _BY_WORDS and len(text) <= LONGEST_BY_WORDS
    return convention if by_words or line.is_emphasised else None
