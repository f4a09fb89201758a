"""The order of hits: one ranking for every engine, so that the answer is the same whichever engine found it.

The engine proposes candidates; this reads what they say and weighs it. All parts of a score lie between 0 and 1, and
their factors say what counts more: the title above subject words above the body, words standing together as they were
asked above scattered ones, all words above some.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.utils import timezone

from cms.content.models import Validity
from search.models import SearchEntry
from search.plan import Plan, Term

TITLE, SUBJECT, BODY, FILES = 3.0, 0.8, 1.0, 0.3
TITLE_PHRASE, BODY_PHRASE, SOUND, SPELLED = 2.0, 1.5, 1.6, 2.4
# A shorter phrase stands in many a body that is about something else, and counts less there.
TELLING_LENGTH = 8
# A sentence is quoted from the document that holds it: that many characters in a row are no accident any more.
QUOTATION, QUOTED_LENGTH = 3.0, 15
# A title asked for letter by letter; it stands above every mixture of the above.
WHOLE_TITLE = 4.0
# A named number leaves everything else behind.
NUMBER = 100.0
# What a title counts that answers a part of the query, where the rest stands nowhere in the item.
PARTLY = 0.85
NO_LONGER_IN_FORCE = 0.8
# What was issued today is worth this much more than what is old; the gain halves every `RECENT_DAYS`.
RECENT, RECENT_DAYS = 0.05, 1000
# How often a word must occur in a body of usual length to count half.
HALF_SATURATED, USUAL_LENGTH = 3.0, 4000
# Longer phrases are compared by their beginning; whoever pastes a paragraph still finds it.
LONGEST_PHRASE = 40


@dataclass(frozen=True)
class Candidate:
    """What an entry says that counts for its place among the hits."""

    key: int
    title: str
    subject: frozenset[str]
    numbers: frozenset[str]
    sounds: list[str]
    text: str
    files: frozenset[str]
    validity: str
    date: date
    group: str
    is_lead: bool
    """Whether the item is what its group is named for: a document, not its interpretation."""


def rank(plan: Plan, keys: Sequence[int]) -> list[list[int]]:
    """The same keys, the best answer first, a document together with its interpretations and before them."""
    today = timezone.localdate()
    scored = [(score(plan, candidate, today), candidate.date, candidate.key, candidate) for candidate in _read(keys)]
    return grouped(
        (each.key, each.group, each.is_lead) for *_score, each in sorted(scored, key=lambda row: row[:3], reverse=True)
    )


def as_found(keys: Sequence[int]) -> list[list[int]]:
    """The keys in the order in which they are given, each document with its interpretations where its best stands."""
    rows = SearchEntry.objects.filter(pk__in=keys).values_list("pk", "group", "item__content_id")
    known = {key: (group, group == str(content_id)) for key, group, content_id in rows}
    return grouped((key, *known[key]) for key in keys if key in known)


def grouped(rows: Iterable[tuple[int, str, bool]]) -> list[list[int]]:
    """Keys with their groups, in the order of each group's best; `True` marks what leads its group."""
    groups: defaultdict[str, list[tuple[bool, int]]] = defaultdict(list)
    for key, group, is_lead in rows:
        groups[group or str(key)].append((not is_lead, key))
    return [[key for _follows, key in sorted(members, key=lambda member: member[0])] for members in groups.values()]


def _read(keys: Sequence[int]) -> list[Candidate]:
    rows = SearchEntry.objects.filter(pk__in=keys).values_list(
        "pk", "plain_title", "subject", "number", "sound", "plain_text", "files", "item__validity", "date", "group",
        "item__content_id",
    )  # fmt: skip
    return [
        Candidate(
            key, title, frozenset(subject.split()), frozenset(number.split()), sound.split(), text,
            frozenset(files.split()), validity, day, group, group == str(content_id),
        )
        for key, title, subject, number, sound, text, files, validity, day, group, content_id in rows
    ]  # fmt: skip


