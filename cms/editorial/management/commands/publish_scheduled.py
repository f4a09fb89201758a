from typing import Any

from django.utils import timezone
from wagtail.management.commands import publish_scheduled
from wagtail.models import Page, Revision

from cms.content.gates import PublicationRefused, publication_refused
from cms.editorial.audit.models import Channel
from cms.editorial.audit.origin import acting_by
from cms.editorial.companions import group_of
from cms.editorial.joint import publish_together


class Command(publish_scheduled.Command):
    help = (
        "Publishes and withdraws what is due. What belongs together is published together; what must not be published "
        "is taken off the schedule and recorded, and holds up nothing else."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_by(Channel.SCHEDULE):
            if not options["dryrun"]:
                for page in due_pages():
                    publish_due(page)
            super().handle(*args, **options)


def due_pages() -> list[Page]:
    """Pages with a revision whose time has come, longest due first."""
    due = Revision.page_revisions.filter(approved_go_live_at__lt=timezone.now()).order_by("approved_go_live_at")
    keys = [int(key) for key in due.values_list("object_id", flat=True)]
    pages = Page.objects.specific().in_bulk(keys)
    return [pages[key] for key in dict.fromkeys(keys) if key in pages]


def publish_due(page: Page) -> None:
    """Publish the page with those of its companions that are scheduled with it; refused, they leave the schedule."""
    if not page.scheduled_revision:
        # Published a moment ago together with another one.
        return
    pages = [member for member in group_of(page) if member.scheduled_revision]
    try:
        publish_together(pages, None, log_action="wagtail.publish.scheduled")
    except PublicationRefused as refused:
        for member in pages:
            member.revisions.update(approved_go_live_at=None)
        publication_refused.send(sender=type(page), refused=refused)
