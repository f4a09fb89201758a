from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.management.commands import publish_scheduled
from wagtail.models import Page, Revision

from cms.content.gates import PublicationRefused, publication_refused
from cms.content.locks import hold_publication
from cms.content.models import ContentItem
from cms.content.publishing import synchronise
from cms.editorial.audit.models import Channel
from cms.editorial.audit.origin import acting_by
from cms.editorial.companions import group_of
from cms.editorial.joint import publish_together

# Dates of a page by which readers see it published, and how far two clocks may be apart.
DATES = ("first_published_at", "last_published_at", "date_first_public")
TOLERANCE = timedelta(seconds=10)


class Command(publish_scheduled.Command):
    help = (
        "Publishes and withdraws what is due. What belongs together is published together; what must not be published "
        "is taken off the schedule and recorded, and holds up nothing else."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_by(Channel.SCHEDULE):
            if not options["dryrun"]:
                for key in due_pages():
                    publish_due(key)
                for key in expired_pages().order_by("expire_at").values_list("pk", flat=True):
                    withdraw_expired(key)
                for key in dated_ahead():
                    put_date_right(key)
            # What is left to Wagtail: everything but pages.
            super().handle(*args, **options)


def due_pages() -> list[int]:
    """The keys of pages with a revision whose time has come, longest due first."""
    due = Revision.page_revisions.filter(approved_go_live_at__lt=timezone.now()).order_by("approved_go_live_at")
    return [int(key) for key in dict.fromkeys(due.values_list("object_id", flat=True))]


def expired_pages() -> Any:
    """Public pages whose time is over."""
    return Page.objects.filter(live=True, expire_at__lt=timezone.now())


def publish_due(key: int) -> None:
    """Publish the page with those of its companions that are scheduled with it; refused, they leave the schedule.

    An editor may have published, withdrawn or postponed it since it was found due: what counts is what stands when
    the lock is held.
    """
    pages: list[Page] = []
    try:
        with transaction.atomic():
            hold_publication()
            page = Page.objects.filter(pk=key).specific().first()
            if page is None or not is_due(page.scheduled_revision):
                return
            pages = [member for member in group_of(page) if member.scheduled_revision]
            publish_together(pages, None, log_action="wagtail.publish.scheduled")
    except PublicationRefused as refused:
        for member in pages:
            member.revisions.filter(approved_go_live_at__lt=timezone.now()).update(approved_go_live_at=None)
        publication_refused.send(sender=type(page), refused=refused)


def is_due(revision: Revision | None) -> bool:
    """Whether the time of a scheduled revision has come."""
    return revision is not None and revision.approved_go_live_at < timezone.now()


@transaction.atomic
def withdraw_expired(key: int) -> None:
    """Withdraw the page, unless an editor has given it more time since it was found expired."""
    hold_publication()
    if page := expired_pages().filter(pk=key).specific().first():
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def dated_ahead() -> list[int]:
    """The keys of public pages whose date of publication has not come: a clock was set back, or somebody mistyped."""
    ahead = ContentItem.objects.published().filter(published_at__gt=timezone.now() + TOLERANCE)
    return [key for key in ahead.values_list("page_id", flat=True) if key]


@transaction.atomic
def put_date_right(key: int) -> None:
    """What is public was published by now: else it would stand first in every list until its date has come."""
    hold_publication()
    page = Page.objects.filter(pk=key).specific().first()
    now = timezone.now()
    wrong = [name for name in DATES if getattr(page, name, None) and getattr(page, name) > now]
    if page and wrong:
        type(page).objects.filter(pk=key).update(**dict.fromkeys(wrong, now))
        synchronise([page])
