"""The agency's own words: what the segmenter must not split, what means the same, what means nothing.

Editors keep them (`snippets.models.SearchWords`). A change holds for queries at once in the process in which it was
made, and in every other within a second; the index follows by a rebuild in the background.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from search.folding import fold, plain
from search.remembering import Remembered
from snippets.models import SearchWordKind, SearchWords
from snippets.models.vocabulary import split

# To be raised when the code cuts differently, so that entries are cut again.
CUTTING = 1
# What finding another word counts: one that means the same, and one that means something wider.
SAME, WIDER = 0.9, 0.6
CUT_WHOLE = (SearchWordKind.SYNONYMS, SearchWordKind.LEADS, SearchWordKind.WHOLE)


@dataclass(frozen=True)
class Vocabulary:
    """Words in their folded form."""

    words: frozenset[str] = frozenset()
    synonyms: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """For each word the words that a query for it also finds, with what finding them counts."""
    stop_words: frozenset[str] = frozenset()
    """Words of grammar and of questions. A query is searched without them while any other word remains."""
    circumstances: frozenset[str] = frozenset()
    """Words for who, where and when. They stand beside what a question is about."""

    @cached_property
    def fingerprint(self) -> str:
        """What tells entries cut by this vocabulary from those cut by another."""
        written = "\n".join([str(CUTTING), *sorted(self.words)])
        return hashlib.sha256(written.encode()).hexdigest()[:16]


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(Path(__file__).with_name(name).read_text(encoding="utf-8").split())


def _read() -> Vocabulary:
    written: defaultdict[str, set[str]] = defaultdict(set)
    synonyms: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for kind, words, also in SearchWords.objects.values_list("kind", "words", "also"):
        same, wider = _folded(words), _folded(also)
        written[kind].update(same, wider)
        meant = dict.fromkeys(same, SAME) if kind == SearchWordKind.SYNONYMS else {}
        for word in same if wider or meant else ():
            synonyms[word] = dict.fromkeys(wider, WIDER) | synonyms[word] | meant
    for word, found in synonyms.items():
        found.pop(word, None)
    return Vocabulary(
        words=frozenset(word for kind in CUT_WHOLE for word in written[kind] if len(word) > 1),
        synonyms=dict(synonyms),
        stop_words=(_listed("stop_words.txt") | written[SearchWordKind.STOP]) - written[SearchWordKind.WHOLE],
        circumstances=_listed("circumstances.txt"),
    )


def _folded(words: str) -> dict[str, None]:
    return dict.fromkeys(folded for word in split(words) if (folded := plain(fold(word))))


_known = Remembered(SearchWords, _read)
current = _known.get
"""The vocabulary in use: what every agency shares, and what the editors keep."""
