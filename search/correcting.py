"""Near misses: what was probably meant where a query, as it was typed, finds little."""

from collections.abc import Iterator
from itertools import islice

from django.db.models import Case, Q, When

from search import cutting, vocabulary
from search.models import SearchTerm
from search.plan import Counts, Plan, looked_up

# A slip of the pen changes one character; in a longer stretch nobody could tell which words were meant.
SHORTEST, LONGEST, DISTINCT = 2, 8, 3
MOST_STRETCHES = 2
# So many words are compared that differ in one character.
MOST_WORDS = 200


def corrected(query: str, asked: Plan, counts: Counts) -> str | None:
    """The query with each unknown stretch replaced by the word that it resembles most, or None for nothing better.

    `counts` learns of the words that were compared, and of those that the corrected query will look up.
    """
    meant = folded = cutting.fold(query)
    for stretch in islice(_unknown(folded, asked), MOST_STRETCHES):
        if word := _nearest(stretch, counts):
            meant = meant.replace(stretch, word)
    return meant if meant != folded else None


def _unknown(folded: str, asked: Plan) -> Iterator[str]:
    """Stretches of the query that no item holds as a word: unknown words, and single characters side by side."""
    words = [term.options[0].words[0] for term in asked.terms if term.is_word]
    fine = {word for word in words if len(word) > 1} | vocabulary.current().stop_words
    stretch = ""
    for word in [*cutting.whole_words(folded), ""]:
        if word and word not in fine and cutting.is_han(word):
            stretch += word
            continue
        if SHORTEST <= len(stretch) <= LONGEST and stretch in folded:
            yield stretch
        stretch = ""


def _nearest(stretch: str, counts: Counts) -> str | None:
    """The commonest word that differs in one character, one that sounds the same before all others.

    A short word with another sound is another word, not a slip of the pen.
    """
    sound = cutting.sounds(stretch)
    near = [word for word in _compared(stretch, sound, counts) if _one_apart(word, stretch)]
    alike = next((word for word in near if cutting.sounds(word) == sound), None)
    return alike or (near[0] if near and len(stretch) >= DISTINCT else None)


def _compared(stretch: str, sound: list[str], counts: Counts) -> list[str]:
    """Words that share all but one stretch of characters with this one, the commonest first.

    What a query for a word of the vocabulary would look up is counted in the same statement.
    """
    patterns = Q()
    for position in range(len(stretch)):
        patterns |= Q(word__startswith=stretch[:position], word__endswith=stretch[position + 1 :])
    known = [word for word in vocabulary.current().synonyms if _one_apart(word, stretch)]
    along = {
        other for word in known if cutting.sounds(word) == sound for other in looked_up(word)
    } - counts.known.keys()
    wanted = SearchTerm.objects.filter(Q(patterns, documents__gt=0) | Q(word__in=along))
    first = Case(When(word__in=along, then=0), default=1)
    rows = wanted.order_by(first, "-documents").values_list("word", "documents")[: MOST_WORDS + len(along)]
    found = dict(rows)
    counts.known |= dict.fromkeys(along, 0) | found
    return sorted((word for word in found if found[word]), key=lambda word: -found[word])


def _one_apart(word: str, other: str) -> bool:
    return len(word) == len(other) and sum(a != b for a, b in zip(word, other, strict=True)) == 1
