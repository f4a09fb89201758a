"""The full-text indexes that PostgreSQL and SQLite keep of search entries, and conditions on them.

Both index exactly the words that an entry holds, without positions: whether words stand together is told by character
pairs and, in the end, by the text itself. PostgreSQL keeps GIN indexes of expressions up to date by itself. SQLite's
FTS5 table reads its words from the entries and is told of every change by `forget` and `learn`.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from search.conditions import Condition, Scope


COLUMNS = tuple(column for scope in Scope for column in scope.value)
TABLE = "search_fulltext"
# However many entries meet a condition, so many are looked at. It bounds the time of an answer.
MOST_MATCHES = 10_000


def matches(condition: Condition) -> RawSQL:
    """The condition for `SearchEntry.objects.filter`; it considers `MOST_MATCHES` entries."""
    if connection.vendor == "postgresql":
        table, key = "search_searchentry", "item_id"
        where = f"search_vector({', '.join(condition.scope.value)}) @@ %s::tsquery"
        asked = _written(condition, " & ", " | ", "'{}':*" if condition.prefix else "'{}'")
    else:
        table, key = TABLE, "rowid"
        where = f"{TABLE} MATCH %s"
        words = _written(condition, " AND ", " OR ", '"{}"*' if condition.prefix else '"{}"')
        asked = f"{{{' '.join(condition.scope.value)}}} : ({words})"
    # The limit also keeps the planner from merging the subquery into the query around it.
    keys = f"SELECT {key} FROM {table} WHERE {where} LIMIT {MOST_MATCHES}"
    return RawSQL(f"search_searchentry.item_id IN ({keys})", [asked], BooleanField())


def _written(condition: Condition, every: str, some: str, quoted: str) -> str:
    # Words hold letters, digits and marks only, so nothing in them needs escaping.
    def all_of(words: tuple[str, ...]) -> str:
        return f"({every.join(quoted.format(word) for word in words)})"

    return every.join(f"({some.join(map(all_of, group))})" for group in condition.groups)


def forget(keys: Sequence[int]) -> None:
    """Take entries out of the index. They must still hold the words under which they were indexed."""
    if connection.vendor == "sqlite":
        columns = ", ".join(COLUMNS)
        _for_each(
            keys, f"INSERT INTO {TABLE} ({TABLE}, rowid, {columns}) SELECT 'delete', item_id, {columns}"
        )


def learn(keys: Sequence[int]) -> None:
    """Put stored entries into the index."""
    if connection.vendor == "sqlite":
        columns = ", ".join(COLUMNS)
        _for_each(keys, f"INSERT INTO {TABLE} (rowid, {columns}) SELECT item_id, {columns}")


def _for_each(keys: Sequence[int], statement: str) -> None:
    if keys:
        places = ", ".join(["%s"] * len(keys))
        with connection.cursor() as cursor:
            cursor.execute(f"{statement} FROM search_searchentry WHERE item_id IN ({places})", list(keys))


def rebuild() -> None:
    """Make the index anew from the entries as they are."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('rebuild')")
        else:
            cursor.execute("ANALYZE search_searchentry")
