"""What a process remembers of small tables that editors keep, and when it looks again."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from django.db import connection
from django.db.models import Model

T = TypeVar("T")
# Seconds for which a process believes that nothing was changed by another.
LOOK_AGAIN = 1.0


class _Versions:
    """The newest `updated_at` and the number of rows of every table that is remembered, read in one statement."""

    lock = Lock()
    tables: list[str] = []
    read_at = float("-inf")
    known: tuple[object, ...] = ()

    @classmethod
    def of(cls, table: str) -> tuple[object, object]:
        if time.monotonic() - cls.read_at > LOOK_AGAIN:
            with cls.lock, connection.cursor() as cursor:
                each = (f"(SELECT MAX(updated_at) FROM {t}), (SELECT COUNT(*) FROM {t})" for t in cls.tables)  # noqa: S608
                cursor.execute(f"SELECT {', '.join(each)}")
                cls.known = cursor.fetchone()
                cls.read_at = time.monotonic()
        place = 2 * cls.tables.index(table)
        return cls.known[place], cls.known[place + 1]


class Remembered(Generic[T]):
    """What `read` makes of the rows of a model, made anew when its rows have changed."""

    def __init__(self, model: type[Model], read: Callable[[], T]) -> None:
        self._table, self._read = model._meta.db_table, read
        self._version: object = None
        self._value: T | None = None
        _Versions.tables.append(self._table)
        # What was read before did not ask for this table.
        forget()

    def get(self) -> T:
        """The value as of a second ago at most."""
        version = _Versions.of(self._table)
        if self._value is None or version != self._version:
            self._value, self._version = self._read(), version
        return self._value


def forget() -> None:
    """Look again before anything remembered is believed."""
    _Versions.read_at = float("-inf")
