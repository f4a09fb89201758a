"""Walking through a list with cursors, which stay true while content is added: the API's way.

One statement written by hand, since putting the ORM's together takes several times as long as running it.
"""

import base64
import binascii
import json
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection
from django.utils.timezone import get_default_timezone

from cms.content.listing import ORDERS, Filters
from cms.content.models.item import State
from cms.content.reading import in_universal_time
from cms.content.types import places

_LINKED = "content_link l JOIN content_contentitem i ON i.id = l.item_id"
_EXISTS = "EXISTS (SELECT 1 FROM content_link o WHERE o.item_id = l.item_id AND o.kind = %s AND o.target = %s)"
_YEAR = (
    "(i.issued_on BETWEEN %s AND %s OR i.issued_on IS NULL AND {row}.published_at >= %s AND {row}.published_at < %s)"
)


class InvalidCursor(ValueError):
    """The cursor is not one that this portal gave out for this order."""


def page(filters: Filters, order: str, cursor: str | None, limit: int) -> tuple[list[str], str | None]:
    """The light JSON of the next `limit` items after the cursor, and the cursor that goes on, if anything does.

    `order` is one of ORDERS. Raises InvalidCursor.
    """
    name, descending = ORDERS[order]
    source, row, conditions, parameters = _selected(filters)
    field = f"{row}.published_at" if name == "published_at" else f"i.{name}"
    key = "l.item_id" if row == "l" else "i.id"
    if cursor:
        condition, values = _after(field, key, descending, *decode_cursor(cursor, order))
        conditions.append(condition)
        parameters += values
    direction = "DESC" if descending else "ASC"
    nulls = "" if name == "published_at" else " NULLS LAST"
    statement = (
        f"SELECT i.light, {field}, {key} FROM {source} WHERE {' AND '.join(conditions)} "  # noqa: S608 -- own constants
        f"ORDER BY {field} {direction}{nulls}, {key} {direction} LIMIT {limit + 1:d}"
    )
    with connection.cursor() as database:
        database.execute(statement, parameters)
        found = database.fetchall()
    lights = [light for light, *_place in found[:limit]]
    if len(found) <= limit:
        return lights, None
    _light, value, last = found[limit - 1]
    return lights, encode_cursor(order, in_universal_time(value) if isinstance(value, datetime) else value, last)


def _selected(filters: Filters) -> tuple[str, str, list[str], list[Any]]:
    """Tables, the one whose index is walked, conditions and their parameters, as `Filters.select` has them."""
    if filters.linked:
        (kind, target), *others = filters.linked
        source, row = _LINKED, "l"
        conditions = ["l.kind = %s", "l.target = %s"]
        parameters: list[Any] = [kind, target]
        for other in others:
            conditions.append(_EXISTS)
            parameters += other
    else:
        source, row = "content_contentitem i", "i"
        conditions, parameters = ["i.state = %s"], [State.PUBLISHED.value]
    conditions.append(f"{row}.locale = %s")
    parameters.append(filters.locale)
    if filters.type:
        conditions.append(f"{row}.type = %s")
        parameters.append(filters.type)
    else:
        conditions.append(f"{row}.type NOT IN ({', '.join(['%s'] * len(places()))})")
        parameters += places()
    values: list[tuple[str, str | date | None]] = [
        ("i.kind = %s", filters.kind),
        ("i.validity = %s", filters.validity),
        ("i.issued_on >= %s", filters.issued_from),
        ("i.issued_on <= %s", filters.issued_to),
    ]
    for condition, value in values:
        if value:
            conditions.append(condition)
            parameters.append(connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value)
    if filters.year:
        conditions.append(_YEAR.format(row=row))
        parameters += _bounds(filters.year)
    return source, row, conditions, parameters


def _bounds(year: int) -> list[Any]:
    """The first and the last day of the year, and the moments of its beginning and of the next one's, as parameters."""
    days = [date(year, 1, 1), date(year, 12, 31)]
    moments = [datetime(each, 1, 1, tzinfo=get_default_timezone()) for each in (year, year + 1)]
    operations = connection.ops
    return [operations.adapt_datefield_value(day) for day in days] + [
        operations.adapt_datetimefield_value(moment) for moment in moments
    ]


def _after(field: str, key: str, descending: bool, value: datetime | date | None, last: int) -> tuple[str, list[Any]]:
    sign = "<" if descending else ">"
    if value is None:
        return f"{field} IS NULL AND {key} {sign} %s", [last]
    if isinstance(value, datetime):
        return f"({field}, {key}) {sign} (%s, %s)", [connection.ops.adapt_datetimefield_value(value), last]
    beyond = f"(({field}, {key}) {sign} (%s, %s) OR {field} IS NULL)"
    return beyond, [connection.ops.adapt_datefield_value(value), last]


def encode_cursor(order: str, value: datetime | date | None, key: int) -> str:
    """The cursor that names a place in an order."""
    parts = json.dumps([order, value.isoformat() if value else None, key], separators=(",", ":"))
    return base64.urlsafe_b64encode(parts.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, order: str) -> tuple[datetime | date | None, int]:
    """The place that a cursor names. Raises InvalidCursor."""
    try:
        found, value, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if found != order or not isinstance(key, int) or abs(key) > 2**62:
            raise InvalidCursor(cursor)
        if value is None:
            return None, key
        if ORDERS[order][0] != "published_at":
            return date.fromisoformat(value), key
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise InvalidCursor(cursor)
        # Overflows where the moment is so early or late that it has no place in another time zone.
        return moment.astimezone(UTC), key
    except (ValueError, TypeError, KeyError, OverflowError, binascii.Error) as error:
        raise InvalidCursor(cursor) from error
