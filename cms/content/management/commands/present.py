from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail.models import Page

from cms.content.locks import hold_publication
from cms.content.models import ContentItem, Withdrawal
from cms.content.publishing import synchronise_all, withdraw


class Command(BaseCommand):
    help = "Compares every page with its content item and mends what differs; after a change of presenters or address."

    def handle(self, *args: Any, **options: Any) -> None:
        keys = list(Page.objects.filter(depth__gt=1).order_by("path").values_list("pk", flat=True))
        changed = len(synchronise_all(keys))
        with transaction.atomic():
            # Also a page that was made a moment ago is a page.
            hold_publication()
            orphans = ContentItem.objects.published().filter(page_id__isnull=False)
            gone = orphans.exclude(page_id__in=Page.objects.values("pk")).values_list("page_id", flat=True)
            changed += len(withdraw({key: (Withdrawal.DELETED, "") for key in gone if key}))
        self.stdout.write(f"{len(keys)} pages compared, {changed} items changed")
