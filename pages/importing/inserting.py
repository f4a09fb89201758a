"""New pages in bulk: what Wagtail writes for one page after another, in a constant number of statements for all.

The pages come out as if an editor had created and published each: with a place in the tree, a revision that is the
live one, entries in the history, and their references in Wagtail's reference index. Instead of Wagtail's signals of
publication, one for each page, `pages_inserted` is sent once; the caller presents the pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.dispatch import Signal
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from pages.models import PolicyDocumentPage

pages_inserted = Signal()
"""Sent with `pages`, within the transaction that inserted them."""


@dataclass
class NewPage:
    """An unsaved page without children, and what its history notes beside its creation."""

    page: PolicyDocumentPage
    data: dict[str, Any]


def insert(parent: Page, new: Sequence[NewPage], author: AbstractBaseUser | None) -> None:
    """Publish the pages as the last children of `parent`; call it inside a transaction.

    The parent's row is locked, as by an editor who adds a page there, so that nobody is given the same place.
    """
    now = timezone.now()
    pages = [entry.page for entry in new]
    _place(Page.objects.select_for_update().get(pk=parent.pk), pages)
    for page in pages:
        page.owner, page.locale = author, parent.locale
        page.draft_title, page.live, page.has_unpublished_changes = page.title, True, False
        page.first_published_at = page.last_published_at = page.latest_revision_created_at = now
        for relation in get_all_child_relations(page):
            # Known to be empty, so that nobody asks the database for each page.
            getattr(page, relation.get_accessor_name()).get_object_list()
    contents = [page.serializable_data() for page in pages]
    bases = _insert_rows(pages)
    revisions = _insert_revisions(pages, contents, now, author)
    for base, page, revision in zip(bases, pages, revisions, strict=True):
        base.latest_revision = base.live_revision = page.latest_revision = page.live_revision = revision
    Page.objects.bulk_update(bases, ["latest_revision", "live_revision"])
    _insert_history(new, revisions, now, author)
    _insert_references(pages)
    pages_inserted.send(sender=PolicyDocumentPage, pages=pages)


def _place(parent: Page, pages: Sequence[PolicyDocumentPage]) -> None:
    """Give each page its path, address and slug; `parent` is the locked row."""
    last = Page.objects.child_of(parent).order_by("-path").first()
    # treebeard keeps the arithmetic of its paths to itself, and adds children only one by one.
    step = Page._str2int(last.path[-Page.steplen :]) if last else 0  # noqa: SLF001
    wanted = [page.slug for page in pages]
    taken = set(Page.objects.child_of(parent).filter(slug__in=wanted).values_list("slug", flat=True))
    for number, page in enumerate(pages, step + 1):
        page.slug = _free(page.slug, parent, taken)
        taken.add(page.slug)
        page.depth = parent.depth + 1
        page.path = Page._get_path(parent.path, page.depth, number)  # noqa: SLF001
        page.url_path = f"{parent.url_path}{page.slug}/"
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(pages))


def _free(slug: str, parent: Page, taken: set[str]) -> str:
    """The slug itself, or with the first number that makes it free."""
    number, candidate = 1, slug
    while candidate in taken or (number > 1 and Page.objects.child_of(parent).filter(slug=candidate).exists()):
        number += 1
        candidate = f"{slug[:240]}-{number}"
    return candidate


def _insert_rows(pages: Sequence[PolicyDocumentPage]) -> list[Page]:
    """Insert the rows of the base table at once, then those of the pages' own table; return the former."""
    names = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    bases = Page.objects.bulk_create([Page(**{name: getattr(page, name) for name in names}) for page in pages])
    for base, page in zip(bases, pages, strict=True):
        page.pk = page.id = base.pk
        # Django refuses bulk_create for a model with a parent table; raw saves the own table alone.
        page.save_base(raw=True, force_insert=True)
    return bases


def _insert_revisions(
    pages: Sequence[PolicyDocumentPage],
    contents: Sequence[dict[str, Any]],
    now: datetime,
    author: AbstractBaseUser | None,
) -> list[Revision]:
    specific, base = _content_types()
    return Revision.objects.bulk_create(
        [
            Revision(
                content_type=specific,
                base_content_type=base,
                object_id=str(page.pk),
                object_str=str(page),
                content=content | {"pk": page.pk},
                created_at=now,
                user=author,
            )
            for page, content in zip(pages, contents, strict=True)
        ]
    )


def _insert_history(
    new: Sequence[NewPage], revisions: Sequence[Revision], now: datetime, author: AbstractBaseUser | None
) -> None:
    specific, _base = _content_types()
    PageLogEntry.objects.bulk_create(
        [
            PageLogEntry(
                content_type=specific,
                page=entry.page,
                label=entry.page.get_admin_display_title(),
                action=action,
                data=data,
                revision=revision,
                user=author,
                timestamp=now,
                content_changed=True,
            )
            for entry, revision in zip(new, revisions, strict=True)
            for action, data in (("wagtail.create", entry.data), ("wagtail.publish", {}))
        ]
    )


def _insert_references(pages: Sequence[PolicyDocumentPage]) -> None:
    """Note the vocabulary that the pages use; their bodies are plain text, which refers to nothing."""
    specific, base = _content_types()
    ReferenceIndex.objects.bulk_create(
        [
            ReferenceIndex(
                content_type=specific,
                base_content_type=base,
                object_id=str(page.pk),
                to_content_type=ContentType.objects.get_for_model(target),
                to_object_id=str(target.pk),
                model_path=name,
                content_path=name,
                content_path_hash=ReferenceIndex._get_content_path_hash(name),  # noqa: SLF001 -- no public way
            )
            for page in pages
            for name in ("topic", "department")
            if (target := getattr(page, name))
        ]
    )


def _content_types() -> tuple[ContentType, ContentType]:
    """Of the documents, and of pages as such; Django keeps both in memory."""
    return ContentType.objects.get_for_model(PolicyDocumentPage), ContentType.objects.get_for_model(Page)
