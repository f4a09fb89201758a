"""站内搜索."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cms.content.site import Column
from cms.content.types import choices_of, offered_types
from cms.website.facets import LABELS, Facet, Option, titles
from cms.website.frame import Frame, frame_everywhere
from cms.website.paging import Paging, page_number, query_address
from cms.website.views.public import public
from search.query import LONGEST_QUERY, MOST_RESULTS, InvalidQuery, SearchResult
from search.query import opened as count_opened
from search.query import search as find

PER_PAGE = 20
MOST_OPTIONS = 12
# Search does not narrow by the kind of interpretation.
FACETS = {"type": _("类型"), "column": _("栏目"), **{name: label for name, label in LABELS.items() if name != "kind"}}
# Parameters of an address with the arguments of search that they are.
BOUNDS = {"within": "titles_only", "from": "since", "to": "until"}
SORTS = {"relevance": _("相关度"), "newest": _("最新"), "oldest": _("最早")}


@public
def search(request: HttpRequest) -> HttpResponse:
    """Results for ?q=, narrowed by filters; a sentence that explains where the query cannot be answered."""
    query = request.GET
    asked = query.get("q", "").strip()
    chosen = {name: query[name][:100] for name in FACETS if query.get(name)}
    sort = query.get("sort", "relevance")
    sort = sort if sort in SORTS else "relevance"
    frame = frame_everywhere("search/")
    bounds = {name: query[name].strip()[:20] for name in BOUNDS if query.get(name, "").strip()}
    kept = {"q": asked, "sort": None if sort == "relevance" else sort, **bounds}
    context: dict[str, Any] = {"frame": frame, "asked": asked, "chosen": chosen, "sort": sort, "kept": kept}
    if asked or chosen or bounds:
        try:
            result = _result(asked, chosen, bounds, sort, page_number(query))
        except InvalidQuery as refusal:
            return render(request, "pages/search.html", context | {"refusal": str(refusal)}, status=400)
        context |= {
            "result": result,
            "paging": Paging(page_number(query), min(result.total, MOST_RESULTS), PER_PAGE, {**kept, **chosen}),
            "facets": _facets(result, frame, chosen, kept),
            "sorts": [
                (label, query_address({**kept, **chosen, "sort": None if name == "relevance" else name}), name == sort)
                for name, label in SORTS.items()
            ],
            "suggestion_url": query_address({"q": result.suggestion}) if result.suggestion else None,
            "without_filters": query_address({"q": asked}) if chosen or bounds else None,
        }
    return render(request, "pages/search.html", context)


@csrf_exempt
@require_POST
def opened(request: HttpRequest) -> HttpResponse:
    """Counts that a hit of the query was opened; told by the results page, which waits for no answer."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
        count_opened(request.POST.get("q", "")[:LONGEST_QUERY], get_language())
    return HttpResponse(status=204)


def _result(asked: str, chosen: Mapping[str, str], bounds: Mapping[str, str], sort: Any, number: int) -> SearchResult:
    filters: dict[str, Any] = dict(chosen)
    filters |= {BOUNDS[name]: _day(text) for name, text in bounds.items() if name != "within"}
    filters["titles_only"] = bounds.get("within") == "title"
    year = filters.pop("year", None)
    if year is not None:
        filters["year"] = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0
    return find(asked, locale=get_language(), sort=sort, page=number, limit=PER_PAGE, **filters)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidQuery(_("日期应写成 2024-03-01 的形式。")) from error


def _facets(
    result: SearchResult, frame: Frame, chosen: Mapping[str, str], kept: Mapping[str, str | None]
) -> list[Facet]:
    labels: dict[str, Mapping[str, Any]] = {
        "type": offered_types(),
        "validity": choices_of("validity"),
        "column": _column_titles(frame.columns),
        **titles(frame.locale),
    }
    facets = []
    for name, label in FACETS.items():
        known = labels.get(name)
        options = [
            Option(
                count.value,
                str(known[count.value]) if known else count.value,
                count.count,
                query_address({**kept, **chosen, name: count.value}),
                count.value == chosen.get(name),
            )
            for count in result.facets.get(name, [])
            if known is None or count.value in known
        ]
        # The engines leave open which of two equal counts comes first.
        options.sort(key=lambda option: (-(option.count or 0), option.label))
        all_of_it = query_address({**kept, **chosen, name: None})
        facets.append(Facet(name, str(label), options[:MOST_OPTIONS], all_of_it, chosen.get(name, "")))
    return [facet for facet in facets if facet.chosen or len(facet.options) > 1]


def _column_titles(columns: list[Column]) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in columns:
        found[column.content_id] = column.data["title"]
        found |= _column_titles(column.children)
    return found
