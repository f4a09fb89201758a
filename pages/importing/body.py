"""The body of a record as StreamField data."""

import re
import uuid
from collections.abc import Iterable
from itertools import groupby, pairwise
from typing import Any

from pages.blocks.body import plain_paragraphs

LONGEST_HEADING = 200
LOWEST_LEVEL = 4
_NUMBER = "[0-9一二三四五六七八九十百千〇零]+"
# The line above an annex or a part; its title may stand behind the number.
_ANNEX = re.compile(rf"(附[件录表图]({_NUMBER}([:：\s][^。；，]{{1,40}})?)?|第{_NUMBER}部分)")
_LEVELS = [(re.compile(f"第{_NUMBER}[编章]"), 2), (_ANNEX, 2), (re.compile(f"第{_NUMBER}节"), 3)]
# Articles that were written one after another: a Chinese sentence is not followed by a space.
_RUN_ON = re.compile(rf"\n|(?<=[。；：])\s+(?=第{_NUMBER}条\s)")


def blocks(parts: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """Blocks of pairs (heading or paragraph, text): one for each heading, one for all paragraphs between two."""
    found: list[dict[str, Any]] = []
    above, structure = 1, 1
    lines = _with_annexes([line for part in parts for line in _lines(*part)])
    for kind, group in groupby(lines, key=lambda line: line[0]):
        texts = [text for _kind, text in group]
        if kind == "paragraph":
            found.append(plain_paragraphs(texts) | {"id": str(uuid.uuid4())})
            continue
        for text in texts:
            level = next((level for pattern, level in _LEVELS if pattern.match(text)), None)
            structure = level or structure
            # A heading without 章 or 节 stands one below these; and no level is passed over (WCAG 1.3.1).
            above = min(level or structure + 1, above + 1, LOWEST_LEVEL)
            value = {"level": str(above), "text": text}
            found.append({"type": "heading", "value": value, "id": str(uuid.uuid4())})
    return found


def _with_annexes(lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The lines, with the names of annexes as headings: where text follows, since a mere list of annexes is text."""
    named = [kind == "paragraph" and _ANNEX.fullmatch(text) is not None for kind, text in lines]
    followed = [is_name and not is_next for is_name, is_next in pairwise([*named, True])]
    return [
        ("heading", text) if is_title else (kind, text) for (kind, text), is_title in zip(lines, followed, strict=True)
    ]


def _lines(kind: str, text: str) -> list[tuple[str, str]]:
    lines = [line.strip() for line in _RUN_ON.split("\n".join(text.splitlines())) if line.strip()]
    if kind == "heading" and (len(lines) > 1 or len(text) > LONGEST_HEADING):
        # Text that was taken for a heading.
        kind = "paragraph"
    return [(kind, line) for line in lines]
