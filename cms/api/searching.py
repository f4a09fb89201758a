"""Search and completions; the search room answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query

from cms.api import answers, examples, schemas
from cms.api.api import call
from cms.api.parameters import SearchParameters, SuggestParameters
from cms.api.problems import bad_request
from search import query as searching

# A client may ask search so often in a minute as the setting SEARCH_PER_MINUTE says.
LIMITED = {429: schemas.Problem}


@call("search", schemas.SearchResult, name="search", summary="检索", example=examples.SEARCH, other=LIMITED)
def search(request: HttpRequest, query: Query[SearchParameters]) -> HttpResponse:
    """按相关度或时间列出检索到的内容，并给出命中之处、分面计数和检索建议。q 为空时列出符合条件的全部内容。"""
    try:
        found = searching.search(
            query.q,
            locale=query.locale,
            type=query.type,
            column=str(query.column) if query.column else None,
            topic=query.topic,
            department=query.department,
            year=query.year,
            validity=query.validity,
            since=query.issued_from,
            until=query.issued_to,
            titles_only=query.within == "title",
            sort=query.sort,  # type: ignore[arg-type] # the model has checked it
            page=query.page,
            limit=query.limit,
        )
    except searching.InvalidQuery as error:
        raise bad_request([("q", str(error))]) from error
    return answers.send_data(
        request,
        {
            "items": [_hit(hit) for hit in found.hits],
            "total": found.total,
            "facets": {
                name: [{"value": str(count.value), "count": count.count} for count in counts]
                for name, counts in found.facets.items()
            },
            "suggestion": found.suggestion,
            "corrected": found.corrected,
            "answers": [vars(answer) for answer in found.answers],
            "limited": found.limited,
            "at_least": found.at_least,
        },
    )


def _hit(hit: searching.Hit) -> dict[str, Any]:
    told = {
        "highlights": hit.highlights,
        "attachment": vars(hit.attachment) if hit.attachment else None,
        "interpretations": hit.interpretations,
    }
    return {"index_number": ""} | hit.light | told


@call("suggest", schemas.Suggestions, name="suggest", summary="检索词补全", example=examples.SUGGESTIONS, other=LIMITED)
def suggest(request: HttpRequest, query: Query[SuggestParameters]) -> HttpResponse:
    """与已输入文字相配的检索词和标题，最相配的在前。"""
    return answers.send_data(request, {"items": searching.suggest(query.q, locale=query.locale, limit=query.limit)})
