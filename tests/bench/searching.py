"""How long a search takes, at a thousand items and at a hundred thousand."""

import random
import statistics
import time
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.test.utils import override_settings

from cms.content.models import ContentItem
from search.channel import SearchChannel
from search.engines import index
from search.query import search
from tests.bench.content import SENTENCES

CHUNK = 1000
QUERIES = (
    "节能审查",
    "关于推进政务公开的通知",
    "青发改办〔2020〕77号",
    "价格监测",
    "jieneng",
    "新能源消纳 2021",
    "重点工作",
)
REPEATS = 5
# Of each engine, in the order in which they were measured.
MEDIANS: defaultdict[str, list[float]] = defaultdict(list)


def item(number: int, chance: random.Random) -> ContentItem:
    """An item of about three hundred characters, unsaved, of no page."""
    moment = datetime(2015, 1, 1, tzinfo=UTC) + timedelta(hours=number)
    key = UUID(int=number + 2**100)
    title = f"{chance.choice(SENTENCES)[:18]}第{number}号"
    light = {"content_id": str(key), "title": title, "path": f"/s/{number}/", "type": "news", "locale": "zh-hans"}
    return ContentItem(
        content_id=key,
        locale="zh-hans",
        type="news",
        path=f"/s/{number}/",
        title=title,
        document_number=f"青发改办〔2020〕{number}号" if number % 10 == 0 else "",
        issued_on=date(2015, 1, 1) + timedelta(days=number % 4000),
        published_at=moment,
        updated_at=moment,
        light=orjson.dumps(light).decode(),
        document="{}",
        text="".join(chance.choices(SENTENCES, k=9)),
        digest=f"{number:064x}",
        sequence=number,
    )


def grow(total: int) -> None:
    """Add items until there are at least `total`, by the way of the channel; print how fast it is."""
    chance = random.Random(total)
    channel = SearchChannel()
    missing = total - ContentItem.objects.count()
    first = (ContentItem.objects.aggregate(last=Max("sequence"))["last"] or 0) + 1
    start = time.perf_counter()
    for offset in range(0, missing, CHUNK):
        numbers = range(first + offset, first + min(offset + CHUNK, missing))
        channel.deliver(ContentItem.objects.bulk_create([item(number, chance) for number in numbers]))
    if settings.ELASTICSEARCH_URL:
        index.refresh()
    if missing > 0:
        print(f"search index: {missing / (time.perf_counter() - start):.0f} items a second")


def measure(total: int) -> None:
    """Print the median and the slowest time of the queries on every engine, and how long a rebuild takes."""
    grow(total)
    for url in dict.fromkeys(["", settings.ELASTICSEARCH_URL]):
        with override_settings(ELASTICSEARCH_URL=url):
            _measure_engine("Elasticsearch" if url else connection.display_name)
    if settings.ELASTICSEARCH_URL:
        start = time.perf_counter()
        written = sum(index.rebuild())
        seconds = time.perf_counter() - start
        print(f"rebuild of Elasticsearch: {written} items in {seconds:.1f} s, {written / seconds:.0f} a second")


def _measure_engine(engine: str) -> None:
    times = []
    for number in range(REPEATS + 1):
        for query in QUERIES:
            start = time.perf_counter()
            if search(query).limited:
                raise RuntimeError(f"{engine} did not answer")
            # The first round warms up.
            times += [time.perf_counter() - start] if number else []
    median = statistics.median(times)
    MEDIANS[engine].append(median)
    print(
        f"search of {ContentItem.objects.count()} items ({engine}): median {median * 1000:.0f} ms, "
        f"slowest {max(times) * 1000:.0f} ms, {median / MEDIANS[engine][0]:.1f} times the first median (bar 2)"
    )
