from typing import Any

from django.core.management.base import BaseCommand

from cms.oversight.reminding import remind
from cms.oversight.tracking import track_untracked


class Command(BaseCommand):
    help = "Remind departments of deadlines by e-mail. May run any number of times a day: nobody is told twice."

    def handle(self, *args: Any, **options: Any) -> None:
        track_untracked()
        sent, unreachable = remind()
        self.stdout.write(f"{sent} messages sent")
        for department in unreachable:
            self.stderr.write(f"no e-mail address: {department or 'deadlines without a department'}")
