"""What a plan makes the engines look for. Each engine translates conditions; which ones there are is decided here."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from search.plan import Plan

# Items that match only some of the query are looked for when fewer than this match all of it.
ENOUGH = 30
# The share of the query, by weight, that an item must match at least. Words that occur nowhere do not count.
LEAST_SHARE = 0.4
# Words that tell less are in nearly every item: looking them up costs most and changes least.
TELLING_SHARE = 0.02


class Scope(Enum):
    """Where a condition looks; the values are the columns of a search entry."""

    TITLE = ("title", "subject")
    NAME = ("number", "sound")
    ANYWHERE = ("body", "pairs")
    FILES = ("files",)


@dataclass(frozen=True)
class Condition:
    """All of `groups`; of each group any alternative; of an alternative all words."""

    scope: Scope
    groups: tuple[tuple[tuple[str, ...], ...], ...]
    score: float
    """What meeting the condition adds to the engine's estimate of how well an item answers."""
    prefix: bool = False
    """Whether the words are beginnings of words."""


def strict(plan: Plan) -> Iterator[Condition]:
    """Conditions that each meet the whole query."""
    if plan.numbers:
        yield Condition(Scope.NAME, (tuple((number,) for number in plan.numbers),), 8 * plan.weight)
    if plan.sound:
        yield Condition(Scope.NAME, (((plan.sound,),),), 3 * plan.weight, prefix=True)
    if plan.terms:
        every_term = tuple(term.alternatives for term in plan.terms)
        yield Condition(Scope.TITLE, every_term, 3 * plan.weight)
        if not plan.titles_only:
            yield Condition(Scope.ANYWHERE, ((plan.pieces,),), 2 * plan.weight)
            yield Condition(Scope.ANYWHERE, every_term, plan.weight)
            yield Condition(Scope.FILES, every_term, plan.weight / 2)


def least(plan: Plan) -> float:
    """The score that an item must reach when it need not match all of the query."""
    return LEAST_SHARE * plan.known_weight


def titled(plan: Plan) -> Iterator[Condition]:
    """Conditions that meet a part of the query in what an item is about."""
    for term in plan.terms:
        if term.weight >= TELLING_SHARE * plan.weight:
            yield Condition(Scope.TITLE, (term.loose_alternatives,), term.weight)


def loose(plan: Plan) -> Iterator[Condition]:
    """Conditions that meet a part of the query anywhere, each with that part's weight."""
    for term in () if plan.titles_only else plan.terms:
        if term.weight >= TELLING_SHARE * plan.weight:
            yield Condition(Scope.ANYWHERE, (term.loose_alternatives,), term.weight)
    for piece in plan.pieces:
        yield Condition(Scope.TITLE, (((piece,),),), plan.weight / len(plan.pieces))
