"""Making the entries and the index what the content items say, by comparing digests and mending what differs."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import F, Q, QuerySet

from cms.content.models import ContentItem
from search import entries, vocabulary
from search.alarm import note
from search.engines import EngineUnavailable
from search.models import SearchEntry

BATCH = 100


def differing() -> QuerySet[ContentItem]:
    """Published items whose entry is missing, was made from another state, or was cut by another vocabulary."""
    cut = vocabulary.current().fingerprint
    other = Q(search_entry__isnull=True) | ~Q(search_entry__digest=F("digest")) | ~Q(search_entry__cut=cut)
    return ContentItem.objects.published().filter(other)


def left_over() -> QuerySet[ContentItem]:
    """Withdrawn items that still have an entry."""
    return ContentItem.objects.filter(search_entry__isnull=False).exclude(pk__in=ContentItem.objects.published())


def mend_entries(keys: list[int], *, force: bool = False, tell: bool = True) -> Iterator[int]:
    """Make the entries of these items anew where they differ; yields how many items each step looked at.

    With `tell` the index learns of them too, as far as it answers.
    """
    for start in range(0, len(keys), BATCH):
        items = list(ContentItem.objects.filter(pk__in=keys[start : start + BATCH]))
        written = entries.write(items, force=force)
        if tell:
            _tell(written, [item for item in items if not item.is_published])
        yield len(items)


def mend_index() -> Iterator[int]:
    """Bring Elasticsearch what it lacks and take out what it should not hold; yields how many each step mended.

    Raises EngineUnavailable and IndexingFailed.
    """
    from search.engines import index

    held = index.digests()
    stored = SearchEntry.objects.only("digest", "cut").iterator(chunk_size=5000)
    wanted = [entry.pk for entry in stored if held.pop(entry.pk, None) != index.digest(entry)]
    for start in range(0, len(wanted), BATCH):
        found = SearchEntry.objects.filter(pk__in=wanted[start : start + BATCH]).select_related("item")
        index.update(list(found), [])
        yield len(found)
    # Held, and not wanted when the entries were read: what was published meanwhile is wanted now.
    gone = held.keys() - set(SearchEntry.objects.filter(pk__in=held).values_list("pk", flat=True))
    if gone:
        index.remove(gone)
        yield len(gone)


def _tell(written: list[SearchEntry], withdrawn: list[ContentItem]) -> None:
    if not settings.ELASTICSEARCH_URL:
        return
    from search.engines import index

    try:
        index.update(written, withdrawn)
    except EngineUnavailable as error:
        # The database is right; the index is compared with it when it answers again.
        note(error)
