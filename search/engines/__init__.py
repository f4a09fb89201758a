"""What finds the candidates for a plan: Elasticsearch, or the database that is always there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from search.plan import Plan

Sort = Literal["relevance", "newest", "oldest"]
FACETS = ("type", "column", "topic", "department", "year", "validity")
MOST_VALUES = 50


class EngineUnavailable(Exception):
    """The engine cannot answer now."""


@dataclass(frozen=True)
class Filters:
    """What hits are narrowed to; None means everything. Column, topic and department are link targets."""

    locale: str
    type: str | None = None
    column: str | None = None
    topic: str | None = None
    department: str | None = None
    year: int | None = None
    validity: str | None = None
    since: date | None = None
    until: date | None = None
    """The first and the last day; both are in."""


@dataclass(frozen=True)
class FacetCount:
    """How many hits have a value."""

    value: str
    count: int


Facets = dict[str, list[FacetCount]]


@dataclass(frozen=True)
class Found:
    """Primary keys of content items, in the engine's order from the asked position on, out of `total`."""

    keys: Sequence[int]
    total: int
    facets: Facets = field(default_factory=dict)
    at_least: bool = False
    """Whether more was found than was counted: `total` and the facets are what was looked at."""


class Engine(Protocol):
    """What answers plans."""

    def find(self, plan: Plan, filters: Filters, sort: Sort, first: int, count: int) -> Found:
        """The hits at `first` to `first + count`. An empty plan finds everything. Raises EngineUnavailable."""
        ...
