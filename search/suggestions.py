"""Completing what somebody types: approved queries, subject words and titles, also by pinyin and by initials."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from cms.content.models import Link, LinkKind
from search import cutting, fulltext, plan
from search.conditions import Condition, Scope
from search.engines import Filters
from search.engines.database import narrowed
from search.models import ApprovedQuery, SearchEntry
from search.remembering import Remembered

# So many titles are compared; more begin the same only when too little has been typed to tell.
MOST_TITLES = 200
# Of approved queries and of subject words, so that titles have room.
MOST_QUERIES, MOST_SUBJECTS = 3, 3


def suggest(q: str, *, locale: str = "zh-hans", limit: int = 10) -> list[str]:
    """What was probably meant to be typed: queries that an editor has approved, subject words, then titles.

    What other visitors ask is never shown: whoever asks for a slander often enough would publish it.

    Titles that begin with what was typed come before those that contain it, newer ones before older ones.
    """
    typed = cutting.fold(q.strip()[: cutting.LONGEST_WORD])
    pieces, sound = plan.pieces(typed), plan.sound(typed)
    if not pieces:
        return []
    conditions = [
        Condition(Scope.TITLE, ((pieces,),), 2, prefix=True),
        Condition(Scope.NAME, (((sound,),),), 1, prefix=True),
    ]
    keys, _counts = fulltext.estimate(conditions, narrowed(Filters(locale)), 0, MOST_TITLES)
    rows = SearchEntry.objects.filter(pk__in=keys).values_list("item__title", "plain_title", "sound", "date")
    written = cutting.plain(typed)
    ordered = sorted(rows, key=lambda row: _closeness(written, sound, *row[1:]), reverse=True)
    approved = [
        query
        for query, sounds in _approved.get().get(locale, ())
        if query != written and (query.startswith(written) or _sounds(sound, sounds))
    ]
    found = [*approved[:MOST_QUERIES], *_subjects(written, keys)[:MOST_SUBJECTS], *(title for title, *_ in ordered)]
    return list(dict.fromkeys(found))[:limit]


def _read() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """The approved queries of each language with what they sound like."""
    found: defaultdict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for query, locale in ApprovedQuery.objects.values_list("query", "locale"):
        found[locale].append((query, tuple(cutting.sound_keys(query))[:2]))
    return dict(found)


_approved = Remembered(ApprovedQuery, _read)


def _subjects(written: str, keys: Iterable[int]) -> list[str]:
    """Subject words of these items that contain what was written, the commonest first."""
    tags = Link.objects.filter(item__in=list(keys), kind=LinkKind.TAG).values_list("target", flat=True)
    counts = Counter(tag for tag in tags if written in cutting.plain(cutting.fold(tag)))
    return [tag for tag, _count in counts.most_common(MOST_SUBJECTS)]


def _sounds(sound: str, keys: Iterable[str]) -> bool:
    return any(key.startswith(sound) for key in keys)


def _closeness(typed: str, sound: str, title: str, sounds: str, issued: date) -> tuple[bool, bool, bool, date]:
    return title.startswith(typed), typed in title, _sounds(sound, sounds.split()[:2]), issued
