"""What a query asks for, in the form that every engine and the ranking understand."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

from search import cutting, numbers, vocabulary
from search.models import SearchTerm

# More words than this add nothing to what is found, only time; the rarest are kept.
MOST_TERMS = 16
# So many other words are looked for besides the one that was asked for.
MOST_OPTIONS = 12
# What a character counts that stands between two words, most being adverbs or halves of verbs; and what stands nowhere
# as a word, and can only be met across the bounds of two.
DOUBTFUL = 0.3
# What a word counts, beside others, that says who, where or when, or that the vocabulary leads nowhere: few say what
# the question is about.
BESIDE = 0.6
# Longer words of the vocabulary are not cut through by chance.
LONGEST_HIDDEN = 4
# Titles sound alike by chance when they are shorter.
SHORTEST_SOUND = 3


# Words to look up, all of one alternative.
Alternatives = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Option:
    """One way in which an item can answer a term: all of `words`, which then counts `strength`."""

    words: tuple[str, ...]
    strength: float = 1.0

    @cached_property
    def pieces(self) -> tuple[str, ...]:
        """What must be found in the index: a long word is found by its pairs, however it was cut."""
        return tuple(dict.fromkeys(pair for word in self.words for pair in tuple(cutting.pairs(word)) or (word,)))


@dataclass(frozen=True)
class Term:
    """A word of the query with what answers it as well, and how much it tells: its inverse document frequency."""

    options: tuple[Option, ...]
    weight: float
    documents: int
    """How many items answer it in full."""
    is_word: bool = True
    """Whether the word itself, without what means the same, stands anywhere."""

    @property
    def words(self) -> Iterator[str]:
        """The words of all options."""
        return (word for option in self.options for word in option.words)

    @cached_property
    def alternatives(self) -> Alternatives:
        """What must be found in the index where the term is answered in full."""
        full = (option.pieces for option in self.options if option.strength >= vocabulary.WIDER)
        return tuple(dict.fromkeys(full))

    @cached_property
    def loose_alternatives(self) -> Alternatives:
        """What must be found in the index where it is answered at all."""
        return tuple(dict.fromkeys(option.pieces for option in self.options))


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
    titles_only: bool = False
    """Whether only what items are about is searched, not their texts."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for that could be found."""
        return not (self.terms or self.numbers)

    @cached_property
    def weight(self) -> float:
        """The weight of all terms together."""
        return sum(term.weight for term in self.terms)

    @property
    def is_known(self) -> bool:
        """Whether every term is answered by something."""
        return all(term.documents for term in self.terms)

    @cached_property
    def known_weight(self) -> float:
        """The weight of the terms that occur anywhere; that of all terms when none does."""
        return sum(term.weight for term in self.terms if term.documents) or self.weight


