"""Counting what is asked, without anything that leads to who asked.

Counts are kept by day. What looks like personal data is not counted at all, what was asked by too few is shown to
nobody and soon forgotten.
"""

import logging
import re
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import F, Sum
from django.utils import timezone

from search.folding import fold, plain
from search.models import QueryCount
from search.models.suggestion import LONGEST

logger = logging.getLogger(__name__)

# Whoever is one of so few could be recognised by what they asked.
FEWEST = 5
# Days after which what few asked is forgotten, and after which everything is.
KEEP_RARE, KEEP = 30, 400
MOST = 1000
# Different queries that are counted: of one day, and by one process until it writes them. More are forgotten, lest
# whoever asks at random fills the table or the memory.
MOST_A_DAY, MOST_WAITING = 10_000, 2_000
# Seconds for which a process keeps its counts before it writes them.
PAUSE = 10.0
# Identity cards, telephones, bank cards, addresses of e-mail.
_PERSONAL = re.compile(r"\d{7,}|\d{6,}[xX]\b|@")
_JOINTS = re.compile(r"[\s\-\u2010-\u2015_.()+]+")

_Key = tuple[str, str]


class _Waiting:
    """Counts that were not written yet."""

    lock = Lock()
    counts: Counter[tuple[_Key, str]] = Counter()
    written = 0.0


def key(q: str) -> str:
    """The query in the form in which it is counted, or nothing where it must not be counted."""
    # Full-width digits are digits.
    if _PERSONAL.search(_JOINTS.sub("", fold(q))):
        return ""
    normal = plain(fold(q))
    return normal if 1 < len(normal) <= LONGEST else ""


def count(q: str, locale: str, *, found: bool) -> None:
    """Remember that somebody asked."""
    if settings.SEARCH_COUNTS and (normal := key(q)):
        with _Waiting.lock:
            _keep(Counter([((locale, normal), "asked"), *([] if found else [((locale, normal), "empty")])]))


def _keep(counts: Counter[tuple[_Key, str]]) -> None:
    """Add to what is waiting, as long as that has room for queries that it does not hold yet."""
    for each, times in counts.items():
        if each in _Waiting.counts or len(_Waiting.counts) < MOST_WAITING:
            _Waiting.counts[each] += times


def opened(q: str, locale: str) -> None:
    """Remember that a hit of this query was opened; only queries that were asked today are believed."""
    if normal := key(q):
        QueryCount.objects.filter(day=timezone.localdate(), locale=locale, query=normal, opened__lt=F("asked")).update(
            opened=F("opened") + 1
        )


def write(*, at_once: bool = True) -> None:
    """Write what was counted; what cannot be written now is kept for the next time."""
    if not _Waiting.counts or (not at_once and time.monotonic() - _Waiting.written < PAUSE):
        return
    with _Waiting.lock:
        counts, _Waiting.counts = _Waiting.counts, Counter()
        _Waiting.written = time.monotonic()
    try:
        _add(counts)
    except DatabaseError as error:
        logger.warning("queries could not be counted: %s", error)
        with _Waiting.lock:
            _keep(counts)


def _add(counts: Counter[tuple[_Key, str]]) -> None:
    day = timezone.localdate()
    asked = _with_room(day, {each for each, _name in counts})
    rows = [(day, *each, counts[each, "asked"], counts[each, "empty"]) for each in sorted(asked)]
    if not rows:
        return
    places = ", ".join(["(%s, %s, %s, %s, %s, 0)"] * len(rows))
    # The ORM can insert or replace, but not add to what a row holds.
    statement = f"""
        INSERT INTO search_querycount (day, locale, query, asked, empty, opened) VALUES {places}
        ON CONFLICT (day, locale, query) DO UPDATE SET
            asked = search_querycount.asked + excluded.asked, empty = search_querycount.empty + excluded.empty
    """  # noqa: S608 -- only placeholders are put in
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in rows for value in row])


def _with_room(day: date, asked: set[_Key]) -> set[_Key]:
    """Those that have a row of the day already, and as many others as it has room for."""
    today = QueryCount.objects.filter(day=day)
    known = set(today.filter(query__in={query for _locale, query in asked}).values_list("locale", "query")) & asked
    room = max(0, MOST_A_DAY - today.count())
    return known | set(sorted(asked - known)[:room])


@dataclass(frozen=True)
class Total:
    """What was asked, and how often in the time that was looked at."""

    query: str
    locale: str
    asked: int
    empty: int
    opened: int


def totals(days: int, locale: str | None = None) -> list[Total]:
    """What enough people asked in the last days, the most frequent first."""
    rows = QueryCount.objects.filter(day__gt=timezone.localdate() - timedelta(days=days))
    if locale:
        rows = rows.filter(locale=locale)
    sums = rows.values("query", "locale").annotate(times=Sum("asked"), in_vain=Sum("empty"), followed=Sum("opened"))
    found = sums.filter(times__gte=FEWEST).order_by("-times", "query")
    return [Total(*row) for row in found.values_list("query", "locale", "times", "in_vain", "followed")[:MOST]]


def purge() -> None:
    """Forget what few asked, and in the end everything."""
    today = timezone.localdate()
    QueryCount.objects.filter(day__lt=today - timedelta(days=KEEP)).delete()
    sums = QueryCount.objects.values("query").annotate(times=Sum("asked"))
    frequent = sums.filter(times__gte=FEWEST).values("query")
    QueryCount.objects.filter(day__lt=today - timedelta(days=KEEP_RARE)).exclude(query__in=frequent).delete()
