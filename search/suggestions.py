"""Completing what somebody types: titles, also by pinyin and by initials."""

from datetime import date

from search import cutting, fulltext, plan
from search.conditions import Condition, Scope
from search.engines import Filters
from search.engines.database import narrowed
from search.models import SearchEntry

# So many titles are compared; more begin the same only when too little has been typed to tell.
MOST_TITLES = 200


def suggest(q: str, *, locale: str = "zh-hans", limit: int = 10) -> list[str]:
    """Titles that contain what was typed, those that begin with it first, then the newest."""
    typed = cutting.fold(q.strip()[: cutting.LONGEST_WORD])
    pieces, sound = plan.pieces(typed), plan.sound(typed)
    if not pieces:
        return []
    conditions = [
        Condition(Scope.TITLE, ((pieces,),), 2, prefix=True),
        Condition(Scope.NAME, (((sound,),),), 1, prefix=True),
    ]
    keys = fulltext.estimate(conditions, narrowed(Filters(locale)), 0, MOST_TITLES)
    rows = SearchEntry.objects.filter(pk__in=keys).values_list("item__title", "plain_title", "sound", "date")
    ordered = sorted(rows, key=lambda row: _closeness(cutting.plain(typed), sound, *row[1:]), reverse=True)
    return list(dict.fromkeys(title for title, *_ in ordered))[:limit]


def _closeness(typed: str, sound: str, title: str, sounds: str, issued: date) -> tuple[bool, bool, bool, date]:
    spelled = any(key.startswith(sound) for key in sounds.split()[:2])
    return title.startswith(typed), typed in title, spelled, issued
