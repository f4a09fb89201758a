"""What pages present of other objects is presented again when these objects change."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import Signal, receiver
from wagtail.models import Page
from wagtail.signals import page_published

from cms.content.locks import hold_publication
from cms.content.models import ContentItem, LinkKind
from cms.content.publishing import synchronise_all
from pages.file_texts import text_of
from pages.files import PortalDocument, PortalImage
from pages.models.base import PortalPage
from snippets.models import Department, Topic

portal_founded = Signal()
"""Sent when a new portal has its first pages; rooms that stand on pages add what they begin with."""


@transaction.atomic
def present_again(kind: LinkKind, targets: list[str]) -> None:
    """Present every page again whose item links to one of `targets`."""
    # Whoever publishes such a page now has read the old name: his item must be there before items are looked for.
    hold_publication()
    items = ContentItem.objects.published().filter(links__kind=kind, links__target__in=targets)
    synchronise_all([key for key in items.distinct().values_list("page_id", flat=True) if key])


@receiver(page_published)
def end_change_note(instance: Page, **kwargs: Any) -> None:
    """The note has become public with the change that it tells of; the content's own receiver ran before this one."""
    if isinstance(instance, PortalPage) and instance.change_note:
        instance.change_note = ""
        type(instance).objects.filter(pk=instance.pk).update(change_note="")


@receiver(post_save, sender=Department)
def follow_department(instance: Department, created: bool, **kwargs: Any) -> None:
    """Its name stands on everything that it is responsible for."""
    if not created:
        present_again(LinkKind.DEPARTMENT, [instance.code])


@receiver(post_save, sender=Topic)
def follow_topic(instance: Topic, created: bool, **kwargs: Any) -> None:
    """Its name stands on everything that is filed under it."""
    if not created:
        present_again(LinkKind.TOPIC, [instance.code])


@receiver(post_save, sender=PortalDocument)
def read_document(instance: PortalDocument, raw: bool = False, **kwargs: Any) -> None:
    """Its words are read when it comes, so that nobody waits for them later."""
    if not raw:
        text_of(instance)


@receiver(post_save, sender=PortalDocument)
def follow_document(instance: PortalDocument, created: bool, **kwargs: Any) -> None:
    """Its title, size and type stand wherever it is attached."""
    if not created:
        present_again(LinkKind.FILE, [str(instance.pk)])


@receiver(post_save, sender=PortalImage)
def follow_image(instance: PortalImage, created: bool, **kwargs: Any) -> None:
    """Its credit and its renditions stand wherever it is shown."""
    if not created:
        present_again(LinkKind.IMAGE, [str(instance.pk)])
