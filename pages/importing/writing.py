"""Writing records as pages: new ones in bulk, changed ones as a new revision, known ones not at all."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.log_actions import log
from wagtail.models import PageLogEntry

from cms.content.gates import by_system
from cms.content.locks import hold_publication
from cms.content.publishing import synchronise
from pages.importing.checking import Record
from pages.importing.inserting import NewPage, insert
from pages.importing.vocabulary import topics
from pages.models import ColumnPage, PolicyDocumentPage
from snippets.models import Department

# Under this key the history of a page keeps the digest of the record from which it was imported last.
DIGEST = "record"
# What imported documents pass the gates with: they were approved where they come from. Recorded with each.
MIGRATION = "migration"


class Placed:
    """A record with its column and department."""

    def __init__(self, record: Record, column: ColumnPage, department: Department | None) -> None:
        self.record, self.column = record, column
        self.relations: dict[str, Any] = {"department": department}


@transaction.atomic
def write(placed: Sequence[Placed], author: AbstractBaseUser | None) -> Counter[str]:
    """Bring the pages to the state of the records, in one transaction; count what was created, changed, unchanged.

    A page is found again by its index number, wherever an editor has moved it.
    """
    hold_publication()
    known = dict(
        PolicyDocumentPage.objects.filter(
            locale__language_code=settings.LANGUAGE_CODE, index_number__in=[p.record.index_number for p in placed]
        ).values_list("index_number", "pk")
    )
    digests = _digests(list(known.values()))
    new = [entry for entry in placed if entry.record.index_number not in known]
    other = [
        entry
        for entry in placed
        if (key := known.get(entry.record.index_number)) and digests.get(key) != entry.record.digest
    ]
    titles = topics({entry.record.topic for entry in [*new, *other]})
    for entry in [*new, *other]:
        entry.relations["topic"] = titles.get(entry.record.topic)
    _create(new, author)
    changed = sum(_change(known[entry.record.index_number], entry, author) for entry in other)
    return Counter(created=len(new), changed=changed, unchanged=len(placed) - len(new) - changed)


def _digests(keys: list[int]) -> dict[int, str]:
    """The digests of the records from which pages were imported last."""
    entries = PageLogEntry.objects.filter(page_id__in=keys, action__in=["wagtail.create", "wagtail.edit"])
    rows = entries.order_by("timestamp", "pk").values_list("page_id", "data")
    return {key: data[DIGEST] for key, data in rows if DIGEST in data}


def _create(placed: Sequence[Placed], author: AbstractBaseUser | None) -> None:
    columns: dict[int, list[NewPage]] = defaultdict(list)
    parents = {entry.column.pk: entry.column for entry in placed}
    for entry in placed:
        page = PolicyDocumentPage(slug=_slug(entry.record.index_number), **entry.record.fields, **entry.relations)
        page.body = entry.record.body
        # An undated document counts as published now; its record is known again by its digest.
        page.date_first_public = page.date_first_public or timezone.now()
        columns[entry.column.pk].append(NewPage(page, {DIGEST: entry.record.digest, "approval": MIGRATION}))
    # In one order, so that two imports never wait for each other.
    for key in sorted(columns):
        insert(parents[key], columns[key], author)
    synchronise([new.page for pages in columns.values() for new in pages])


def _change(key: int, placed: Placed, author: AbstractBaseUser | None) -> bool:
    """Bring a page to the state of its record by a new revision; False when it says the same already."""
    page = PolicyDocumentPage.objects.select_related("topic", "department").get(pk=key)
    record = placed.record
    fields = record.fields | placed.relations
    if not fields["date_first_public"]:
        del fields["date_first_public"]
    said = [(block["type"], block["value"]) for block in page.body.raw_data]
    same_body = said == [(block["type"], block["value"]) for block in record.body]
    if same_body and all(getattr(page, name) == value for name, value in fields.items()):
        return False
    for name, value in fields.items():
        setattr(page, name, value)
    if not same_body:
        page.body = record.body
    revision = page.save_revision(user=author)
    log(page, "wagtail.edit", user=author, revision=revision, data={DIGEST: record.digest}, content_changed=True)
    if page.live:
        # What an editor has withdrawn, an import does not bring back.
        with by_system(MIGRATION):
            revision.publish(user=author)
    return True


def _slug(index_number: str) -> str:
    """The index number in small ASCII letters; where nothing is left of it, a name that is always the same."""
    return slugify(index_number) or f"document-{hashlib.sha256(index_number.encode()).hexdigest()[:12]}"
