"""Searching the published content: the one function that the headless API and the website call."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from search import correcting, highlighting, plan, presenting, promoting, querying, ranking
from search.engines import Engine, EngineUnavailable, FacetCount, Facets, Filters, Found, Sort, breaker
from search.engines.database import DatabaseEngine
from search.presenting import Attachment, Hit
from search.promoting import Answer
from search.querying import opened
from search.suggestions import suggest

LONGEST_QUERY = 200
MOST_RESULTS = 10_000
MOST_PER_PAGE = 100
# With fewer hits than this the query may be a slip of the pen.
LITTLE = 3
# So many of the engine's best candidates are put into the final order; what follows keeps the engine's order.
RANKED = 100


class InvalidQuery(ValueError):
    """The query cannot be answered; the message says why, to the person who asked."""


@dataclass(frozen=True)
class SearchResult:
    """One page of hits, and what is known about all of them."""

    hits: list[Hit]
    total: int
    facets: Facets
    suggestion: str | None
    """A better query, when what was typed sounds like something that exists."""
    corrected: str | None
    """The query that was answered instead of the one that was typed, which finds little."""
    answers: list[Answer]
    """What editors have put above all hits of this query."""
    unknown: list[str]
    """Words of the query that stand in no public content."""
    limited: bool
    """Whether the database answered because Elasticsearch could not."""
    at_least: bool
    """Whether there are more hits than `total` and the facets count."""


def search(
    q: str,
    *,
    locale: str = "zh-hans",
    type: str | None = None,  # noqa: A002 -- the name of the filter in every channel
    column: str | None = None,
    topic: str | None = None,
    department: str | None = None,
    year: int | None = None,
    validity: str | None = None,
    since: date | None = None,
    until: date | None = None,
    titles_only: bool = False,
    sort: Sort = "relevance",
    page: int = 1,
    limit: int = 20,
) -> SearchResult:
    """One page of what answers `q` best; without words or numbers in `q`, of all that the filters leave, newest first.

    `column` is the content_id of any column above the item; `topic` and `department` are codes; `year` is that of
    `issued_on`, or of the publication in the portal's time zone; `since` and `until` bound the same date. A document
    and its interpretations are one hit. Raises InvalidQuery.
    """
    query = q.strip()
    _check(query, page, limit, sort, year)
    counts = plan.Counts()
    asked = plan.make(query, counts, titles_only=titles_only)
    unknown = [term.options[0].words[0] for term in asked.terms if not term.documents]
    filters = Filters(locale, type, column, topic, department, year, validity, since, until)
    window = sort, (page - 1) * limit, limit
    found, limited = _find(asked, filters, *window)
    read = presenting.read(found.keys)
    suggestion = highlighting.sounds_like(asked, read.items[0].title) if read.items and page == 1 else None
    meant = None
    # A number that was found is no slip of the pen, though it is one document's alone.
    named = asked.numbers and found.total
    if found.total < LITTLE and not (suggestion or named) and (meant := correcting.corrected(query, asked, counts)):
        other = plan.make(meant, counts, titles_only=titles_only)
        better, limited = _find(other, filters, *window)
        if better.total > found.total or (better.total and other.is_known and not asked.is_known):
            asked, found, read = other, better, presenting.read(better.keys)
        else:
            meant = None
    if page == 1 and filters == Filters(locale):
        querying.count(query, locale, found=bool(read.items) and not meant)
    return SearchResult(
        presenting.hits(asked, read),
        found.total,
        found.facets,
        suggestion,
        meant,
        promoting.answers(query, locale) if page == 1 else [],
        unknown,
        limited,
        found.at_least,
    )


def _check(query: str, page: int, limit: int, sort: str, year: int | None) -> None:
    if len(query) > LONGEST_QUERY:
        raise InvalidQuery(_("检索词过长，请不要超过 %(most)d 个字。") % {"most": LONGEST_QUERY})
    if sort not in ("relevance", "newest", "oldest"):
        raise InvalidQuery(_("排序方式只能是 relevance、newest 或 oldest。"))
    if not 1 <= limit <= MOST_PER_PAGE:
        raise InvalidQuery(_("每页条数应在 1 到 %(most)d 之间。") % {"most": MOST_PER_PAGE})
    if page < 1:
        raise InvalidQuery(_("页码应从 1 开始。"))
    if page * limit > MOST_RESULTS:
        raise InvalidQuery(_("只能查看前 %(most)d 条结果，请缩小检索范围。") % {"most": MOST_RESULTS})
    if year is not None and not 1 <= year <= 9999:
        raise InvalidQuery(_("年份应是四位数字。"))


def _engines() -> list[Engine]:
    if not settings.ELASTICSEARCH_URL:
        return [DatabaseEngine()]
    from search.engines.elasticsearch import ElasticsearchEngine

    return [ElasticsearchEngine(), DatabaseEngine()]


def _find(asked: plan.Plan, filters: Filters, sort: Sort, first: int, count: int) -> tuple[Found, bool]:
    """The page in its final order, and whether an engine failed on the way."""
    *others, last = _engines()
    for engine in others:
        if not breaker.elasticsearch.may_ask():
            continue
        try:
            found = _ordered(engine, asked, filters, sort, first, count)
        except EngineUnavailable as error:
            breaker.elasticsearch.failed(error)
        else:
            breaker.elasticsearch.succeeded()
            return found, False
    return _ordered(last, asked, filters, sort, first, count), bool(others)


def _ordered(engine: Engine, asked: plan.Plan, filters: Filters, sort: Sort, first: int, count: int) -> Found:
    if asked.is_empty:
        return engine.find(asked, filters, sort, first, count)
    found = engine.find(asked, filters, sort, 0, max(RANKED, first + count))
    best, rest = found.keys[:RANKED], found.keys[RANKED:]
    groups = ranking.rank(asked, best) if sort == "relevance" else ranking.as_found(best)
    leads = [keys[0] for keys in groups] + list(rest)
    return Found(leads[first : first + count], found.total - len(best) + len(groups), found.facets, found.at_least)


__all__ = ["Answer", "Attachment", "FacetCount", "Hit", "InvalidQuery", "SearchResult", "opened", "search", "suggest"]
