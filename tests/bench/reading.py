"""Detail and list: our API beside a bare view that sends the same bytes and beside stock Wagtail API v2; the website's
page of the same content beside our API."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

from pages.models import ColumnPage, PolicyDocumentPage
from tests.bench.urls import LIGHT_FIELDS, READY

ROUNDS = 15
WEBSITE_BAR = 2
FAST, SLOW = 100, 10  # requests a round
# The middleware that our API passes; a bare view behind it alone is the hardest comparison.
FRONT = ["django.middleware.security.SecurityMiddleware", "whitenoise.middleware.WhiteNoiseMiddleware",
         "corsheaders.middleware.CorsMiddleware"]  # fmt: skip


@dataclass
class Contender:
    """Addresses that are asked for in turn through a handler, `count` in each round."""

    name: str
    handler: Callable[..., Any]
    addresses: Iterator[str]
    count: int

    def seconds(self) -> float:
        """The time of one request, the mean of a round."""
        environments = [environment(next(self.addresses)) for _number in range(self.count)]
        start = time.perf_counter()
        for each in environments:
            ask(self.handler, each)
        return (time.perf_counter() - start) / self.count


def environment(address: str) -> dict[str, Any]:
    """The WSGI environment of a GET request."""
    path, _sign, query = address.partition("?")
    values: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "localhost"}
    setup_testing_defaults(values)
    return values


def ask(handler: Callable[..., Any], values: dict[str, Any]) -> bytes:
    """The content of the answer, which must be a success."""
    status: list[str] = []
    response = handler(values, lambda line, _headers: status.append(line))
    content = b"".join(response)
    response.close()
    if not status[0].startswith("200"):
        raise RuntimeError(f"{values['PATH_INFO']}: {status[0]} {content[:300]!r}")
    return content


def race(contenders: list[Contender]) -> dict[str, float]:
    """Seconds a request of each: the median of rounds in which all take turns, after one to warm up."""
    times: dict[str, list[float]] = {each.name: [] for each in contenders}
    for number in range(ROUNDS + 1):
        for each in contenders:
            seconds = each.seconds()
            if number:
                times[each.name].append(seconds)
    return {name: statistics.median(found) for name, found in times.items()}


def compare(column: ColumnPage, pages: list[PolicyDocumentPage]) -> None:
    """Print how details and lists of 20 compare."""
    chosen = pages[:: max(1, len(pages) // 200)]
    details = [f"/api/v1/content/{page.translation_key}" for page in chosen]
    stock_details = [f"/stock/pages/{page.pk}/" for page in chosen]
    lists = [f"/api/v1/content?column={column.translation_key}&limit=20"]
    fields = ",".join(LIGHT_FIELDS)
    stock_lists = [
        f"/stock/pages/?type=pages.PolicyDocumentPage&child_of={column.pk}&order=-id&limit=20&fields={fields}"
    ]
    paths = [page.url for page in chosen]
    report(f"detail of {len(pages)}", details, stock_details, paths, bare_bar=0.25, stock_bar=8)
    report(f"list of 20 of {len(pages)}", lists, stock_lists, [column.url], bare_bar=0.2, stock_bar=12)


def report(name: str, ours: list[str], stock: list[str], website: list[str], bare_bar: float, stock_bar: float) -> None:
    """Print the ratios of one kind of call."""
    handler = WSGIHandler()
    with override_settings(MIDDLEWARE=FRONT):
        front = WSGIHandler()

    def without_store(*call: Any) -> Any:
        with override_settings(KEEP_PAGES=0):
            return handler(*call)

    bare = [f"/bare/{number}" for number in range(len(ours))]
    for number, address in enumerate(ours):
        READY[str(number)] = ask(handler, environment(address))
    times = race(
        [
            Contender("ours", handler, cycle(ours), FAST),
            Contender("bare", handler, cycle(bare), FAST),
            Contender("front", front, cycle(bare), FAST),
            Contender("stock", handler, cycle(stock), SLOW),
            Contender("website", handler, cycle(website), FAST),
            Contender("new page", without_store, cycle(website), SLOW),
        ]
    )
    sizes = [len(content) for content in READY.values()]
    print(f"{name}: {statistics.mean(sizes) / 1024:.1f} KB, {times['ours'] * 1e6:.0f} µs a request")
    print(f"  of a bare view               {times['bare'] / times['ours']:6.2f}   (bar {bare_bar})")
    print(f"  of one with our middleware   {times['front'] / times['ours']:6.2f}")
    print(f"  times stock Wagtail API v2   {times['stock'] / times['ours']:6.1f}   (bar {stock_bar})")
    print(f"  page of the website          {times['website'] / times['ours']:6.2f}   (bar {WEBSITE_BAR}, not above)")
    print(f"  page that is made anew       {times['new page'] / times['ours']:6.2f}")
    READY.clear()
