"""The engine that is always there: the full-text index of the database."""

from collections import defaultdict
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.db.models.functions import ExtractYear

from cms.content.models import Link, LinkKind
from cms.content.models.item import State
from search import conditions, fulltext
from search.conditions import Condition
from search.engines import MOST_VALUES, FacetCount, Facets, Filters, Found, Sort
from search.models import SearchEntry
from search.plan import Plan

# How many matches of one condition are considered. The bound keeps the time of an answer the same however much is
# stored; past it nobody reads, and the newest are kept.
MOST_MATCHES = 1000
LINKED = {"column": LinkKind.COLUMN, "topic": LinkKind.TOPIC, "department": LinkKind.DEPARTMENT}


class DatabaseEngine:
    def find(self, plan: Plan, filters: Filters, sort: Sort, first: int, count: int) -> Found:
        entries = _narrowed(filters)
        order = ("date", "pk") if sort == "oldest" else ("-date", "-pk")
        if plan.is_empty:
            keys = entries.order_by(*order).values_list("pk", flat=True)
            return Found(list(keys[first : first + count]), entries.count(), _facets(entries))
        scores = _candidates(plan, entries)
        matched = SearchEntry.objects.filter(pk__in=scores)
        if sort == "relevance":
            ordered = sorted(scores, key=lambda key: (-scores[key], -key))[first : first + count]
        else:
            ordered = list(matched.order_by(*order).values_list("pk", flat=True)[first : first + count])
        return Found(ordered, len(scores), _facets(matched))


def _narrowed(filters: Filters) -> QuerySet[SearchEntry]:
    entries = SearchEntry.objects.filter(item__state=State.PUBLISHED, item__locale=filters.locale)
    if filters.type:
        entries = entries.filter(item__type=filters.type)
    if filters.validity:
        entries = entries.filter(item__validity=filters.validity)
    if filters.year:
        entries = entries.filter(date__year=filters.year)
    for name, kind in LINKED.items():
        if target := getattr(filters, name):
            entries = entries.filter(Exists(Link.objects.filter(item=OuterRef("pk"), kind=kind, target=target)))
    return entries


def _candidates(plan: Plan, entries: QuerySet[SearchEntry]) -> dict[int, float]:
    """Primary keys with a first estimate of how well they answer the plan."""
    scores: defaultdict[int, float] = defaultdict(float)

    def add(condition: Condition) -> None:
        rows = entries.filter(fulltext.matches(condition)).order_by("-date")
        for key in rows.values_list("pk", flat=True)[:MOST_MATCHES]:
            scores[key] += condition.score

    for condition in conditions.strict(plan):
        add(condition)
    if len(scores) >= conditions.ENOUGH:
        return scores
    for condition in conditions.loose(plan):
        add(condition)
    least = conditions.LEAST_SHARE * plan.weight
    return {key: score for key, score in scores.items() if score >= least}


def _facets(entries: QuerySet[SearchEntry]) -> Facets:
    keys = entries.order_by().values("pk")
    facets: Facets = {}
    for name, kind in LINKED.items():
        links = Link.objects.filter(item__in=keys, kind=kind)
        facets[name] = _counted(links.values(value=F("target")))
    facets["type"] = _counted(entries.values(value=F("item__type")))
    facets["validity"] = _counted(entries.exclude(item__validity="").values(value=F("item__validity")))
    facets["year"] = _counted(entries.values(value=ExtractYear("date")))
    return facets


def _counted(rows: QuerySet[Any, Any]) -> list[FacetCount]:
    counted = rows.annotate(count=Count("*")).order_by("-count", "value")[:MOST_VALUES]
    return [FacetCount(str(row["value"]), row["count"]) for row in counted]
