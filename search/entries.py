"""Search entries: made from content items, written and removed together with the counts of their words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection, transaction
from django.utils import timezone

from cms.content.files import file_texts
from cms.content.models import ContentItem, Link, LinkKind
from search import cutting, numbers, vocabulary
from search.models import SearchEntry, SearchFile, SearchTerm

# A book of this length is found by its first part; without a limit one document could exceed a tsvector's 1 MB.
MOST_CHARACTERS = 200_000
MOST_IN_FILES = 100_000
UPDATED_FIELDS = [f.name for f in SearchEntry._meta.concrete_fields if not f.primary_key]


def write(items: Sequence[ContentItem], *, force: bool = False) -> list[SearchEntry]:
    """Bring the entries of the items to the items' state and return those of the published ones.

    Entries made from the same digest are only cut again with `force`. An item older than its entry changes nothing,
    and its newer entry is returned.
    """
    with transaction.atomic():
        cut = vocabulary.current().fingerprint
        present = SearchEntry.objects.select_for_update().in_bulk([item.pk for item in items])
        kept: list[SearchEntry] = []
        made: list[ContentItem] = []
        removed: list[int] = []
        for item in items:
            entry = present.get(item.pk)
            if entry:
                entry.item = item
            if entry and entry.sequence > item.sequence:
                kept.append(entry)
            elif not item.is_published:
                removed += [item.pk] if entry else []
            elif entry and entry.digest == item.digest and entry.cut == cut and not force:
                kept.append(entry)
            else:
                made.append(item)
        files = files_of(made)
        entries = build(made, files)
        SearchEntry.objects.filter(pk__in=removed).delete()
        SearchEntry.objects.bulk_create(
            entries, batch_size=100, update_conflicts=True, unique_fields=["item"], update_fields=UPDATED_FIELDS
        )
        SearchFile.objects.filter(entry__in=[item.pk for item in made]).delete()
        SearchFile.objects.bulk_create([file for found in files.values() for file in found], batch_size=100)
        replaced = [*removed, *(item.pk for item in made if item.pk in present)]
        _count(added=entries, taken=[present[key] for key in replaced])
    return kept + entries


def build(items: Sequence[ContentItem], files: Mapping[int, Sequence[SearchFile]]) -> list[SearchEntry]:
    """The entries of published items with their files, unsaved."""
    links: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    rows = Link.objects.filter(item__in=[item.pk for item in items], kind__in=(LinkKind.TAG, LinkKind.DOCUMENTS))
    for item_id, kind, target in rows.order_by("pk").values_list("item_id", "kind", "target"):
        links[item_id, kind].append(target)
    return [
        _entry(item, links[item.pk, LinkKind.TAG], links[item.pk, LinkKind.DOCUMENTS], files.get(item.pk, ()))
        for item in items
    ]


def files_of(items: Sequence[ContentItem]) -> dict[int, list[SearchFile]]:
    """The files of each item that have a text, unsaved."""
    rows = Link.objects.filter(item__in=[item.pk for item in items], kind=LinkKind.FILE).order_by("pk")
    linked = list(rows.values_list("item_id", "target"))
    texts = file_texts({key for _item, key in linked})
    found: defaultdict[int, list[SearchFile]] = defaultdict(list)
    for item_id, key in linked:
        if key in texts:
            title, text = texts[key]
            address = f"/documents/{key}/"
            found[item_id].append(
                SearchFile(entry_id=item_id, address=address, title=title[:255], text=text[:MOST_IN_FILES])
            )
    return found


def _entry(
    item: ContentItem, tags: Iterable[str], documents: Sequence[str], files: Iterable[SearchFile]
) -> SearchEntry:
    title = cutting.fold(item.title)
    subject = cutting.fold(" ".join(tags))
    text = cutting.fold(f"{item.summary}\n{item.text}"[:MOST_CHARACTERS])
    attached = cutting.fold("\n".join(f"{file.title}\n{file.text}" for file in files)[:MOST_CHARACTERS])
    everything = f"{title}\n{subject}\n{text}"
    words = dict.fromkeys(cutting.words(everything))
    pairs = dict.fromkeys(cutting.pairs(everything))
    return SearchEntry(
        item=item,
        digest=item.digest,
        sequence=item.sequence,
        cut=vocabulary.current().fingerprint,
        group=documents[0] if documents else str(item.content_id),
        date=item.issued_on or timezone.localdate(item.published_at),
        title=_joined([*cutting.words(title), *cutting.pairs(title)]),
        subject=_joined([*cutting.words(subject), *cutting.pairs(subject)]),
        number=_joined(numbers.keys(item.document_number, item.index_number)),
        sound=_joined(cutting.sound_keys(title)),
        body=" ".join(words),
        pairs=" ".join(pair for pair in pairs if pair not in words),
        files=_joined([*cutting.words(attached), *cutting.pairs(attached)]),
        plain_title=cutting.plain(title),
        plain_text=cutting.plain(text),
    )


def _joined(tokens: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(tokens))


def _count(added: Iterable[SearchEntry], taken: Iterable[SearchEntry]) -> None:
    changes: Counter[str] = Counter()
    for entry in added:
        changes.update([SearchTerm.ALL, *entry.words()])
    for entry in taken:
        changes.subtract([SearchTerm.ALL, *entry.words()])
    # In one order, so that two writers never wait for each other in a circle.
    rows = sorted((word, change) for word, change in changes.items() if change)
    for start in range(0, len(rows), 1000):
        part = rows[start : start + 1000]
        places = ", ".join(["(%s, %s)"] * len(part))
        # The ORM can insert or replace, but not add to what a row holds.
        statement = f"""
            INSERT INTO search_searchterm (word, documents) VALUES {places}
            ON CONFLICT (word) DO UPDATE SET documents = search_searchterm.documents + excluded.documents
        """  # noqa: S608 -- only placeholders are put in
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for row in part for value in row])


def recount() -> None:
    """Count all words anew; needed only when entries were changed behind `write`."""
    changes: Counter[str] = Counter()
    for body in SearchEntry.objects.values_list("body", flat=True).iterator(chunk_size=500):
        changes.update([SearchTerm.ALL, *set(body.split())])
    with transaction.atomic():
        SearchTerm.objects.all().delete()
        SearchTerm.objects.bulk_create(
            (SearchTerm(word=word, documents=count) for word, count in changes.items()), batch_size=1000
        )
