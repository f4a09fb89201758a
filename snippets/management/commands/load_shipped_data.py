from typing import Any

from django.core.management.base import BaseCommand

from snippets.shipped import load


class Command(BaseCommand):
    help = (
        "Brings the word lists that ship with the portal up to date, as `migrate` does. What editors have written, "
        "changed or deleted stays as they left it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load()
        self.stdout.write(str(loaded))
        for key in loaded.left:
            self.stdout.write(f"left to editors: {key}")
