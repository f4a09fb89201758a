"""Elasticsearch goes down and comes back: publishing goes on, citizens find what they look for, nothing is lost."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone
from elasticsearch import TransportError

from cms.content.models import ContentItem, Delivery
from cms.content.models.delivery import DeliveryState
from search.engines import index
from search.query import search
from tests import factories
from tests.servers import Elasticsearch

pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def server() -> Iterator[Elasticsearch]:
    with Elasticsearch() as server:
        yield server


@pytest.fixture
def worker(server: Elasticsearch, settings) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process of its own, on the tests' database and this server."""
    settings.ELASTICSEARCH_URL = server.url
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    environment = os.environ | {
        "DATABASE_URL": url,
        "ELASTICSEARCH_URL": server.url,
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "deliver", "--pause", "0.2"], env=environment, cwd=django_settings.BASE_DIR
    )
    yield process
    process.terminate()
    assert process.wait(timeout=30) == 0


def wait_until_delivered(seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while Delivery.objects.filter(state=DeliveryState.PENDING).exists():
        assert time.monotonic() < deadline, list(Delivery.objects.failing().values("last_error"))
        # What waits after a failure need not wait in a test.
        Delivery.objects.filter(state=DeliveryState.PENDING, attempts__gt=0).update(not_before=timezone.now())
        time.sleep(0.5)


def titles(query: str) -> list[str]:
    """What is found once everything that Elasticsearch was told can be searched."""
    with suppress(TransportError):
        index.refresh()
    return [hit.light["title"] for hit in search(query).hits]


def test_publishing_goes_on_while_elasticsearch_is_down_and_it_is_told_when_it_returns(portal, server, worker):
    column = factories.column()
    first = factories.policy(column, title="三江源国家公园条例")
    wait_until_delivered()
    assert titles("三江源") == [first.title]
    assert not search("三江源").limited

    server.stop()
    second = factories.policy(column, title="青海湖流域生态环境保护条例")
    first.refresh_from_db()
    first.unpublish()
    assert ContentItem.objects.get(page_id=second.pk).is_published
    deadline = time.monotonic() + 60
    while not Delivery.objects.failing().filter(item__page_id=second.pk).exists():
        assert time.monotonic() < deadline
        time.sleep(0.3)
    # The database answers in the meantime, and says that it does.
    assert titles("青海湖") == [second.title]
    assert search("青海湖").limited

    server.start()
    wait_until_delivered()
    assert not search("青海湖").limited
    assert titles("青海湖") == [second.title]
    assert titles("三江源") == []
