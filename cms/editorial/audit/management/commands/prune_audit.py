from typing import Any

from django.core.management.base import BaseCommand

from cms.editorial.audit.pruning import kept_since, prune


class Command(BaseCommand):
    help = "Removes audit entries that are older than the period in the agency's profile (at least 6 months)."

    def handle(self, *args: Any, **options: Any) -> None:
        since = kept_since()
        self.stdout.write(f"{prune()} entries of before {since:%Y-%m-%d} removed")
