import itertools
import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cms.content.models import ContentItem, Link
from search import remembering
from search.channel import SearchChannel
from search.engines import breaker, index

NOBODY = "http://127.0.0.1:1"
"""An address at which no Elasticsearch answers."""

Publish = Callable[..., ContentItem]
_sequence = itertools.count(1)


@pytest.fixture(autouse=True)
def no_other_items(request: pytest.FixtureRequest) -> None:
    """Nothing is found but what a test has stored."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        ContentItem.objects.all().delete()


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """No process remembers what another test's database held, or that an engine was silent."""
    remembering.forget()
    yield
    remembering.forget()
    breaker.elasticsearch = breaker.Breaker()


@pytest.fixture
def database_only(settings: Any, db: None) -> None:
    settings.ELASTICSEARCH_URL = ""


@pytest.fixture
def elasticsearch(settings: Any, db: None) -> Iterator[None]:
    """An index of the test's own, for tests that carry the marker `elasticsearch`."""
    settings.ELASTICSEARCH_INDEX = f"test-{uuid.uuid4().hex[:12]}"
    yield
    index.drop()


@pytest.fixture(params=["database", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def engine(request: pytest.FixtureRequest, db: None) -> str:
    """Runs a test once for each engine.

    `db` is named, since pytest-django puts tests that do not name it last, after those that empty the database.
    """
    name: str = request.param
    request.getfixturevalue("database_only" if name == "database" else name)
    return name


@pytest.fixture
def publish(settings: Any) -> Publish:
    """Stores an item with its links and delivers it to search."""

    def publish(title: str, text: str = "", *, links: dict[str, list[str]] | None = None, **values: Any) -> ContentItem:
        item = stored(title, text, links=links, **values)
        SearchChannel().deliver([item])
        if settings.ELASTICSEARCH_URL not in ("", NOBODY):
            index.refresh()
        return item

    return publish


def stored(title: str, text: str = "", *, links: dict[str, list[str]] | None = None, **values: Any) -> ContentItem:
    """A published content item that search has not been told of."""
    number = next(_sequence)
    published = datetime(2020, 5, 1, 8, tzinfo=UTC)
    item = ContentItem.objects.create(
        **{
            "content_id": uuid.uuid4(),
            "locale": "zh-hans",
            "type": "policy_document",
            "path": f"/{number}/",
            "title": title,
            "text": text,
            "issued_on": date(2020, 5, 1),
            "published_at": published,
            "updated_at": published,
            "light": json.dumps({"title": title}),
            "digest": f"digest-{number}",
            "sequence": number,
        }
        | values
    )
    Link.objects.bulk_create(
        Link(item=item, kind=kind, target=target, locale=item.locale, type=item.type, published_at=item.published_at)
        for kind, targets in (links or {}).items()
        for target in targets
    )
    return item


def changed(item: ContentItem, **values: Any) -> ContentItem:
    """The item after another publication, as the delivery of that publication reads it."""
    number = next(_sequence)
    ContentItem.objects.filter(pk=item.pk).update(**{"sequence": number, "digest": f"digest-{number}"} | values)
    return ContentItem.objects.get(pk=item.pk)
