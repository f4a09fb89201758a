"""Whatever changes what the public may read leads to `synchronise`."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from cms.content.models import ContentItem, Withdrawal
from cms.content.presenting import PresentablePage
from cms.content.publishing import synchronise, withdraw


@receiver([page_published, page_unpublished])
def follow_publication(instance: Page, **kwargs: Any) -> None:
    if isinstance(instance, PresentablePage):
        synchronise([instance])


@receiver(post_save)
def follow_alias(
    sender: type, instance: Any, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    # Wagtail creates an alias of a live page live, without a publication signal.
    if (
        created
        and not raw
        and isinstance(instance, PresentablePage)
        and instance.alias_of_id
        and instance.live
    ):
        synchronise([instance])


@receiver(pre_delete)
def follow_deletion(sender: type, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Page):
        withdraw(
            {
                instance.pk: (
                    Withdrawal.DELETED,
                    getattr(instance.specific, "withdrawal_note", ""),
                )
            }
        )


@receiver([page_slug_changed, post_page_move])
def follow_address(instance: Page, **kwargs: Any) -> None:
    """A page that moved takes its subtree with it; columns are read in tree order, so siblings are renumbered."""
    synchronise_subtree(instance)
    positions = dict(
        Page.objects.filter(depth=instance.depth).values_list("pk", "path")
    )
    moved = []
    for item in ContentItem.objects.published().filter(page_id__in=positions):
        if item.position != positions[item.page_id or 0]:
            item.position = positions[item.page_id or 0]
            moved.append(item)
    ContentItem.objects.bulk_update(moved, ["position"], batch_size=500)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def follow_restriction(instance: PageViewRestriction, **kwargs: Any) -> None:
    synchronise_subtree(instance.page)


def synchronise_subtree(root: Page) -> None:
    pages = Page.objects.descendant_of(root, inclusive=True).live().specific()
    synchronise([page for page in pages if isinstance(page, PresentablePage)])
