"""Publishing and withdrawing: the one way by which content becomes public and ceases to be.

`synchronise` brings the content items of pages to the state of the pages, in one transaction: presented and stored
when they are public, made tombstones when they are not, with one delivery for each channel and change. It decides by
what it reads under the lock of publication, whatever the caller has read before, and changes nothing where nothing
changed: so it may be called by every signal and by repair, at any time (docs/decisions/0018).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page, PageViewRestriction, Revision

from cms.content.channels import channels
from cms.content.gates import admit
from cms.content.locks import hold_publication
from cms.content.models import ContentItem, Delivery, Edition, Link, Withdrawal
from cms.content.models.item import State
from cms.content.presenting import PresentablePage, Presentation, present
from cms.content.references import file_kinds

# How many pages are presented in one transaction.
CHUNK = 200
_CHANGING = [
    "type", "state", "path", "page_id", "position", "title", "summary", "index_number", "document_number", "validity",
    "kind", "issued_on", "published_at", "updated_at", "document", "light", "linked_ids", "text", "digest",
    "sequence", "edition", "withdrawal", "withdrawal_note",
]  # fmt: skip


_admitted: ContextVar[bool] = ContextVar("admitted", default=False)


class PublishAction(PublishPageRevisionAction):
    """Publish a revision of a page and store its content item in one transaction.

    The admin, workflows, scheduled publishing and translations come here through `PresentablePage.publish`, the
    write API through Wagtail's action registry.
    """

    object: PresentablePage
    revision: Revision

    def execute(self, skip_permission_checks: bool = False) -> Any:
        """Publish; nothing happens when this very revision is public already. Raises PublicationRefused."""
        with transaction.atomic():
            # Two people may publish at the same moment: the second waits here, and sees what the first one did.
            hold_publication()
            # And what somebody saves as a draft meanwhile is not lost in the page that is written here.
            page = Page.objects.select_for_update().get(pk=self.object.pk)
            if page.live and page.live_revision_id == self.revision.pk and not page.expired:
                self.check(skip_permission_checks=skip_permission_checks)
                return None
            # Read anew: the revision remembers the page as it was before the lock.
            self.revision = Revision.objects.get(pk=self.revision.pk)
            self.object = self.revision.as_object()
            # Asked even where Wagtail skips permissions: what no person may publish, no schedule may either.
            admit(self.object, self.revision, self.user)
            token = _admitted.set(True)
            try:
                return super().execute(skip_permission_checks=skip_permission_checks)
            finally:
                _admitted.reset(token)


def admit_publication(page: PresentablePage, revision: Any) -> None:
    """The last gate: a page that became live by another way than the publish action is asked now.

    Wagtail publishes from the page editor and in copies that are kept live without the registered action. Raises
    PublicationRefused.
    """
    if not _admitted.get():
        admit(page, revision, None)


def synchronise(pages: Iterable[Page]) -> list[ContentItem]:
    """Bring the items of `pages` to what the pages are now, all in one transaction; return those that changed.

    The pages are only named by the caller: they are read again under the lock. Those that are gone are passed over,
    since their deletion has left tombstones.
    """
    with transaction.atomic():
        return synchronise_all([page.pk for page in pages])


def synchronise_all(keys: Sequence[int]) -> list[ContentItem]:
    """The same for pages named by their keys, some in each transaction, so that others wait for a moment only."""
    changed: list[ContentItem] = []
    for start in range(0, len(keys), CHUNK):
        with transaction.atomic():
            hold_publication()
            pages = Page.objects.filter(pk__in=keys[start : start + CHUNK]).order_by("pk").specific()
            changed += _synchronise([page for page in pages if isinstance(page, PresentablePage)])
    return changed


def _synchronise(pages: Sequence[PresentablePage]) -> list[ContentItem]:
    ancestry = _Ancestry(pages)
    presentations, withheld = [], {}
    for page in pages:
        if reason := ancestry.withheld(page):
            withheld[page.pk] = (reason, page.withdrawal_note)
        else:
            presentations.append(present(page, ancestry.of(page)))
    changed = withdraw(withheld) if withheld else []
    return changed + (_store(presentations) if presentations else [])


def _store(presentations: Sequence[Presentation]) -> list[ContentItem]:
    """Write items that are new or differ from what is stored; return these."""
    stored = {
        (str(item.content_id), item.locale): item
        for item in ContentItem.objects.select_for_update().filter(
            content_id__in=[p.columns["content_id"] for p in presentations]
        )
    }
    new: list[ContentItem] = []
    changed: list[ContentItem] = []
    links: dict[tuple[str, str], list[tuple[str, str]]] = {}
    unchanged: dict[int, tuple[ContentItem, list[tuple[str, str]]]] = {}
    editions: list[Edition] = []
    for presentation in presentations:
        item = stored.get(presentation.key)
        if item and item.is_published and item.digest == presentation.columns["digest"]:
            if item.position != presentation.columns["position"]:
                ContentItem.objects.filter(pk=item.pk).update(position=presentation.columns["position"])
            unchanged[item.pk] = item, presentation.links
            continue
        if item and item.is_published:
            editions.append(
                Edition(
                    item=item,
                    number=item.edition,
                    digest=item.digest,
                    document=item.document,
                    published_at=item.updated_at,
                    note=presentation.change_note,
                )
            )
            item.edition += 1
        links[presentation.key] = presentation.links
        if item is None:
            new.append(ContentItem(**presentation.columns))
        else:
            for name, value in presentation.columns.items():
                setattr(item, name, value)
            item.state, item.withdrawal, item.withdrawal_note = State.PUBLISHED, "", ""
            changed.append(item)
    _number(new + changed)
    ContentItem.objects.bulk_create(new, batch_size=500)
    ContentItem.objects.bulk_update(changed, _CHANGING, batch_size=100)
    Edition.objects.bulk_create(editions)
    Link.objects.filter(item__in=changed).delete()
    _link([(item, links[(str(item.content_id), item.locale)]) for item in new + changed])
    _mend_files(unchanged)
    _enqueue(new + changed)
    return new + changed


def _link(linked: Iterable[tuple[ContentItem, Iterable[tuple[str, str]]]]) -> None:
    Link.objects.bulk_create(
        [
            Link(
                item=item,
                kind=kind,
                target=target,
                locale=item.locale,
                type=item.type,
                published_at=item.published_at,
            )
            for item, links in linked
            for kind, target in links
        ],
        batch_size=1000,
    )


def _mend_files(unchanged: dict[int, tuple[ContentItem, list[tuple[str, str]]]]) -> None:
    """The links to files, which open these, are no part of the digest: they are compared by themselves."""
    kinds = set(file_kinds().values())
    stored = defaultdict(set)
    for key, kind, target in Link.objects.filter(item__in=unchanged, kind__in=kinds).values_list(
        "item_id", "kind", "target"
    ):
        stored[key].add((kind, target))
    wanted = {key: (item, [link for link in links if link[0] in kinds]) for key, (item, links) in unchanged.items()}
    differing = {key: pair for key, pair in wanted.items() if set(pair[1]) != stored[key]}
    if differing:
        Link.objects.filter(item__in=differing, kind__in=kinds).delete()
        _link(differing.values())


def withdraw(reasons: dict[int, tuple[Withdrawal, str]]) -> list[ContentItem]:
    """Make tombstones of the published items of pages; `reasons` maps page ids to the reason and the public note.

    A tombstone keeps its identity and address only: what must not be public is not kept in a public store.
    """
    with transaction.atomic():
        hold_publication()
        items = list(ContentItem.objects.select_for_update().published().filter(page_id__in=reasons))
        for item in items:
            item.withdrawal, item.withdrawal_note = reasons[item.page_id or 0]
            item.state, item.updated_at = State.WITHDRAWN, timezone.now()
            item.title = item.summary = item.document = item.light = item.text = item.digest = ""
            item.index_number = item.document_number = ""
            item.linked_ids = {}
        _number(items)
        ContentItem.objects.bulk_update(items, _CHANGING, batch_size=100)
        Link.objects.filter(item__in=items).delete()
        Edition.objects.filter(item__in=items).delete()
        _enqueue(items)
        return items


def _number(items: Iterable[ContentItem]) -> None:
    """Give each item the next change number.

    The lock of publication is held until the commit: so numbers become visible in their order, and a channel that has
    read up to a number has missed nothing below it.
    """
    last = ContentItem.objects.aggregate(last=Max("sequence"))["last"] or 0
    for number, item in enumerate(items, last + 1):
        item.sequence = number


def _enqueue(items: Sequence[ContentItem]) -> None:
    if not items:
        return
    deliveries = Delivery.objects.bulk_create(
        [
            Delivery(item=item, channel=name, sequence=item.sequence, digest=item.digest)
            for item in items
            for name in channels()
        ],
        batch_size=1000,
    )
    if settings.CONTENT_DELIVER_INLINE:
        from cms.content.delivering import deliver

        transaction.on_commit(lambda: deliver(deliveries), robust=True)


class _Ancestry:
    """The columns above pages and the restrictions on them, for any number of pages in two queries."""

    def __init__(self, pages: Sequence[PresentablePage]) -> None:
        paths = {page.path[:end] for page in pages for end in range(2 * Page.steplen, len(page.path) + 1, Page.steplen)}
        self.content_ids = dict(Page.objects.filter(path__in=paths).values_list("path", "translation_key"))
        self.restricted = set(
            PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.NONE).values_list(
                "page__path", flat=True
            )
        )

    def of(self, page: PresentablePage) -> list[str]:
        """Content ids from the home page down to the parent; the tree's invisible root is left out."""
        ends = range(2 * Page.steplen, len(page.path), Page.steplen)
        return [str(self.content_ids[page.path[:end]]) for end in ends]

    def withheld(self, page: PresentablePage) -> Withdrawal | None:
        """Why the page must not be public now, or None when it may."""
        if not page.live:
            return Withdrawal.EXPIRED if page.expired else Withdrawal.UNPUBLISHED
        if any(page.path.startswith(path) for path in self.restricted):
            return Withdrawal.RESTRICTED
        return page.withheld
