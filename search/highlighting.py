"""Showing where the words were found, in the text as it was published."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from html import escape

from search import cutting
from search.plan import Plan

# Characters that are shown of a text, and how far before the first word found they begin at most.
PASSAGE, LEAD = 120, 60
MOST_MARKS = 200
_SENTENCE_END = re.compile(r"[。!?!?;;\n]")

Span = tuple[int, int]


def highlights(plan: Plan, title: str, text: str) -> dict[str, list[str]]:
    """The title with its marks and the best passage of the text, as HTML; what has no marks is left out."""
    pattern = _pattern(plan)
    shown: dict[str, list[str]] = {}
    if pattern and (spans := find(pattern, title)):
        shown["title"] = [mark(title, spans)]
    if found := passage(plan, text):
        shown["text"] = [found]
    return shown


def passage(plan: Plan, text: str) -> str:
    """The best passage of the text with its marks, as HTML; empty where nothing is found."""
    pattern = _pattern(plan)
    spans = find(pattern, text) if pattern else []
    asked = {term.options[0].words[0] for term in plan.terms} | {*plan.phrases}
    return _passage(text, spans, asked) if spans else ""


def _pattern(plan: Plan) -> re.Pattern[str] | None:
    words = {word for term in plan.terms for word in term.words} | set(plan.phrases)
    # Punctuation and line breaks inside a phrase do not part it.
    written = [r"[^\w]{0,3}".join(map(re.escape, word)) for word in sorted(words, key=len, reverse=True)]
    return re.compile("|".join(written)) if written else None


def find(pattern: re.Pattern[str], text: str) -> list[Span]:
    """Where the folded pattern is found, as positions in the text before folding."""
    folded = cutting.fold(text)
    spans = [match.span() for _, match in zip(range(MOST_MARKS), pattern.finditer(folded), strict=False)]
    if len(folded) == len(text) or not spans:
        return spans
    # Folding made some characters longer or shorter: count from where each one begins.
    starts = [0]
    for character in text:
        starts.append(starts[-1] + _folded_length(character))
    return [(bisect_right(starts, a) - 1, min(bisect_right(starts, b - 1), len(text))) for a, b in spans]


@cache
def _folded_length(character: str) -> int:
    return len(cutting.fold(character))


def mark(text: str, spans: Sequence[Span], start: int = 0, end: int | None = None) -> str:
    """The part of the text as HTML, with <mark> around the spans."""
    end = len(text) if end is None else end
    parts, position = [], start
    for a, b in spans:
        if a >= position and b <= end:
            parts += [escape(text[position:a]), "<mark>", escape(text[a:b]), "</mark>"]
            position = b
    return "".join([*parts, escape(text[position:end])])


def _passage(text: str, spans: list[Span], asked: AbstractSet[str]) -> str:
    # Each is part of many windows.
    words = [cutting.plain(cutting.fold(text[a:b])) for a, b in spans]
    first, last = max(_windows(spans), key=lambda window: _worth(words[slice(*window)], asked))
    begin = spans[first][0]
    # A passage that begins with its sentence reads better, when that begins near enough.
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, max(begin - LEAD, 0), begin)]
    start = sentences[-1] if sentences else max(begin - LEAD // 2, 0) if begin > LEAD else 0
    end = min(max(start + PASSAGE, spans[last - 1][1]), len(text))
    shown = mark(text, spans[first:last] + _within(spans[last:], end), start, end)
    lead = "…" if start and not sentences else ""
    return re.sub(r"\s+", " ", lead + shown.strip()) + ("…" if end < len(text) else "")


def _within(spans: list[Span], end: int) -> list[Span]:
    return [span for span in spans if span[1] <= end]


def _windows(spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """The longest series of spans, from each one on, that fit into a passage."""
    last = 0
    for first, (start, _end) in enumerate(spans):
        last = max(last, first + 1)
        while last < len(spans) and spans[last][1] - start <= PASSAGE:
            last += 1
        yield first, last


def _worth(words: Sequence[str], asked: AbstractSet[str]) -> tuple[int, int, int]:
    """Different words count first, those that were asked for before their synonyms; then how many there are."""
    found = set(words)
    return sum(len(word) ** 2 for word in found & asked), sum(len(word) ** 2 for word in found), len(words)


def sounds_like(plan: Plan, title: str) -> str | None:
    """The part of the title that sounds like the query and is written differently, if there is one."""
    folded = cutting.plain(cutting.fold(title))
    if not plan.sound or plan.spelled or "".join(plan.phrases) in folded:
        return None
    length = len("".join(plan.phrases))
    for start in range(len(folded) - length + 1):
        part = folded[start : start + length]
        if "".join(cutting.sounds(part)) == plan.sound:
            return part
    return None
