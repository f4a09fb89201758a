from typing import Any

from django.core.management.base import BaseCommand

from pages.founding import found_portal


class Command(BaseCommand):
    help = "Creates what a new portal needs: the site, its languages, a home page in each, the agency profile."

    def handle(self, *args: Any, **options: Any) -> None:
        home = found_portal()
        self.stdout.write(f"The portal stands at {home.full_url}")
