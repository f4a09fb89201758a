"""The index in Elasticsearch: what it holds, how it is written, and how it is built anew.

Readers use an alias. Writers write to every index of that name, so one that is being built misses no change; versions
(`ContentItem.sequence`) make sure that an older state never replaces a newer one, whoever comes first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import timezone
from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError, helpers

from cms.content.models import ContentItem, Link, LinkKind
from search.engines import EngineUnavailable
from search.models import SearchEntry

QUERY_SECONDS, WRITE_SECONDS = 3, 30
BATCH = 200
LINKED = (LinkKind.COLUMN, LinkKind.TOPIC, LinkKind.DEPARTMENT)
# A newer state is there already; what should be deleted is not there.
HARMLESS = (404, 409)

_WORDS = {"type": "text", "analyzer": "whitespace", "index_options": "docs", "norms": False}
_KEYWORD = {"type": "keyword"}
MAPPINGS = {
    "dynamic": "strict",
    # Hits are read from the database.
    "_source": {"enabled": False},
    "properties": {
        **dict.fromkeys(("title", "subject", "body", "pairs", "files"), _WORDS),
        **dict.fromkeys(("number", "sound"), _KEYWORD),
        **dict.fromkeys(("locale", "type", "validity", "year", *map(str, LINKED)), _KEYWORD),
        "date": {"type": "date"},
    },
}


class IndexingFailed(Exception):
    """Elasticsearch refused what it was sent."""


@cache
def _client(url: str) -> Elasticsearch:
    return Elasticsearch(url, retry_on_timeout=False, max_retries=0)


def client(seconds: float) -> Elasticsearch:
    """The client for the configured server, which gives up after so many seconds."""
    return _client(settings.ELASTICSEARCH_URL).options(request_timeout=seconds)


@contextmanager
def reachable() -> Iterator[None]:
    """Turn every failure to reach Elasticsearch, or of Elasticsearch itself, into EngineUnavailable."""
    try:
        yield
    except (TransportError, ApiError) as error:
        raise EngineUnavailable(f"Elasticsearch: {error}") from error


def update(entries: Sequence[SearchEntry], withdrawn: Iterable[ContentItem]) -> None:
    """Index the entries and delete the withdrawn items. Raises EngineUnavailable and IndexingFailed."""
    with reachable():
        server = client(WRITE_SECONDS)
        if not server.indices.exists_alias(name=settings.ELASTICSEARCH_INDEX):
            _found(server)
        for name in _names(server):
            deleted = ({"_op_type": "delete", **_address(item.pk, item.sequence)} for item in withdrawn)
            _send(server, name, [*_documents(entries), *deleted])


def rebuild() -> Iterator[int]:
    """Build the index anew from all entries and switch the alias to it; yields how many entries each step wrote.

    The old index answers until the new one is complete. Raises EngineUnavailable and IndexingFailed.
    """
    with reachable():
        server, alias = client(WRITE_SECONDS), settings.ELASTICSEARCH_INDEX
        present = _aliased(server)
        for name in _names(server):
            if name not in present:  # left by a rebuild that was interrupted
                server.indices.delete(index=name, ignore_unavailable=True)
        name = f"{alias}-{timezone.now():%Y%m%d%H%M%S%f}"
        server.indices.create(index=name, mappings=MAPPINGS, settings={"refresh_interval": -1})
        yield from _fill(server, name)
        server.indices.put_settings(index=name, settings={"refresh_interval": None})
        server.indices.refresh(index=name)
        removed = [{"remove_index": {"index": old}} for old in present]
        server.indices.update_aliases(actions=[{"add": {"index": name, "alias": alias}}, *removed])


def refresh() -> None:
    """Make everything written so far findable at once."""
    client(WRITE_SECONDS).indices.refresh(index=settings.ELASTICSEARCH_INDEX)


def drop() -> None:
    """Delete the index, whichever one the alias names."""
    server = client(WRITE_SECONDS)
    for name in _names(server):
        server.indices.delete(index=name, ignore_unavailable=True)


def _names(server: Elasticsearch) -> list[str]:
    return list(server.indices.get(index=f"{settings.ELASTICSEARCH_INDEX}-*", features="settings"))


def _aliased(server: Elasticsearch) -> list[str]:
    try:
        return list(server.indices.get_alias(name=settings.ELASTICSEARCH_INDEX))
    except NotFoundError:
        return []


def _found(server: Elasticsearch) -> None:
    """Make the first index, with everything that the database has already, and only then let readers see it."""
    for _ in rebuild():
        pass


def _fill(server: Elasticsearch, name: str) -> Iterator[int]:
    last = 0
    while entries := list(SearchEntry.objects.filter(pk__gt=last).select_related("item").order_by("pk")[:BATCH]):
        _send(server, name, _documents(entries))
        last = entries[-1].pk
        yield len(entries)


def _documents(entries: Sequence[SearchEntry]) -> Iterator[dict[str, Any]]:
    links: defaultdict[int, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = Link.objects.filter(item__in=[entry.pk for entry in entries], kind__in=LINKED)
    for item_id, kind, target in rows.values_list("item_id", "kind", "target"):
        links[item_id][kind].append(target)
    for entry in entries:
        item = entry.item
        yield {
            **_address(entry.pk, entry.sequence),
            "title": entry.title,
            "subject": entry.subject,
            "body": entry.body,
            "pairs": entry.pairs,
            "files": entry.files,
            "number": entry.number.split(),
            "sound": entry.sound.split(),
            "locale": item.locale,
            "type": item.type,
            "validity": item.validity or None,
            "date": entry.date.isoformat(),
            "year": str(entry.date.year),
            **links[entry.pk],
        }


def _address(key: int, sequence: int) -> dict[str, Any]:
    return {"_id": str(key), "version": sequence, "version_type": "external_gte"}


def _send(server: Elasticsearch, name: str, actions: Iterable[dict[str, Any]]) -> None:
    for fine, answer in helpers.streaming_bulk(
        server, actions, index=name, chunk_size=BATCH, raise_on_error=False, raise_on_exception=True
    ):
        ((_operation, outcome),) = answer.items()
        if not fine and outcome["status"] not in HARMLESS:
            raise IndexingFailed(f"{outcome['_id']}: {outcome.get('error')}")
