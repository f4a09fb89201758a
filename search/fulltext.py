"""The full-text indexes that PostgreSQL and SQLite keep of search entries, and conditions on them.

Both index exactly the words that an entry holds, without positions: whether words stand together is told by character
pairs and, in the end, by the text itself. Both are kept up to date by the database itself: PostgreSQL's GIN indexes as
every index is, SQLite's FTS5 table by triggers. A migration that alters the entries' table must make these triggers
again, since Django replaces a table of SQLite's by an altered copy.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from search.conditions import Condition
from search.models import SearchEntry

TABLE = "search_fulltext"
# However many entries meet a condition, so many are looked at. It bounds the time of an answer.
MOST_MATCHES = 1_000
# The keys that `estimate` found, for what is counted of them in the same statement.
FOUND = RawSQL("SELECT key FROM best", [])
# More than can ever be found. A limit keeps databases from looking at filters before they have put all in order.
ALL = 1_000_000


def estimate(
    conditions: Iterable[Condition],
    entries: QuerySet[SearchEntry],
    least: float,
    most: int,
    counts: QuerySet[Any] | None = None,
    *,
    more: Iterable[Condition] = (),
    enough: int = 0,
) -> tuple[list[int], list[tuple[str, str, int]]]:
    """Primary keys of those `entries` whose conditions score `least` together, the best `most` in their order.

    Where fewer than `enough` do, they are looked for by `more` conditions as well. `counts` asks for rows of a name, a
    value and a number about what is `FOUND`, which are returned too. One statement, in which every condition is one
    walk through the index.
    """
    met, asked = _union(conditions)
    # Looked up entry by entry, the best first, so that filters cost nothing for those that nobody will see.
    allowed, values = entries.filter(pk=RawSQL("found.key", [])).order_by().values("pk").query.sql_with_params()
    parts, parameters = [f"met AS ({met})"], asked
    if looser := list(more):
        # Neither database walks through an index below a condition that it knows to be false.
        others, also_asked = _union(looser, "WHERE (SELECT COUNT(*) FROM first) < %s", enough)
        parts += [f"first AS ({_best('met', allowed)})", f"rest AS (SELECT * FROM met UNION ALL {others})"]  # noqa: S608
        parameters = [*parameters, least, *values, enough, *also_asked]
    parts.append(f"best AS ({_best('rest' if looser else 'met', allowed)})")
    parameters = [*parameters, least, *values, most]
    wanted = "SELECT '', CAST(key AS varchar(20)), ROW_NUMBER() OVER (ORDER BY score DESC, key DESC) FROM best"
    if counts is not None:
        counted, about = counts.query.sql_with_params()
        wanted, parameters = f"{wanted} UNION ALL {counted}", [*parameters, *about]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} {wanted}", parameters)
        rows: list[tuple[str, str, int]] = cursor.fetchall()
    found = sorted((place, int(key)) for name, key, place in rows if not name)
    return [key for _place, key in found], [row for row in rows if row[0]]


def _best(scores: str, allowed: str) -> str:
    """A statement for the keys that score enough and are allowed, the best first."""
    return f"""
        SELECT key, score FROM (
            SELECT key, SUM(score) AS score FROM {scores}
            GROUP BY key HAVING SUM(score) >= %s ORDER BY score DESC, key DESC LIMIT {ALL}
        ) AS found
        WHERE EXISTS ({allowed}) ORDER BY score DESC, key DESC LIMIT %s
    """  # noqa: S608 -- what is asked stands in parameters, as in all statements of this module


def _union(conditions: Iterable[Condition], only: str = "", *bound: float) -> tuple[str, list[float | str]]:
    """A statement for the keys that meet each condition with its score, `only` where a further condition holds."""
    selects: list[str] = []
    parameters: list[float | str] = []
    for condition in conditions:
        select, asked = _select(condition)
        selects.append(f"{select} {only}")
        parameters += [condition.score, asked, *bound]
    return " UNION ALL ".join(selects), parameters


def _select(condition: Condition) -> tuple[str, str]:
    if connection.vendor == "postgresql":
        asked = _written(condition, " & ", " | ", "'{}':*" if condition.prefix else "'{}'")
        found = f"search_{condition.scope.name.lower()}_keys(%s::tsquery, {MOST_MATCHES}) AS key"
    else:
        words = _written(condition, " AND ", " OR ", '"{}"*' if condition.prefix else '"{}"')
        asked = f"{{{' '.join(condition.scope.value)}}} : ({words})"
        match = f"{TABLE} WHERE {TABLE} MATCH %s ORDER BY rowid DESC LIMIT {MOST_MATCHES}"
        found = f"(SELECT rowid AS key FROM {match})"  # noqa: S608
    return f"SELECT key, CAST(%s AS double precision) AS score FROM {found}", asked  # noqa: S608


def _written(condition: Condition, every: str, some: str, quoted: str) -> str:
    # Words hold letters, digits and marks only, so nothing in them needs escaping.
    def all_of(words: tuple[str, ...]) -> str:
        return f"({every.join(quoted.format(word) for word in words)})"

    return every.join(f"({some.join(map(all_of, group))})" for group in condition.groups)


def rebuild() -> None:
    """Make the index anew from the entries as they are."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('rebuild')")  # noqa: S608
        else:
            cursor.execute("ANALYZE search_searchentry")
