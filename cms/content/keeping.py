"""Answers that were made before, for the next who ask: present once, read everywhere (docs/decisions/0012)."""

import hashlib
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache as store

from cms.content import reading

T = TypeVar("T")
# What an answer depends on besides data, below the project's folder.
MADE_BY = ("templates", "cms")


def kept(name: str, make: Callable[[], T], is_kept: Callable[[T], bool] = lambda made: True) -> T:
    """What `make` makes of the public content, once for each `name` and each change of any content.

    The last change is read before, so that a change in between makes the answer newer than its name, never older.
    """
    if not settings.KEEP_PAGES:
        return make()
    told = f"{name} {reading.last_change()} {settings.SITE_URL} {release()}"
    key = f"kept-{hashlib.sha256(told.encode()).hexdigest()}"
    made: T | None = store.get(key)
    if made is None:
        made = make()
        if is_kept(made):
            store.set(key, made, settings.KEEP_PAGES)
    return made


@cache
def release() -> str:
    """A name of this release's code, templates, styles and words, for stores that outlive it."""
    files = (file for folder in MADE_BY for file in sorted((settings.BASE_DIR / folder).rglob("*")) if file.is_file())
    told = "".join(f"{file}{file.stat().st_mtime_ns}" for file in files if "__pycache__" not in file.parts)
    return hashlib.sha256(told.encode()).hexdigest()