class Counts:
    """How many entries hold a word, each word asked for once."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def of(self, words: Iterable[str]) -> Mapping[str, int]:
        """The counts of these words at least."""
        if unknown := set(words) - self.known.keys():
            found = SearchTerm.objects.filter(word__in=unknown).values_list("word", "documents")
            self.known |= dict.fromkeys(unknown, 0) | dict(found)
        return self.known


def make(query: str, counts: Counts | None = None, *, titles_only: bool = False) -> Plan:
    """The plan for what somebody typed. A query without any letter or digit gives an empty plan."""
    folded = cutting.fold(query)
    runs = cutting.runs(folded)
    spelled = bool(runs) and all(run.isascii() and run.isalpha() for run in runs)
    phrases = tuple(phrase for part in folded.split() if (phrase := cutting.plain(part)))
    return Plan(
        terms=_terms(folded, counts or Counts()),
        phrases=phrases,
        pieces=pieces(folded),
        numbers=tuple(numbers.asked(folded)),
        sound=sound(folded) if spelled or len(cutting.plain(folded)) >= SHORTEST_SOUND else "",
        spelled=spelled,
        titles_only=titles_only,
    )


def pieces(folded: str) -> tuple[str, ...]:
    """All different character pairs and other words of the text."""
    other = (run[: cutting.LONGEST_WORD] for run in cutting.runs(folded) if not cutting.is_han(run))
    return tuple(dict.fromkeys([*cutting.pairs(folded), *other]))


def sound(folded: str) -> str:
    """What the text sounds like, as the beginning of one of `cutting.sound_keys`."""
    return "".join(cutting.sounds(folded))[: cutting.LONGEST_WORD]


def _terms(folded: str, every: Counts) -> tuple[Term, ...]:
    known = vocabulary.current()
    cut = list(cutting.whole_words(folded))
    words = dict.fromkeys([*cut, *_hidden(cut, known)])
    kept_words = [word for word in words if word not in known.stop_words] or list(words)
    options = {word: _options(word, known) for word in kept_words}
    counts = every.of([SearchTerm.ALL, *(word for group in options.values() for word in _words(group))])
    entries = max(counts[SearchTerm.ALL], 1)

    def found(option: Option) -> int:
        return min(entries, *(counts[word] for word in option.words))

    def telling(documents: int) -> float:
        return math.log(1 + (entries - documents + 0.5) / (documents + 0.5))

    def term(word: str, group: tuple[Option, ...]) -> Term:
        documents = max(found(option) for option in group if option.strength >= vocabulary.WIDER)
        weight = telling(documents)
        # A part tells no more than it tells alone: of 民营企业, 企业 is in half of all items.
        own = (option.strength * min(telling(found(option)) / weight, 1.0) for option in group)
        parts = (
            o if o.strength >= vocabulary.WIDER else replace(o, strength=s) for o, s in zip(group, own, strict=True)
        )
        if not documents or (len(word) == 1 and word not in known.synonyms):
            weight *= DOUBTFUL
        elif word in known.circumstances or word not in known.synonyms:
            weight *= BESIDE
        return Term(tuple(parts), weight, documents, counts[word] > 0)

    terms = [term(word, group) for word, group in options.items()]
    kept = sorted(terms, key=lambda term: -term.weight)[:MOST_TERMS]
    return tuple(term for term in terms if term in kept)


def looked_up(word: str) -> Iterator[str]:
    """The words that a query for this word looks up."""
    return _words(_options(word, vocabulary.current()))


def _words(options: Iterable[Option]) -> Iterator[str]:
    return (word for option in options for word in option.words)


def _hidden(words: Sequence[str], known: vocabulary.Vocabulary) -> Iterator[str]:
    """Words of the vocabulary that were cut through: 地图 in 地 图画 错."""
    text, bounds = "".join(words), {0, *accumulate(map(len, words))}
    for start in range(len(text)):
        for end in range(start + 2, min(start + LONGEST_HIDDEN, len(text)) + 1):
            if not {start, end} <= bounds and bounds & set(range(start + 1, end)) and text[start:end] in known.synonyms:
                yield text[start:end]


def _options(word: str, known: vocabulary.Vocabulary) -> tuple[Option, ...]:
    """The word itself, what means the same, and the words that it is made of, together or alone."""
    parts = _parts(word, known)
    strengths: defaultdict[str, float] = defaultdict(float)
    for part in parts:
        share = vocabulary.WIDER * len(part) / len(word)
        for other, strength in ((part, 1.0), *known.synonyms.get(part, {}).items()):
            strengths[other] = min(strengths[other] + share * strength, vocabulary.WIDER)
    strengths |= known.synonyms.get(word, {})
    together = [Option(parts, vocabulary.WIDER)] if len("".join(parts)) == len(word) else []
    others = sorted(strengths, key=lambda other: -strengths[other])[:MOST_OPTIONS]
    return Option((word,)), *together, *(Option((other,), strengths[other]) for other in others)


def _parts(word: str, known: vocabulary.Vocabulary) -> tuple[str, ...]:
    """The shorter words that stand in a long one: those of the segmenter, and those of the vocabulary."""
    length = len(word)
    if length < 3 or not cutting.is_han(word):
        return ()
    kept = [part for part in cutting.words(word) if 1 < len(part) < length]
    for start in range(length - 1):
        for end in range(length, start + 1, -1):
            part = word[start:end]
            if len(part) < length and part in known.synonyms and not any(part in other for other in kept):
                kept.append(part)
    return tuple(dict.fromkeys(kept))
