"""Measure how well search answers: `python -m tests.relevance [--misses]`.

The documents of RELEVANCE_DIR (by default ../shared/relevance) are stored as content items in a database of their own,
delivered to search, and asked for. The scores are those of the evaluate.py that lies beside the documents. SQLite is
measured by default, the database of DATABASE_URL when that is set, and Elasticsearch too when ELASTICSEARCH_URL is set.
"""

import argparse
import gzip
import hashlib
import importlib.util
import json
import os
import re
import statistics
import sys
import time
import unicodedata
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import django
from django.test.utils import override_settings

if TYPE_CHECKING:
    from cms.content.models import ContentItem

REPOSITORY = Path(__file__).parents[1]
FOLDER = Path(os.environ.get("RELEVANCE_DIR", REPOSITORY.parent / "shared" / "relevance"))
TOPICS = {
    "our-own-topics": REPOSITORY / "tests" / "search" / "topics.txt",
    "unseen-topics": REPOSITORY / "tests" / "search" / "topics-unseen.txt",
    "later-topics": REPOSITORY / "tests" / "search" / "topics-later.txt",
    "fourth-topics": REPOSITORY / "tests" / "search" / "topics-fourth.txt",
}
UNSEEN = ("unseen-topics", "later-topics", "fourth-topics")
# A question that so many documents answer tells nothing about the order.
MOST_RELEVANT = 15
BATCH = 100


def records() -> list[dict[str, Any]]:
    """The documents as they are imported."""
    with gzip.open(FOLDER / "documents.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def items(chosen: Sequence[dict[str, Any]]) -> Iterator["ContentItem"]:
    """The records as unsaved content items."""
    from cms.content.models import ContentItem

    for number, record in enumerate(chosen, start=1):
        issued = _date(record["date_issued"])
        published = datetime.combine(issued or date(2020, 1, 1), datetime.min.time(), ZoneInfo("Asia/Shanghai"))
        names = {key: record[key] for key in ("title", "index_number", "document_number")}
        yield ContentItem(
            content_id=uuid.UUID(int=number),
            locale="zh-hans",
            type="policy_document",
            path=f"/documents/{number}/",
            issued_on=issued,
            published_at=published,
            updated_at=published,
            light=json.dumps(names, ensure_ascii=False),
            text="\n".join(block.get("text", "") for block in record["body"]),
            digest=hashlib.sha256(f"{number}".encode()).hexdigest(),
            sequence=number,
            **names,
        )


def queries() -> list[dict[str, Any]]:
    """The queries that lie beside the documents."""
    return [json.loads(line) for line in (FOLDER / "queries.jsonl").read_text(encoding="utf-8").splitlines()]


def topics(stored: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Queries of our own, with the documents among these whose titles say that they answer."""
    found = []
    lines = [(kind, line) for kind, path in TOPICS.items() for line in path.read_text(encoding="utf-8").splitlines()]
    for kind, line in lines:
        query, _sign, pattern = line.partition("|")
        relevant = [record["index_number"] for record in stored if pattern and re.search(pattern, record["title"])]
        if 1 <= len(relevant) <= MOST_RELEVANT:
            found.append({"kind": kind, "q": query, "relevant": relevant})
    return found


def _date(text: str | None) -> date | None:
    return date.fromisoformat(unicodedata.normalize("NFKC", text)) if text else None


def load(chosen: Sequence[dict[str, Any]]) -> float:
    """Store the records and deliver them to search; return the documents per second of the delivery."""
    from django.conf import settings

    from cms.content.models import ContentItem
    from search import fulltext
    from search.channel import SearchChannel
    from search.engines import index

    channel, seconds, batch = SearchChannel(), 0.0, []
    stored = list(items(chosen))
    for start in range(0, len(stored), BATCH):
        batch = ContentItem.objects.bulk_create(stored[start : start + BATCH])
        started = time.perf_counter()
        channel.deliver(batch)
        seconds += time.perf_counter() - started
    fulltext.rebuild()
    if settings.ELASTICSEARCH_URL:
        index.refresh()
    return len(stored) / seconds


Scores = dict[str, tuple[float, float]]
"""Mean reciprocal rank and mean nDCG, by kind of query and for all."""


def measure(scoring: ModuleType, asked: Sequence[dict[str, Any]], *, misses: bool = False) -> Scores:
    """Ask every query and return the scores; prints them, and the time that answers take.

    `misses` names no questions of the lists that nobody should learn from.
    """
    from search.query import search

    results: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    times: list[float] = []
    for query in asked:
        started = time.perf_counter()
        found = search(query["q"], limit=10)
        times.append((time.perf_counter() - started) * 1000)
        numbers = [hit.light["index_number"] for hit in found.hits]
        result = scoring.score(numbers, set(query["relevant"]))
        results[query["kind"]].append(result)
        if misses and result[0] < 1 and query["kind"] not in UNSEEN:
            print(f"{result[0]:.2f}  {query['kind']}: {query['q']} → {found.hits and found.hits[0].light['title']}")
    rows = [*sorted(results.items()), ("ALL", [result for kind in results.values() for result in kind])]
    means = {kind: (statistics.mean(a for a, _ in row), statistics.mean(b for _, b in row)) for kind, row in rows}
    for kind, row in rows:
        print(f"{kind:16} n={len(row):3}  MRR@10={means[kind][0]:.3f}  nDCG@10={means[kind][1]:.3f}")
    times.sort()
    print(f"answer time ms   p50={statistics.median(times):.1f}  p95={times[int(len(times) * 0.95)]:.1f}")
    return means


def scoring() -> ModuleType:
    """The functions of the evaluate.py that lies beside the documents."""
    specification = importlib.util.spec_from_file_location("evaluate", FOLDER / "evaluate.py")
    if specification is None or specification.loader is None:
        raise SystemExit(f"{FOLDER} holds no evaluate.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def main() -> int:
    """Load the documents into a fresh database, measure every configured engine, and clean up."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--misses", action="store_true", help="name the queries whose first hit is not the answer")
    parser.add_argument("--copies", type=int, default=1, help="store every document so many times")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    os.environ["ELASTICSEARCH_INDEX"] = f"relevance-{os.getpid()}"
    django.setup()
    from django.conf import settings
    from django.db import connection

    name = settings.DATABASES["default"]["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    stored = records()
    try:
        print(f"indexed {load(stored * options.copies):.0f} documents a second")
        for url in dict.fromkeys(["", settings.ELASTICSEARCH_URL]):
            print("\nElasticsearch" if url else f"\n{connection.display_name}")
            with override_settings(ELASTICSEARCH_URL=url):
                measure(scoring(), queries(), misses=options.misses)
                print()
                measure(scoring(), topics(stored), misses=options.misses)
    finally:
        if settings.ELASTICSEARCH_URL:
            from search.engines import index

            index.drop()
        connection.creation.destroy_test_db(name, verbosity=0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
