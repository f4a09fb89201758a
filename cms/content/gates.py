"""Gates: what must be true of a revision before it becomes public.

Rules live in the rooms that know them, and are registered here, so that the one publish action asks all of them
whoever publishes: the admin, a workflow, the schedule, a bulk action or the write API.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wagtail.actions.publish_page_revision import PublishPagePermissionError
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


class PublicationRefused(PublishPagePermissionError):
    """The revision must not be published; `obstacles` says everything that stands in the way, at once."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        super().__init__("\n".join(str(obstacle) for obstacle in obstacles))
        self.obstacles = obstacles


def gate(function: Gate) -> Gate:
    """Register a gate: a function of page, revision and publishing user (or None) that returns the obstacles."""
    _gates.append(function)
    return function


def obstacles_to(page: PresentablePage, revision: Revision, user: Any) -> list[Obstacle]:
    """Everything that stands in the way of publishing this revision of the page."""
    return [obstacle for each in _gates for obstacle in each(page, revision, user)]
