"""Answers that were made before, for the next who ask: present once, read everywhere (docs/decisions/0012)."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.core.cache import cache as store

from cms.content import reading

T = TypeVar("T")
# What an answer depends on besides data, below the project's folder.
MADE_BY = ("templates", "cms")
# The newest withdrawal that this process has heard of.
_last_withdrawal = 0


@dataclass(frozen=True)
class Kept(Generic[T]):
    """An answer, the state of the content that it was made of, the last withdrawal before it, and when it was made."""

    made: T
    state: str
    withdrawal: int
    moment: float


def kept(name: str, make: Callable[[], T], is_kept: Callable[[T], bool] = lambda made: True, state: str = "") -> T:
    """What `make` makes of the public content, once for each `name` and each change of any content or of `state`.

    The last change is read before, so that a change in between makes the answer newer than its state, never older.
    """
    global _last_withdrawal  # noqa: PLW0603 -- one for the process
    if not settings.KEEP_PAGES:
        return make()
    change, withdrawal = reading.last_change()
    _last_withdrawal = max(withdrawal, _last_withdrawal)
    state = f"{state} {change}"
    found: Kept[T] | None = store.get(_key(name))
    if found and found.state == state:
        return found.made
    made = make()
    if is_kept(made):
        store.set(_key(name), Kept(made, state, withdrawal, time.time()), settings.KEEP_PAGES)
    return made


def last(name: str) -> Kept[Any] | None:
    """What was kept under the name last, while nobody can say whether it is still true.

    Nothing from before a withdrawal that this process has heard of: what was withdrawn may stand anywhere in it.
    """
    found: Kept[Any] | None = store.get(_key(name)) if settings.KEEP_PAGES else None
    return found if found and found.withdrawal >= _last_withdrawal else None


def _key(name: str) -> str:
    return f"kept-{hashlib.sha256(f'{name} {settings.SITE_URL} {release()}'.encode()).hexdigest()}"


@cache
def release() -> str:
    """A name of this release's code, templates, styles and words, for stores that outlive it."""
    files = (file for folder in MADE_BY for file in sorted((settings.BASE_DIR / folder).rglob("*")) if file.is_file())
    told = "".join(f"{file}{file.stat().st_mtime_ns}" for file in files if "__pycache__" not in file.parts)
    return hashlib.sha256(told.encode()).hexdigest()
