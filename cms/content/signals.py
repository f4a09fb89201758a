"""Whatever changes what the public may read leads to `synchronise`."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import (
    page_published,
    page_unpublished,
    post_page_move,
)

from cms.content.locks import hold_publication
from cms.content.models import ContentItem, Withdrawal
from cms.content.presenting import PresentablePage
from cms.content.publishing import admit_publication, synchronise, synchronise_all, withdraw


@receiver(page_published)
@transaction.atomic
def follow_publication(instance: Page, revision: Any = None, **kwargs: Any) -> None:
    """Published by the admin, a workflow, the schedule, the write API or as an alias."""
    if not isinstance(instance, PresentablePage):
        return
    admit_publication(instance, revision)
    hold_publication()
    before = ContentItem.objects.published().filter(page_id=instance.pk).values_list("path", flat=True).first()
    changed = synchronise([instance])
    if before and any(item.is_published and item.path != before for item in changed):
        # Published under a new slug: everything below it has moved as well.
        synchronise_subtree(instance)


@receiver(page_unpublished)
@transaction.atomic
def follow_withdrawal(instance: Page, **kwargs: Any) -> None:
    """Unpublished by an editor, or because its date of expiry has come.

    A page that is live was published again since, or is about to be deleted: Wagtail unpublishes it in memory then.
    """
    hold_publication()
    if not Page.objects.filter(pk=instance.pk).live().exists():
        synchronise([instance])


@receiver(post_save)
def follow_alias(sender: type, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Wagtail creates an alias of a live page live, without a publication signal."""
    if created and not raw and isinstance(instance, PresentablePage) and instance.alias_of_id and instance.live:
        synchronise([instance])


@receiver(pre_delete)
def follow_deletion(sender: type, instance: Any, **kwargs: Any) -> None:
    """A deleted page leaves a tombstone, as does every page deleted with it.

    Wagtail unpublishes a page that is deleted, from a receiver of the same signal that is connected after this one
    (this application comes first in INSTALLED_APPS): so the tombstone says that the page was deleted.
    """
    if isinstance(instance, Page):
        note = getattr(instance.specific, "withdrawal_note", "")
        withdraw({instance.pk: (Withdrawal.DELETED, note)})


@receiver(post_page_move)
@transaction.atomic
def follow_move(instance: Page, url_path_before: str, url_path_after: str, **kwargs: Any) -> None:
    """A page that moved takes its subtree with it; columns are read in tree order, so they are put in it again."""
    hold_publication()
    if url_path_before != url_path_after:
        synchronise_subtree(instance)
    columns = list(ContentItem.objects.published().filter(type="column").only("position", "page_id"))
    places = dict(Page.objects.filter(pk__in=[column.page_id for column in columns]).values_list("pk", "path"))
    for column in columns:
        column.position = places.get(column.page_id or 0, "")
    ContentItem.objects.bulk_update(columns, ["position"], batch_size=500)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def follow_restriction(instance: PageViewRestriction, origin: Any = None, **kwargs: Any) -> None:
    """Wagtail's privacy setting of a page holds for everything below it; where it goes with its page, all of that does.

    `origin` is what was asked to be deleted: while a page is, those below it are still there, and live.
    """
    if origin is None or getattr(origin, "model", type(origin)) is PageViewRestriction:
        synchronise_subtree(instance.page)


@transaction.atomic
def synchronise_subtree(root: Page) -> None:
    """Bring the items of a page and of all live pages below it up to date."""
    hold_publication()
    # Where it stands now, wherever it stood when it was read.
    path = Page.objects.filter(pk=root.pk).values_list("path", flat=True).first()
    if path:
        synchronise_all(list(Page.objects.filter(path__startswith=path).live().values_list("pk", flat=True)))
