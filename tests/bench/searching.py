"""How long a search takes, at a thousand items and at a hundred thousand."""

import random
import statistics
import time
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import orjson
from django.conf import settings
from django.db.models import Max

from cms.content.models import ContentItem
from search.channel import SearchChannel
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
    if missing > 0:
        print(f"search index: {missing / (time.perf_counter() - start):.0f} items a second")


def measure(total: int) -> None:
    """Print the median and the slowest time of the queries."""
    grow(total)
    times = []
    for _number in range(REPEATS):
        for query in QUERIES:
            start = time.perf_counter()
            search(query)
            times.append(time.perf_counter() - start)
    engine = "Elasticsearch" if settings.ELASTICSEARCH_URL else settings.DATABASES["default"]["ENGINE"].split(".")[-1]
    print(
        f"search of {ContentItem.objects.count()} items ({engine}): "
        f"median {statistics.median(times) * 1000:.0f} ms, slowest {max(times) * 1000:.0f} ms"
    )
