"""What changed between two editions of the disclosure catalogue."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from cms.website import downloads

# Texts less alike than this are shown as one struck out and one put in: their common characters are chance.
ALIKE = 0.4
# A number or a Latin word changes as a whole, Chinese by characters.
_TOKEN = re.compile(r"[0-9]+|[A-Za-z]+|.", re.DOTALL)


@dataclass(frozen=True)
class Field:
    """One field of a changed entry: pieces of its text, each `kept`, `added` or `removed`."""

    label: str
    pieces: list[tuple[str, str]]


@dataclass(frozen=True)
class Change:
    """An entry that is in one edition only, or differs; `fields` are those that differ."""

    area: str
    item: str
    fields: list[Field]


@dataclass(frozen=True)
class Comparison:
    """What the later edition has more, has no more, and says otherwise."""

    added: list[Change]
    removed: list[Change]
    changed: list[Change]

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed)


def compare(before: dict[str, Any], after: dict[str, Any]) -> Comparison:
    """The differences between two editions of a catalogue, in the later one's order."""
    old, new = _entries(before), _entries(after)
    # Entries keep their id from edition to edition; one that was made anew is known by its area and name.
    names = {tuple(cells[:2]): key for key, cells in old.items() if key not in new}
    pairs = {key: key if key in old else names.get(tuple(cells[:2])) for key, cells in new.items()}
    met = set(pairs.values())
    return Comparison(
        added=[_change(cells) for key, cells in new.items() if pairs[key] is None],
        removed=[_change(cells) for key, cells in old.items() if key not in met],
        changed=[
            _change(new[key], old[former])
            for key, former in pairs.items()
            if former is not None and old[former] != new[key]
        ],
    )


def _entries(document: dict[str, Any]) -> dict[str, list[str]]:
    return {entry["id"]: downloads.cells(area, entry) for area in document["body"] for entry in area["entries"]}


def _change(cells: list[str], former: list[str] | None = None) -> Change:
    fields = [
        Field(label, list(_pieces(old, new)))
        for label, old, new in zip(downloads.headings(), former or cells, cells, strict=True)
        if old != new or former is None
    ]
    return Change(cells[0], cells[1], fields)


def _pieces(old: str, new: str) -> Iterator[tuple[str, str]]:
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    steps = matcher.get_opcodes()
    if matcher.ratio() < ALIKE:
        steps = [("replace", 0, len(before), 0, len(after))]
    for step, start, end, new_start, new_end in steps:
        if step == "equal":
            yield "kept", "".join(before[start:end])
            continue
        if end > start:
            yield "removed", "".join(before[start:end])
        if new_end > new_start:
            yield "added", "".join(after[new_start:new_end])
