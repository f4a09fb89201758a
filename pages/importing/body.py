"""The body of a record as StreamField data."""

import re
import uuid
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from pages.blocks.body import plain_paragraphs

LONGEST_HEADING = 200
LOWEST_LEVEL = 4
_NUMBER = "[0-9一二三四五六七八九十百千〇零]+"
_LEVELS = [(re.compile(f"第{_NUMBER}[编章]"), 2), (re.compile(f"第{_NUMBER}节"), 3)]


def blocks(parts: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """Blocks of pairs (heading or paragraph, text): one for each heading, one for all paragraphs between two."""
    found: list[dict[str, Any]] = []
    above, structure = 1, 1
    for kind, group in groupby((line for part in parts for line in _lines(*part)), key=lambda line: line[0]):
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


def _lines(kind: str, text: str) -> list[tuple[str, str]]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if kind == "heading" and (len(lines) > 1 or len(text) > LONGEST_HEADING):
        # Text that was taken for a heading.
        kind = "paragraph"
    return [(kind, line) for line in lines]
