"""The agency's own words: what the segmenter must not split, what means the same, what means nothing.

`current` is the one place that cutting and planning ask, so it is the one to change when editors keep the vocabulary.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Vocabulary:
    """Words in their folded form."""

    words: frozenset[str] = frozenset()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each word the words that a query for it also finds."""
    stop_words: frozenset[str] = frozenset()
    """Words of grammar and of questions. A query is searched without them while any other word remains."""


@cache
def current() -> Vocabulary:
    """The vocabulary in use: for now what every agency shares."""
    words = Path(__file__).with_name("stop_words.txt").read_text(encoding="utf-8")
    return Vocabulary(stop_words=frozenset(words.split()))
