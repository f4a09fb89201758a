"""Whatever changes a deadline: drafts, publications, deletions, bulk imports, the calendar of holidays."""

from collections.abc import Sequence
from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page, Revision
from wagtail.signals import page_published

from cms.oversight.models import Deadline
from cms.oversight.rules import rules
from cms.oversight.tracking import recount, track
from pages.importing.inserting import pages_inserted
from snippets.models import HolidayArrangement


@receiver(post_save, sender=Revision)
def follow_draft(instance: Revision, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A draft counts as the editor saved it; once published, only what is public counts."""
    model = instance.content_type.model_class()
    if created and not raw and model and issubclass(model, tuple(rule.page_type for rule in rules())):
        page = instance.as_object()
        if page.first_published_at is None:
            track([page])


@receiver(page_published)
def follow_publication(instance: Page, **kwargs: Any) -> None:
    """Published by whatever way: the deadline is met."""
    track([instance])


@receiver(pages_inserted)
def follow_import(pages: Sequence[Page], **kwargs: Any) -> None:
    """Imported in bulk, past the signals of revisions and publication."""
    track(pages)


@receiver(pre_delete)
def follow_deletion(sender: type, instance: Any, **kwargs: Any) -> None:
    """What will never be published need not be in time; the report keeps it as 不适用."""
    if isinstance(instance, Page):
        Deadline.objects.open().filter(page_id=instance.pk).update(void=True)


@receiver([post_save, post_delete], sender=HolidayArrangement)
def follow_calendar(**kwargs: Any) -> None:
    """An arrangement that staff enter, change or delete takes effect on all open deadlines at once."""
    recount()
