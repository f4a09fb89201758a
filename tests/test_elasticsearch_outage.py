"""Elasticsearch goes down and comes back: publishing goes on, citizens find what they look for, nothing is lost."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone
from elasticsearch import TransportError

from cms.content.delivering import deliver_due
from cms.content.models import ContentItem, Delivery
from cms.content.models.delivery import DeliveryState
from search.engines import EngineUnavailable, breaker, index
from search.models import SearchEntry
from search.query import search
from tests import factories
from tests.servers import Elasticsearch

pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def own_server() -> Iterator[Elasticsearch]:
    """One that may be stopped and killed, since no other test asks it."""
    with Elasticsearch() as server:
        yield server


@pytest.fixture
def server(own_server: Elasticsearch, settings) -> Elasticsearch:
    """The same, running and without an index, whatever the last test did to it."""
    if not own_server.answers():
        own_server.start()
    settings.ELASTICSEARCH_URL = own_server.url
    index.drop()
    return own_server


@pytest.fixture
def worker(server: Elasticsearch) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process of its own, on the tests' database and this server."""
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
    forgiving()
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
    forgiving()
    assert not search("青海湖").limited
    assert titles("青海湖") == [second.title]
    assert titles("三江源") == []


def aliased(name: str) -> list[str]:
    """The indexes that readers are led to."""
    return list(index.client(10).indices.get_alias(name=name))


def forgiving() -> None:
    """Elasticsearch is asked again at once, as it is ten seconds after an outage."""
    breaker.elasticsearch = breaker.Breaker()


def test_killed_during_a_rebuild_it_keeps_the_old_index_and_the_next_rebuild_is_complete(portal, server, settings):
    forgiving()
    column = factories.column()
    pages = [factories.policy(column, title=f"三江源通知{number}") for number in range(3)]
    while deliver_due():
        pass
    before = aliased(settings.ELASTICSEARCH_INDEX)
    rebuilding = index.rebuild()
    next(rebuilding)
    assert aliased(settings.ELASTICSEARCH_INDEX) == before
    server._kill()
    with pytest.raises(EngineUnavailable):
        list(rebuilding)
    assert search("三江源").total == len(pages)
    late = factories.policy(column, title="三江源补充通知")
    assert search("三江源").limited

    server.start()
    forgiving()
    assert aliased(settings.ELASTICSEARCH_INDEX) == before
    wait_until_found("三江源", *(page.title for page in pages))
    list(index.rebuild())
    after = aliased(settings.ELASTICSEARCH_INDEX)
    assert len(after) == 1
    assert after != before
    Delivery.objects.filter(state=DeliveryState.PENDING).update(not_before=timezone.now())
    while deliver_due():
        pass
    wait_until_found("三江源", late.title, *(page.title for page in pages))
    assert index.digests() == {entry.pk: index.digest(entry) for entry in SearchEntry.objects.all()}


def test_killed_during_queries_it_leaves_every_one_answered(portal, server):
    forgiving()
    column = factories.column()
    page = factories.policy(column, title="三江源国家公园条例")
    while deliver_due():
        pass
    wait_until_found("三江源", page.title)
    answers: list[tuple[list[str], float]] = []
    finished = threading.Event()

    def ask() -> None:
        while not finished.is_set():
            start = time.monotonic()
            found = [hit.light["title"] for hit in search("三江源").hits]
            answers.append((found, time.monotonic() - start))
        connection.close()

    readers = [threading.Thread(target=ask) for _number in range(2)]
    for reader in readers:
        reader.start()
    time.sleep(1)
    server._kill()
    time.sleep(3)
    finished.set()
    for reader in readers:
        reader.join()
    assert len(answers) > 10
    assert {tuple(found) for found, _seconds in answers} == {(page.title,)}
    # One may have waited for the whole time limit; nobody after it.
    assert sorted(seconds for _found, seconds in answers)[-5] < 1


def wait_until_found(query: str, *expected: str, seconds: float = 60) -> None:
    """Wait until Elasticsearch itself finds exactly these."""
    deadline = time.monotonic() + seconds
    while True:
        found = sorted(titles(query))
        if found == sorted(expected) and not search(query).limited:
            return
        assert time.monotonic() < deadline, found
        forgiving()
        time.sleep(0.5)
