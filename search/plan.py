"""What a query asks for, in the form that every engine and the ranking understand."""

import math
from dataclasses import dataclass
from functools import cached_property

from search import cutting, numbers, vocabulary
from search.models import SearchTerm

# More words than this add nothing to what is found, only time; the rarest are kept.
MOST_TERMS = 16
# Titles sound alike by chance when they are shorter.
SHORTEST_SOUND = 3


@dataclass(frozen=True)
class Term:
    """A word of the query with its synonyms, and how much finding it tells: its inverse document frequency."""

    words: tuple[str, ...]
    weight: float
    documents: int

    @cached_property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """For each word what must be found in the index: a long word is found by its pairs, however it was cut."""
        return tuple(tuple(dict.fromkeys(cutting.pairs(word))) or (word,) for word in self.words)


@dataclass(frozen=True)
class Plan:
    """What was asked, cut into what engines look up and the ranking compares."""

    terms: tuple[Term, ...]
    phrases: tuple[str, ...]
    """The parts of the query between spaces, without punctuation."""
    pieces: tuple[str, ...]
    """What must be found where the query stands word for word."""
    numbers: tuple[str, ...]
    """Document and index numbers that the query may name, the most certain first."""
    sound: str
    """What the query sounds like in pinyin, or empty."""
    spelled: bool
    """Whether the query is typed in Latin letters: a word, pinyin or initials."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for that could be found."""
        return not (self.terms or self.numbers)

    @cached_property
    def weight(self) -> float:
        """The weight of all terms together."""
        return sum(term.weight for term in self.terms)

    @cached_property
    def known_weight(self) -> float:
        """The weight of the terms that occur anywhere; that of all terms when none does."""
        return sum(term.weight for term in self.terms if term.documents) or self.weight


def make(query: str) -> Plan:
    """The plan for what somebody typed. A query without any letter or digit gives an empty plan."""
    folded = cutting.fold(query)
    runs = cutting.runs(folded)
    spelled = bool(runs) and all(run.isascii() and run.isalpha() for run in runs)
    phrases = tuple(phrase for part in folded.split() if (phrase := cutting.plain(part)))
    return Plan(
        terms=_terms(folded),
        phrases=phrases,
        pieces=pieces(folded),
        numbers=tuple(numbers.asked(folded)),
        sound=sound(folded) if spelled or len(cutting.plain(folded)) >= SHORTEST_SOUND else "",
        spelled=spelled,
    )


def pieces(folded: str) -> tuple[str, ...]:
    """All different character pairs and other words of the text."""
    other = (run[: cutting.LONGEST_WORD] for run in cutting.runs(folded) if not cutting.is_han(run))
    return tuple(dict.fromkeys([*cutting.pairs(folded), *other]))


def sound(folded: str) -> str:
    """What the text sounds like, as the beginning of one of `cutting.sound_keys`."""
    return "".join(cutting.sounds(folded))[: cutting.LONGEST_WORD]


def _terms(folded: str) -> tuple[Term, ...]:
    known = vocabulary.current()
    words = dict.fromkeys(cutting.whole_words(folded))
    telling = [word for word in words if word not in known.stop_words] or list(words)
    synonyms = {word: (word, *known.synonyms.get(word, ())) for word in telling}
    asked = [SearchTerm.ALL, *(word for group in synonyms.values() for word in group)]
    counts = dict(SearchTerm.objects.filter(word__in=asked).values_list("word", "documents"))
    entries = max(counts.get(SearchTerm.ALL, 0), 1)

    def term(group: tuple[str, ...]) -> Term:
        documents = min(max(counts.get(word, 0) for word in group), entries)
        return Term(group, math.log(1 + (entries - documents + 0.5) / (documents + 0.5)), documents)

    terms = [term(group) for group in synonyms.values()]
    kept = sorted(terms, key=lambda term: -term.weight)[:MOST_TERMS]
    return tuple(term for term in terms if term in kept)
