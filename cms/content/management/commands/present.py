from typing import Any

from django.core.management.base import BaseCommand
from wagtail.models import Page

from cms.content.models import ContentItem, Withdrawal
from cms.content.presenting import PresentablePage
from cms.content.publishing import synchronise, withdraw

CHUNK = 200


class Command(BaseCommand):
    help = "Compares every page with its content item and mends what differs; after a change of presenters or address."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = 0
        keys = list(Page.objects.filter(depth__gt=1).order_by("path").values_list("pk", flat=True))
        for start in range(0, len(keys), CHUNK):
            pages = Page.objects.filter(pk__in=keys[start : start + CHUNK]).specific()
            changed += len(synchronise([page for page in pages if isinstance(page, PresentablePage)]))
        orphans = ContentItem.objects.published().filter(page_id__isnull=False).exclude(page_id__in=keys)
        gone = {item.page_id: (Withdrawal.DELETED, "") for item in orphans.only("page_id") if item.page_id}
        changed += len(withdraw(gone))
        self.stdout.write(f"{len(keys)} pages compared, {changed} items changed")
