"""What is answered while the database cannot be asked (docs/decisions/0012): what is kept, or that it comes back."""

import logging
import time
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse

from cms.content.keeping import Kept

logger = logging.getLogger(__name__)

T = TypeVar("T")
# The database refuses, is silent, ends the connection, or takes longer than it may.
ERRORS = (OperationalError, InterfaceError)
# Seconds after which clients are asked to come back, and for which caches may keep what is marked as old.
RETRY_AFTER, MAX_AGE = 60, 10
# Seconds for which the log says nothing more about an outage that it has told of.
SILENCE = 60.0


class _Told:
    lock = Lock()
    until = 0.0


def note(error: Exception) -> None:
    """Tell the operators, once a minute in each process and not for each visitor."""
    with _Told.lock:
        if time.monotonic() < _Told.until:
            return
        _Told.until = time.monotonic() + SILENCE
    logger.error("the database cannot be asked: %s", str(error).strip() or type(error).__name__)


def is_news(record: logging.LogRecord) -> bool:
    """Whether a failed request has to be told of: not where `note` has told of the outage that it failed by."""
    return not (record.exc_info and isinstance(record.exc_info[1], ERRORS))


def lost_connection() -> bool:
    """Whether there was a connection that is dead: then it is closed, and the next query opens another one."""
    if connection.connection is None or connection.in_atomic_block or connection.is_usable():
        return False
    connection.close()
    return True


def read(view: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """What a view that only reads gives; once more where its connection had died, as all do when the database restarts.

    Raises what the view raises, one of ERRORS while the database cannot be asked.
    """
    try:
        return view(*args, **kwargs)
    except ERRORS:
        if not lost_connection():
            raise
        return view(*args, **kwargs)


def mark(response: HttpResponse, found: Kept[Any]) -> HttpResponse:
    """The answer, with headers that say that it is old, and how old (RFC 9111 5.1; `Warning` as in RFC 7234 5.5.1)."""
    response["Warning"] = '110 - "Response is Stale"'
    response["Age"] = str(max(0, int(time.time() - found.moment)))
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return response


def come_back(response: HttpResponse) -> HttpResponse:
    """The answer, 503, with the time after which to ask again; no cache keeps it."""
    response["Retry-After"], response["Cache-Control"] = str(RETRY_AFTER), "no-store"
    return response
