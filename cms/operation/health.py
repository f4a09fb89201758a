"""What a supervisor asks: whether the process lives, and whether the portal can work.

Answered before any other middleware: a probe comes by a local address without TLS, which the others would turn away.
"""

import time
from collections.abc import Callable
from functools import cache
from threading import Lock

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponseBase, JsonResponse

from cms.operation.models import Heartbeat

ALIVE, READY = "/healthz", "/readyz"
PROBES = (ALIVE, READY)
# Seconds without a sign of the worker after which it is held for dead; a batch of deliveries may take a while.
WORKER_SILENT = 90
# Seconds for which an answer is given again, so that asking often costs nothing.
KEPT = 1.0
OK = "ok"


def probes(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware that answers /healthz (asks nothing) and /readyz (database, migrations, worker)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path_info not in PROBES:
            return get_response(request)
        states = {"process": OK} if request.path_info == ALIVE else _known.get()
        is_well = all(state == OK for state in states.values())
        answer = JsonResponse({"status": OK if is_well else "failing", **states}, status=200 if is_well else 503)
        answer.headers["Cache-Control"] = "no-store"
        # Whoever asks has the answer; once a second it would fill the log.
        answer._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
        return answer

    return middleware


class _Known:
    """The latest answer, and when it was found."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.states: dict[str, str] = {}
        self.forget()

    def forget(self) -> None:
        self.until = float("-inf")

    def get(self) -> dict[str, str]:
        with self.lock:
            if time.monotonic() >= self.until:
                self.states = readiness()
                self.until = time.monotonic() + KEPT
            return self.states


_known = _Known()
forget = _known.forget


def readiness() -> dict[str, str]:
    """What the portal needs, each `ok` or what is wrong with it, in words that tell strangers nothing of use."""
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
    except Error:
        return {"database": "does not answer"}
    missing = len(newest_migrations() - applied)
    if missing:
        return {"database": OK, "migrations": f"{missing} applications are not up to date: run manage.py migrate"}
    return {"database": OK, "migrations": OK, "worker": _worker()}


def _worker() -> str:
    if settings.CONTENT_DELIVER_INLINE:
        return OK
    beat = Heartbeat.objects.filter(name="worker").first()
    if beat is None:
        return "has never been at work"
    age = round(beat.age.total_seconds())
    return OK if age <= WORKER_SILENT else f"has been silent for {age} seconds"


@cache
def newest_migrations() -> frozenset[tuple[str, str]]:
    """The last migration of each application, as this process's code has them."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())
