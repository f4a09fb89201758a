"""The engine that is always there: the full-text index of the database."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat, ExtractYear

from cms.content.models import Link, LinkKind
from cms.content.models.item import State
from search import conditions, fulltext
from search.engines import FACETS, MOST_VALUES, FacetCount, Facets, Filters, Found, Sort
from search.models import SearchEntry
from search.plan import Plan

# How many matches of one condition are considered. The bound keeps the time of an answer the same however much is
# stored; past it nobody reads, and the newest are kept.
MOST_MATCHES = 1000
# Stands in place of a kind of link for the values that an entry has itself.
OWN = "own"
LINKED = {"column": LinkKind.COLUMN, "topic": LinkKind.TOPIC, "department": LinkKind.DEPARTMENT}


class DatabaseEngine:
    """Searches the entries in PostgreSQL or SQLite."""

    def find(self, plan: Plan, filters: Filters, sort: Sort, first: int, count: int) -> Found:
        """See `Engine.find`. At most `MOST_MATCHES` hits are found for a query; facets count those."""
        entries = narrowed(filters)
        order = ("date", "pk") if sort == "oldest" else ("-date", "-pk")
        if plan.is_empty:
            newest = entries.order_by(*order).values_list("pk", flat=True)
            return Found(list(newest[first : first + count]), entries.count(), _facets(_counts(entries)))
        keys, counts = fulltext.estimate(
            [*conditions.strict(plan), *conditions.titled(plan)],
            entries,
            conditions.least(plan),
            MOST_MATCHES,
            _counts(SearchEntry.objects.filter(pk__in=fulltext.FOUND)),
            more=conditions.loose(plan),
            enough=conditions.ENOUGH,
        )
        if sort != "relevance":
            keys = list(SearchEntry.objects.filter(pk__in=keys).order_by(*order).values_list("pk", flat=True))
        return Found(keys[first : first + count], len(keys), _facets(counts), at_least=len(keys) >= MOST_MATCHES)


def narrowed(filters: Filters) -> QuerySet[SearchEntry]:
    """The entries of published items that the filters leave."""
    entries = SearchEntry.objects.filter(item__state=State.PUBLISHED, item__locale=filters.locale)
    if filters.type:
        entries = entries.filter(item__type=filters.type)
    if filters.validity:
        entries = entries.filter(item__validity=filters.validity)
    if filters.year:
        entries = entries.filter(date__year=filters.year)
    if filters.since:
        entries = entries.filter(date__gte=filters.since)
    if filters.until:
        entries = entries.filter(date__lte=filters.until)
    for name, kind in LINKED.items():
        if target := getattr(filters, name):
            entries = entries.filter(Exists(Link.objects.filter(item=OuterRef("pk"), kind=kind, target=target)))
    return entries


def _counts(entries: QuerySet[SearchEntry]) -> QuerySet[Any]:
    """How many entries have each value, in one query: rows of a kind of link, its target and the number.

    The entries' own values are counted together, lest each is a walk through all of them.
    """
    year = Cast(ExtractYear("date"), CharField())
    own = Concat("item__type", Value(" "), "item__validity", Value(" "), year, output_field=CharField())
    counted = entries.order_by().annotate(facet=Value(OWN, CharField()), value=own)
    linked = Link.objects.filter(item__in=entries.order_by().values("pk"), kind__in=LINKED.values())
    return (
        linked.values_list("kind", "target")
        .annotate(Count("pk"))
        .union(counted.values_list("facet", "value").annotate(Count("pk")), all=True)
    )


def _facets(counts: Iterable[tuple[str, str, int]]) -> Facets:
    names: dict[str, str] = {kind: name for name, kind in LINKED.items()}
    found: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for kind, value, count in counts:
        values = (
            zip(("type", "validity", "year"), value.split(" "), strict=True) if kind == OWN else [(names[kind], value)]
        )
        for name, each in values:
            if each:
                found[name][each] += count
    return {
        name: [FacetCount(value, count) for value, count in counter.most_common(MOST_VALUES)]
        for name, counter in found.items()
    }
