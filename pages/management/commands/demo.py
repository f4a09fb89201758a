import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from pages.demo.account import NAME, found_administrator
from pages.demo.portal import is_complete, write_portal


class Command(BaseCommand):
    help = "Writes a demonstration portal with an administrator; what is there already is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        # Wagtail's line for each page would push the password out of sight.
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        author, password = found_administrator()
        if password:
            # Said once and kept nowhere: only its hash is stored.
            self.stdout.write(f"Sign in at {settings.WAGTAILADMIN_BASE_URL}/admin/ as {NAME}, password {password}")
        else:
            self.stdout.write(f"The account {NAME} exists; `manage.py changepassword {NAME}` sets a new password")
        if not is_complete():
            self.stdout.write("Writing the demonstration, which takes up to a minute")
            write_portal(author)
