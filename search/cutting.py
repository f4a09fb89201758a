"""Folding and cutting text: the same for what is indexed and for what is asked.

Every engine is given words separated by spaces, so none needs a Chinese plug-in. Two ways of cutting are combined:
words carry meaning, pairs of neighbouring characters find what a segmenter cut differently and tell whether characters
stand together.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from operator import add

import rjieba
from pypinyin import lazy_pinyin

from search import vocabulary
from search.folding import HAN, fold, plain

# Runs that are read as a whole: Chinese; Tibetan (syllables are parted by the tsheg, which is left out) or any other
# letters and digits with their marks.
_RUN = re.compile(rf"([{HAN}]+)|([\u0f18-\u0fbc]+|(?:(?![{HAN}\u0f00-\u0fff_])\w[\u0300-\u036f]*)+)")
_HAN_RUN = re.compile(rf"[{HAN}]+")
# Longer tokens are nobody's words, and databases limit the length of a lexeme.
LONGEST_WORD = 100


def runs(folded: str) -> list[str]:
    """The unbroken runs of characters of one kind, without punctuation and spaces."""
    return [han or other for han, other in _RUN.findall(folded)]


def is_han(run: str) -> bool:
    """Whether a run is one of Chinese characters."""
    return bool(run) and _HAN_RUN.match(run) is not None


# The vocabulary in use, and the one before it in threads that are still at it.
@lru_cache(maxsize=2)
def _segmenter(words: frozenset[str]) -> rjieba.Jieba:
    segmenter = rjieba.Jieba()
    for word in words:
        segmenter.add_word(word, None, None)
    return segmenter


def words(folded: str) -> Iterator[str]:
    """The words in their order; long words are followed by the shorter ones that they contain."""
    return _cut(folded, _segmenter(vocabulary.current().words).cut_for_search)


def whole_words(folded: str) -> Iterator[str]:
    """The words in their order, each character in one word only."""
    return _cut(folded, _segmenter(vocabulary.current().words).cut)


def _cut(folded: str, cut: Callable[[str], list[str]]) -> Iterator[str]:
    for han, other in _RUN.findall(folded):
        if han:
            yield from cut(han)
        else:
            yield other[:LONGEST_WORD]


def pairs(folded: str) -> Iterator[str]:
    """Every two neighbouring characters of each Chinese run, and the characters that stand alone."""
    for run in _HAN_RUN.findall(folded):
        if len(run) == 1:
            yield run
        yield from map(add, run, run[1:])


def sounds(folded: str) -> list[str]:
    """The pinyin of the text without tones, a syllable for each Chinese character; other runs stay as they are."""
    return [syllable for run in runs(folded) for syllable in (lazy_pinyin(run) if is_han(run) else [run])]


def sound_keys(folded: str) -> Iterator[str]:
    """What a title is found by when it is spelled: pinyin in full and initials, from each syllable on.

    A search for the beginning of a key therefore finds any part of the title.
    """
    # Word by word, since a neighbouring word must not change how a character is read.
    syllables = [syllable for word in whole_words(folded) for syllable in sounds(word)]
    for i in range(len(syllables)):
        yield "".join(syllables[i:])[:LONGEST_WORD]
        yield "".join(syllable[0] for syllable in syllables[i:])[:LONGEST_WORD]


__all__ = ["HAN", "fold", "is_han", "pairs", "plain", "runs", "sound_keys", "sounds", "whole_words", "words"]
