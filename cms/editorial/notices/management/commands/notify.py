from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.editorial.notices.sending import send_waiting


class Command(BaseCommand):
    help = "Send the notices about reviews that wait. May run any number of times: nobody is told twice."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sent, failed = send_waiting()
        except OSError as reason:
            raise CommandError(f"no mail server, everything waits: {reason}") from reason
        self.stdout.write(f"{sent} messages sent")
        if failed:
            self.stderr.write(f"{failed} people could not be reached; their notices wait")
