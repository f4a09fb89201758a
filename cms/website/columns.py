"""The pages of columns (栏目), in each of their presentations."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.content.listing import ORDERS, Filters
from cms.website.facets import ColumnFacets, chosen_filters, with_chosen
from cms.website.paging import Paging, page_number, query_address

PER_PAGE = {"pictures": 12}
NORMAL_PER_PAGE = 20
MOST_CATALOGUES = 10
NEWEST = "-published"
ORDER_LABELS = {
    NEWEST: _("最新发布"),
    "published": _("最早发布"),
    "-issued": _("成文日期"),
}


def column_context(document: dict[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
    """What the template of a column shows beside the column itself; raises Http404 for a page that is not there."""
    column = Filters(locale=document["locale"], column=document["content_id"])
    presentation = document["presentation"]
    if presentation == "single":
        return {}
    if presentation == "catalogue":
        return {"catalogues": _catalogues(column)}
    return _listing(column, query, PER_PAGE.get(presentation, NORMAL_PER_PAGE))


def _listing(column: Filters, query: Mapping[str, str], size: int) -> dict[str, Any]:
    order = query.get("sort", NEWEST)
    order = order if order in ORDER_LABELS and order in ORDERS else NEWEST
    kept = {"sort": None if order == NEWEST else order}
    chosen = chosen_filters(query)
    facets = ColumnFacets(column, chosen, kept)
    paging = Paging(page_number(query), facets.total, size, {**kept, **chosen})
    rows = with_chosen(column, chosen).select().window(order, paging.start, size)
    return {
        "items": [json.loads(row) for row in rows],
        "facets": facets.facets,
        "is_narrowed": bool(chosen),
        "narrowed_by": facets.narrowed_by,
        "column_updated": facets.updated,
        "paging": paging,
        "orders": [
            (label, query_address({**chosen, "sort": None if name == NEWEST else name}), name == order)
            for name, label in ORDER_LABELS.items()
        ],
        "kept": kept,
    }


def _catalogues(column: Filters) -> list[dict[str, Any]]:
    """The disclosure catalogues in a column, in full: their areas are shown as entrances."""
    selection = Filters(locale=column.locale, column=column.column, type="catalogue").select()
    documents = selection.ordered(NEWEST).values_list(selection.field("document"), flat=True)
    return [json.loads(text) for text in documents[:MOST_CATALOGUES]]
