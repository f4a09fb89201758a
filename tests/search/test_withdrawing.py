"""What is withdrawn is gone from every answer in the same transaction, though no worker has told search of it."""

import json
from typing import Any

import pytest
from django.test import Client

from cms.content.delivering import deliver_due
from cms.content.models import Delivery
from pages.models import NoticePage
from search.engines import breaker, index
from search.query import search, suggest
from tests import factories
from tests.search.conftest import NOBODY

pytestmark = pytest.mark.sqlite

WORD = "獐子岛"


@pytest.fixture
def notice(engine: str, portal: Any) -> NoticePage:
    """A public notice that search knows, beside another one."""
    factories.published(portal)
    column = factories.column(portal, slug="list")
    tagged = factories.notice(column, slug="gone", title=f"{WORD}节水公告", body=[factories.paragraph("节约用水")])
    factories.notice(column, slug="stays", title="节水公告")
    delivered(engine)
    return tagged


def delivered(engine: str) -> None:
    deliver_due()
    if engine == "elasticsearch":
        index.refresh()


def counted(q: str) -> tuple[int, dict[str, int]]:
    result = search(q)
    return result.total, {name: sum(count.count for count in counts) for name, counts in result.facets.items()}


def test_nothing_counts_it_while_the_worker_is_stopped(notice: NoticePage, client: Client) -> None:
    assert counted(WORD)[0] == 1
    total, facets = counted("")
    both = counted("节水")
    notice.unpublish()
    assert Delivery.objects.due().exists()
    assert counted(WORD) == (0, dict.fromkeys(facets, 0))
    assert counted("节水")[0] == both[0] - 1
    assert counted("节水")[1]["type"] == both[1]["type"] - 1
    # The column's own date may change with it, its count must not.
    assert counted("")[0] == total - 1
    assert counted("")[1]["type"] == facets["type"] - 1
    assert [hit.light["title"] for hit in search("节水").hits] == ["节水公告"]
    assert all(WORD not in text for typed in ("獐子", "zzd", "节水", "zhangzidao") for text in suggest(typed))
    assert search("獐子倒").corrected is None
    for address in (
        "/api/v1/search?q=节水",
        "/api/v1/suggest?q=节水",
        "/api/v1/content",
        "/search/?q=节水",
        "/list/",
        "/list/feed/",
    ):
        assert WORD not in client.get(address).content.decode(), address
    assert json.loads(client.get("/api/v1/search?q=节水").content)["total"] == 1
    assert "/list/gone/" not in client.get("/sitemap-1.xml").content.decode()


def test_neither_after_the_delivery_nor_while_it_fails(notice: NoticePage, engine: str, settings: Any) -> None:
    total = counted("")[0]
    notice.unpublish()
    there = settings.ELASTICSEARCH_URL
    if engine == "elasticsearch":
        settings.ELASTICSEARCH_URL = NOBODY
        deliver_due()
        settings.ELASTICSEARCH_URL = there
        breaker.elasticsearch = breaker.Breaker()
        assert counted("")[0] == total - 1
        Delivery.objects.update(not_before="2020-01-01T00:00Z")
    deliver_due()
    assert not Delivery.objects.due().exists()
    # At once, not when Elasticsearch next refreshes its index.
    assert counted("")[0] == total - 1
    assert counted(WORD)[0] == 0


def test_what_is_public_again_is_counted_again(notice: NoticePage, engine: str) -> None:
    total = counted("")[0]
    notice.unpublish()
    factories.published(NoticePage.objects.get(pk=notice.pk))
    delivered(engine)
    assert counted("")[0] == total
