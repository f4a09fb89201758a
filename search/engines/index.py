"""The index in Elasticsearch: what it holds, how it is written, and how it is built anew.

Readers use an alias. Writers write to every index of that name, so one that is being built misses no change; versions
(`ContentItem.sequence`) make sure that an older state never replaces a newer one, whoever comes first.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError, helpers

from cms.content.models import ContentItem, Link, LinkKind
from search.engines import EngineUnavailable
from search.models import SearchEntry, SearchState

# How long citizens wait before the database answers instead; writers have more time.
QUERY_SECONDS, WRITE_SECONDS = 2, 30
BATCH = 200
# A delivery builds the index of so few entries itself; more are left to the worker, which tells how far it is.
MOST_AT_ONCE = 2000
CLAIM = timedelta(minutes=1)
UNSENT = ("document", "light", "text", "summary", "linked_ids")
LINKED = (LinkKind.COLUMN, LinkKind.TOPIC, LinkKind.DEPARTMENT)
# A newer state is there already; what should be deleted is not there.
HARMLESS = (404, 409)

_WORDS = {"type": "text", "analyzer": "whitespace", "index_options": "docs", "norms": False}
_KEYWORD = {"type": "keyword"}
MAPPINGS = {
    # What an older index does not know yet is left out there until it is built anew.
    "dynamic": False,
    # Hits are read from the database.
    "_source": {"enabled": False},
    "properties": {
        **dict.fromkeys(("title", "subject", "body", "pairs", "files"), _WORDS),
        **dict.fromkeys(("number", "sound"), _KEYWORD),
        **dict.fromkeys(("locale", "type", "validity", "year", *map(str, LINKED)), _KEYWORD),
        "date": {"type": "date"},
        # Of the item and of how it was cut: what the index and the database are compared by.
        "digest": {"type": "keyword", "index": False},
    },
}


class IndexingFailed(Exception):
    """Elasticsearch refused what it was sent."""


class BuiltElsewhere(EngineUnavailable):
    """Another process is building the index."""


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
    """Index the entries and delete the withdrawn items, which are gone from answers when this returns.

    Raises EngineUnavailable and IndexingFailed.
    """
    withdrawn = list(withdrawn)
    with reachable():
        server = client(WRITE_SECONDS)
        if not server.indices.exists_alias(name=settings.ELASTICSEARCH_INDEX):
            _found()
        for name in _names(server):
            deleted = ({"_op_type": "delete", **_address(item.pk, item.sequence)} for item in withdrawn)
            _send(server, name, [*_documents(entries), *deleted])
            if withdrawn:
                server.indices.refresh(index=name)


def is_there() -> bool:
    """Whether there is an index to ask, as far as Elasticsearch answers. Raises EngineUnavailable."""
    with reachable():
        return bool(client(QUERY_SECONDS).indices.exists_alias(name=settings.ELASTICSEARCH_INDEX))


def rebuild() -> Iterator[int]:
    """Build the index anew from all entries and switch the alias to it; yields how many entries each step wrote.

    The old index answers until the new one is complete. One process builds at a time. Raises EngineUnavailable,
    IndexingFailed, and BuiltElsewhere.
    """
    with reachable(), _building() as keep:
        server, alias = client(WRITE_SECONDS), settings.ELASTICSEARCH_INDEX
        present = _aliased(server)
        for name in _names(server):
            if name not in present:  # left by a rebuild that was interrupted
                server.indices.delete(index=name, ignore_unavailable=True)
        name = f"{alias}-{timezone.now():%Y%m%d%H%M%S%f}"
        server.indices.create(index=name, mappings=MAPPINGS, settings={"refresh_interval": -1})
        for count in _fill(server, name):
            keep()
            yield count
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


def _found() -> None:
    """Make the first index, with everything that the database has already, and only then let readers see it."""
    if SearchEntry.objects.count() > MOST_AT_ONCE:
        raise EngineUnavailable("Elasticsearch: the index is still to be built by the worker")
    for _ in rebuild():
        pass


@contextmanager
def _building() -> Iterator[Callable[[], None]]:
    """Claim the building of the index, and give what prolongs the claim; a process that dies loses it in a minute."""
    SearchState.current()
    now = timezone.now()
    free = SearchState.objects.filter(Q(rebuilding_until=None) | Q(rebuilding_until__lt=now))
    if not free.update(rebuilding_until=now + CLAIM):
        raise BuiltElsewhere("the index is being built by another process")

    def keep() -> None:
        SearchState.objects.update(rebuilding_until=timezone.now() + CLAIM)

    try:
        yield keep
    finally:
        SearchState.objects.update(rebuilding_until=None)


def digests() -> dict[int, str]:
    """What the index holds: the digest of each entry, by its key. Raises EngineUnavailable."""
    with reachable():
        hits = helpers.scan(
            client(WRITE_SECONDS),
            index=settings.ELASTICSEARCH_INDEX,
            query={"query": {"match_all": {}}, "docvalue_fields": ["digest"], "_source": False},
            size=5000,
        )
        return {int(hit["_id"]): hit.get("fields", {}).get("digest", [""])[0] for hit in hits}


def digest(entry: SearchEntry) -> str:
    """What tells this state of the entry from every other."""
    return f"{entry.digest[:32]}-{entry.cut}"


def remove(keys: Iterable[int]) -> None:
    """Take out what no entry stands for. Raises EngineUnavailable and IndexingFailed."""
    with reachable():
        server = client(WRITE_SECONDS)
        for name in _names(server):
            _send(server, name, ({"_op_type": "delete", "_id": str(key)} for key in keys))


def _fill(server: Elasticsearch, name: str) -> Iterator[int]:
    last = 0
    # Only what is sent: the texts that the ranking compares stay in the database.
    stored = SearchEntry.objects.select_related("item").defer(
        "plain_title", "plain_text", *(f"item__{f}" for f in UNSENT)
    )
    while entries := list(stored.filter(pk__gt=last).order_by("pk")[:BATCH]):
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
            "digest": digest(entry),
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