def score(plan: Plan, candidate: Candidate, today: date) -> float:
    """How well the candidate answers; only comparable within one plan."""
    value = _words(plan, candidate) + _phrases(plan, candidate) + _sound(plan, candidate)
    if candidate.validity in (Validity.REPEALED, Validity.EXPIRED):
        value *= NO_LONGER_IN_FORCE
    age = max((today - candidate.date).days, 0)
    value *= 1 + RECENT * 0.5 ** (age / RECENT_DAYS)
    for position, number in enumerate(plan.numbers):
        if number in candidate.numbers:
            return value + NUMBER / (1 + position)
    return value


def _words(plan: Plan, candidate: Candidate) -> float:
    if not plan.weight:
        return 0.0
    title = subject = body = files = found = 0.0
    for term in plan.terms:
        in_title = _strength(term, candidate.title)
        in_subject = _strength(term, candidate.subject)
        in_body = _saturation(term, candidate.text)
        title += term.weight * in_title
        subject += term.weight * in_subject
        in_files = _strength_in_files(term, candidate.files)
        body += term.weight * in_body
        files += term.weight * in_files
        found += term.weight * bool(in_title or in_subject or in_body or in_files)
    found /= plan.weight
    about = TITLE * title * (0.7 + 0.3 * _focus(plan, candidate.title)) + SUBJECT * subject
    # A word of the query that is missing says less against a title, which has room for few, than against a body.
    return (about * (PARTLY + (1 - PARTLY) * found) + (BODY * body + FILES * files) * found**2) / plan.weight


def _focus(plan: Plan, title: str) -> float:
    """The share of the title that is about what was asked for."""
    covered: set[int] = set()
    for word in {word for term in plan.terms for word in term.words if word in title}:
        start = title.index(word)
        covered.update(range(start, start + len(word)))
    return len(covered) / max(len(title), 1)


def _strength(term: Term, words: Container[str]) -> float:
    """How well the term is answered by words that are there or are not."""
    return max((option.strength for option in term.options if all(word in words for word in option.words)), default=0.0)


def _strength_in_files(term: Term, words: frozenset[str]) -> float:
    if not words:
        return 0.0
    return max((option.strength for option in term.options if words.issuperset(option.pieces)), default=0.0)


def _saturation(term: Term, text: str) -> float:
    count = sum(option.strength * min(text.count(word) for word in option.words) for option in term.options)
    return count / (count + HALF_SATURATED * (0.5 + 0.5 * len(text) / USUAL_LENGTH))


def _phrases(plan: Plan, candidate: Candidate) -> float:
    length = sum(map(len, plan.phrases))
    if not length:
        return 0.0
    title = sum(longest_run(phrase, candidate.title) ** 2 / len(phrase) for phrase in plan.phrases) / length
    body = sum(longest_run(phrase, candidate.text) ** 2 / len(phrase) for phrase in plan.phrases) / length
    focus = 0.5 + 0.5 * min(length / max(len(candidate.title), 1), 1.0)
    whole = "".join(plan.phrases) == candidate.title
    quoted = max(map(partial(_quoted, candidate.text), plan.phrases))
    body = body**2 * min(length / TELLING_LENGTH, 1.0)
    return TITLE_PHRASE * title * focus + BODY_PHRASE * body + QUOTATION * quoted + WHOLE_TITLE * whole


def _quoted(text: str, phrase: str) -> float:
    return min(len(phrase) / QUOTED_LENGTH, 1.0) ** 4 if phrase in text else 0.0


def longest_run(phrase: str, text: str) -> int:
    """How many characters of the phrase, at most, stand in the text as they stand in the phrase; one alone is none."""
    if phrase in text:
        return len(phrase)
    phrase = phrase[:LONGEST_PHRASE]
    longest = 1
    for start in range(len(phrase)):
        while start + longest < len(phrase) and phrase[start : start + longest + 1] in text:
            longest += 1
    return longest if longest > 1 else 0


def _sound(plan: Plan, candidate: Candidate) -> float:
    """For a title that sounds like the query: all of it more than its beginning, its beginning more than a part."""
    if not plan.sound or not candidate.sounds:
        return 0.0
    best = max((len(plan.sound) / len(key) for key in candidate.sounds if key.startswith(plan.sound)), default=0.0)
    whole = any(key.startswith(plan.sound) for key in candidate.sounds[:2])
    factor = SPELLED if plan.spelled else SOUND
    return factor * (0.5 * best + 0.3 * whole + 0.2) if best else 0.0
