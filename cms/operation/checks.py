"""System checks of the environment: its variables always, what they lead to with `check --deploy`."""

import tempfile
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from django.conf import settings
from django.core.cache import caches
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 -- Django's name
from django.db import Error as DatabaseError
from django.db import connection
from django.utils.module_loading import import_string

from cms.http.cache import ForgivingRedisCache

SECONDS = 2


@register("environment")
def check_variables(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Errors operation.E001 for every variable that is missing or faulty; E002 for channels that there are not."""
    found: list[CheckMessage] = [Error(text, id="operation.E001") for text in settings.ENVIRONMENT_FAULTS.values()]
    for path in settings.CONTENT_CHANNELS:
        try:
            import_string(path)
        except ImportError:
            text = f"CONTENT_CHANNELS has {path}, which there is not; write for example search.channel.SearchChannel."
            found.append(Error(text, id="operation.E002"))
    return found


@register("environment", deploy=True)
def check_surroundings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Errors and warnings about what cannot be reached, is missing, or cannot be written."""
    return [*_database(), *_keys(), *_media(), *_cache(), *_elasticsearch()]


def _database() -> Iterator[CheckMessage]:
    if "DATABASE_URL" in settings.ENVIRONMENT_FAULTS:
        return
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        said = str(error).strip().splitlines()[0]
        text = f"DATABASE_URL leads to no database that answers ({said}); start PostgreSQL, or correct the variable."
        yield Error(text, id="operation.E003")


def _keys() -> Iterator[CheckMessage]:
    if not settings.AUDIT_KEYS and "AUDIT_KEYS" not in settings.ENVIRONMENT_FAULTS:
        yield Error(
            "AUDIT_KEYS is empty, so that SECRET_KEY signs the audit trail; write a key of its own, and where entries "
            "are signed already, the value of SECRET_KEY behind it, after a comma.",
            id="operation.E004",
        )


def _media() -> Iterator[CheckMessage]:
    folder = Path(settings.MEDIA_ROOT)
    if not folder.is_dir():
        yield Error(
            f"MEDIA_ROOT names {folder}, which is no folder; make it, or correct the variable.", id="operation.E005"
        )
        return
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        text = (
            f"MEDIA_ROOT names {folder}, where this user cannot write ({error.strerror}); give it to the portal's user."
        )
        yield Error(text, id="operation.E006")


def _cache() -> Iterator[CheckMessage]:
    store = caches["default"]
    try:
        store.reach() if isinstance(store, ForgivingRedisCache) else store.get("operation.check")
    except Exception as error:  # noqa: BLE001 -- each kind of cache has its own
        text = f"CACHE_URL leads to no cache that answers ({type(error).__name__}); start it, or correct the variable."
        yield Warning(text, id="operation.W001")


def _elasticsearch() -> Iterator[CheckMessage]:
    if not settings.ELASTICSEARCH_URL:
        return
    try:
        urllib.request.urlopen(settings.ELASTICSEARCH_URL, timeout=SECONDS).close()  # noqa: S310 -- checked
    except HTTPError:
        return  # It answers; who may ask is another matter.
    except (OSError, HTTPException) as error:
        reason = type(getattr(error, "reason", error)).__name__
        text = f"ELASTICSEARCH_URL leads to no server that answers ({reason}); start it, or correct the variable."
        yield Warning(text, id="operation.W002")
