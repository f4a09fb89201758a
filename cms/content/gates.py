"""Gates: what must be true of a revision before it becomes public.

Rules live in the rooms that know them, and are registered here, so that the one publish action asks all of them
whoever publishes: the admin, a workflow, the schedule, a bulk action or the write API. Only the system's own processes
– founding, import, demonstration – pass without being asked, by name, and no request can.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.dispatch import Signal
from wagtail.actions.publish_page_revision import PublishPagePermissionError
from wagtail.log_actions import log
from wagtail.models import Revision

from cms.content.presenting import PresentablePage


@dataclass(frozen=True)
class Obstacle:
    """One thing that stands in the way: what is missing, where (a field's name, or nothing), and how to mend it."""

    message: str
    remedy: str = ""
    field: str = ""

    def __str__(self) -> str:
        return f"{self.message}{self.remedy}"


Gate = Callable[[PresentablePage, Revision, Any], list[Obstacle]]
_gates: list[Gate] = []
_system: ContextVar[str] = ContextVar("system", default="")
_refusals: ContextVar[list["PublicationRefused"] | None] = ContextVar("refusals", default=None)

publication_refused = Signal()
"""Sent with `refused` and `request` (or None) when a publication was refused, after whatever it wrote is undone."""


class PublicationRefused(PublishPagePermissionError):
    """The revision must not be published; `obstacles` says everything that stands in the way, at once.

    The request in which it is raised is undone, unless `undo` is false.
    """

    def __init__(self, obstacles: Sequence[Obstacle], page: Any = None, user: Any = None, undo: bool = True) -> None:
        super().__init__("\n".join(str(obstacle) for obstacle in obstacles))
        self.obstacles = list(obstacles)
        self.page = page
        self.user = user
        refusals = _refusals.get()
        if undo and refusals is not None:
            refusals.append(self)


def gate(function: Gate) -> Gate:
    """Register a gate: a function of page, revision and publishing user (or None) that returns the obstacles."""
    _gates.append(function)
    return function


def registered_gates() -> list[Gate]:
    """All gates, in the order of their registration."""
    return list(_gates)


def obstacles_to(page: PresentablePage, revision: Revision, user: Any) -> list[Obstacle]:
    """Everything that stands in the way of publishing this revision of the page."""
    return [obstacle for each in _gates for obstacle in each(page, revision, user)]


def admit(page: PresentablePage, revision: Revision, user: Any) -> None:
    """Let the revision pass. Raises PublicationRefused when something stands in the way."""
    if reason := _system.get():
        log(page, "content.publish_by_system", user=user, revision=revision, data={"reason": reason})
    elif obstacles := obstacles_to(page, revision, user):
        raise PublicationRefused(obstacles, page, user)


@contextmanager
def by_system(reason: str) -> Iterator[None]:
    """Publications inside pass the gates for `reason`, which is recorded with each. Refused inside a request."""
    if _refusals.get() is not None:
        raise RuntimeError("No request may publish past the gates")
    token = _system.set(reason)
    try:
        yield
    finally:
        _system.reset(token)


def is_by_system() -> bool:
    """Whether one of the system's own processes is at work, which passes the gates."""
    return bool(_system.get())


@contextmanager
def noting_refusals() -> Iterator[list[PublicationRefused]]:
    """Collects the refusals of a request, so that what they have written can be undone."""
    refusals: list[PublicationRefused] = []
    token = _refusals.set(refusals)
    try:
        yield refusals
    finally:
        _refusals.reset(token)
