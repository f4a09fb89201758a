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
import statistics
import sys
import time
import unicodedata
import uuid
from collections import defaultdict
from collections.abc import Iterator
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
BATCH = 100


def items(copies: int = 1) -> Iterator["ContentItem"]:
    """The documents as unsaved content items, each `copies` times over."""
    from cms.content.models import ContentItem

    with gzip.open(FOLDER / "documents.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    for number, record in enumerate(records * copies, start=1):
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


def _date(text: str | None) -> date | None:
    return date.fromisoformat(unicodedata.normalize("NFKC", text)) if text else None


def load(copies: int = 1) -> float:
    """Store the documents and deliver them to search; return the documents per second of the delivery."""
    from django.conf import settings

    from cms.content.models import ContentItem
    from search import fulltext
    from search.channel import SearchChannel
    from search.engines import index

    channel, seconds, batch = SearchChannel(), 0.0, []
    stored = list(items(copies))
    for start in range(0, len(stored), BATCH):
        batch = ContentItem.objects.bulk_create(stored[start : start + BATCH])
        started = time.perf_counter()
        channel.deliver(batch)
        seconds += time.perf_counter() - started
    fulltext.rebuild()
    if settings.ELASTICSEARCH_URL:
        index.refresh()
    return len(stored) / seconds


def measure(scoring: ModuleType, *, misses: bool = False) -> dict[str, float]:
    """Ask every query, print the scores for each kind, and return the mean reciprocal ranks by kind."""
    from search.query import search

    results: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    times: list[float] = []
    for line in (FOLDER / "queries.jsonl").read_text(encoding="utf-8").splitlines():
        query: dict[str, Any] = json.loads(line)
        started = time.perf_counter()
        found = search(query["q"], limit=10)
        times.append((time.perf_counter() - started) * 1000)
        numbers = [hit.light["index_number"] for hit in found.hits]
        result = scoring.score(numbers, set(query["relevant"]))
        results[query["kind"]].append(result)
        if misses and result[0] < 1:
            print(f"{result[0]:.2f}  {query['kind']}: {query['q']} → {found.hits and found.hits[0].light['title']}")
    rows = [*sorted(results.items()), ("ALL", [result for kind in results.values() for result in kind])]
    means = {kind: statistics.mean(rank for rank, _ in scores) for kind, scores in rows}
    for kind, scores in rows:
        gain = statistics.mean(gain for _, gain in scores)
        print(f"{kind:16} n={len(scores):3}  MRR@10={means[kind]:.3f}  nDCG@10={gain:.3f}")
    times.sort()
    print(f"answer time ms   p50={statistics.median(times):.1f}  p95={times[int(len(times) * 0.95)]:.1f}")
    return means


def _scoring() -> ModuleType:
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
    scoring = _scoring()
    try:
        print(f"indexed {load(options.copies):.0f} documents a second")
        for url in dict.fromkeys(["", settings.ELASTICSEARCH_URL]):
            print("\nElasticsearch" if url else f"\n{connection.display_name}")
            with override_settings(ELASTICSEARCH_URL=url):
                measure(scoring, misses=options.misses)
    finally:
        if settings.ELASTICSEARCH_URL:
            from search.engines import index

            index.drop()
        connection.creation.destroy_test_db(name, verbosity=0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
