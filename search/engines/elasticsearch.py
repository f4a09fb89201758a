"""The engine for many documents and many readers: Elasticsearch 9, with no plug-in and no analyser but `whitespace`."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from cms.content.models import Delivery
from cms.content.models.delivery import DeliveryState
from cms.content.models.item import State
from search import conditions
from search.channel import SearchChannel
from search.conditions import Condition
from search.engines import FACETS, MOST_VALUES, FacetCount, Facets, Filters, Found, Sort, index
from search.plan import Plan

Query = dict[str, Any]
# Elasticsearch takes 65,536; so many are withdrawn at once only where a whole portal is.
MOST_WITHDRAWN = 50_000
BOUNDS = {"since": "gte", "until": "lte"}


class ElasticsearchEngine:
    """Searches the index that the setting ELASTICSEARCH_INDEX names."""

    def find(self, plan: Plan, filters: Filters, sort: Sort, first: int, count: int) -> Found:
        """See `Engine.find`. `total` counts up to Elasticsearch's own 10,000."""
        window: dict[str, Any] = {"from": first, "size": count, "sort": _order(sort)}
        if plan.is_empty:
            return _ask(window | {"query": _query([], filters)})
        strict = [*conditions.strict(plan), *conditions.titled(plan)]
        window["min_score"] = conditions.least(plan)
        found = _ask(window | {"query": _query(strict, filters)})
        if found.total >= conditions.ENOUGH:
            return found
        return _ask(window | {"query": _query([*strict, *conditions.loose(plan)], filters)})


def _order(sort: Sort) -> list[Query]:
    date = {"date": "asc" if sort == "oldest" else "desc"}
    return [{"_score": "desc"}, date] if sort == "relevance" else [date]


def _query(wanted: Iterable[Condition], filters: Filters) -> Query:
    given = {name: value for name, value in vars(filters).items() if value is not None}
    days = {bound: given.pop(name).isoformat() for name, bound in BOUNDS.items() if name in given}
    return {
        "bool": {
            "filter": [
                *({"term": {name: str(value)}} for name, value in given.items()),
                *([{"range": {"date": days}}] if days else []),
            ],
            "should": [
                {"constant_score": {"filter": _condition(condition), "boost": condition.score}} for condition in wanted
            ],
            "minimum_should_match": 1 if wanted else 0,
            # The index learns of a withdrawal by its delivery: until then it must not count what is gone.
            "must_not": [{"ids": {"values": withdrawn}}] if (withdrawn := _withdrawn()) else [],
        }
    }


def _withdrawn() -> list[str]:
    """The keys of items that were withdrawn and still are to be delivered, the newest first."""
    waiting = Delivery.objects.filter(
        state=DeliveryState.PENDING, channel=SearchChannel.name, item__state=State.WITHDRAWN
    )
    return [str(key) for key in waiting.order_by("-sequence").values_list("item_id", flat=True)[:MOST_WITHDRAWN]]


def _condition(condition: Condition) -> Query:
    kind = "prefix" if condition.prefix else "term"

    def word(text: str) -> Query:
        return _any({kind: {field: text}} for field in condition.scope.value)

    return _all(_any(_all(word(text) for text in words) for words in group) for group in condition.groups)


def _any(queries: Iterable[Query]) -> Query:
    return _combined("should", list(queries))


def _all(queries: Iterable[Query]) -> Query:
    return _combined("filter", list(queries))


def _combined(clause: str, queries: list[Query]) -> Query:
    return queries[0] if len(queries) == 1 else {"bool": {clause: queries}}


def _ask(body: dict[str, Any]) -> Found:
    counts = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in FACETS}
    with index.reachable():
        server = index.client(index.QUERY_SECONDS)
        answer = server.search(index=settings.ELASTICSEARCH_INDEX, body=body | {"aggs": counts, "_source": False})
    facets: Facets = {
        name: [FacetCount(bucket["key"], bucket["doc_count"]) for bucket in answer["aggregations"][name]["buckets"]]
        for name in FACETS
    }
    keys = [int(hit["_id"]) for hit in answer["hits"]["hits"]]
    total = answer["hits"]["total"]
    return Found(keys, total["value"], facets, at_least=total["relation"] == "gte")
