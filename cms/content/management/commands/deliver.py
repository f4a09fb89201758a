import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from cms.content import outage
from cms.content.channels import tend
from cms.content.delivering import deliver_due
from cms.operation.models import beat

# Seconds between two attempts while the database cannot be asked.
LONGEST_PAUSE = 10.0


class Command(BaseCommand):
    help = "The worker: carries due deliveries to their channels until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is due")
        parser.add_argument(
            "--pause",
            type=float,
            default=1.0,
            help="seconds to wait when nothing is due",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.running = True
        signal.signal(signal.SIGTERM, self.stop)
        total, wait = 0, options["pause"]
        while self.running:
            try:
                beat("worker")
                done = deliver_due()
                more = done or tend()
            except outage.ERRORS as error:
                if options["once"]:
                    raise
                # What was claimed comes due again; nothing is given up (see `Delivery`).
                outage.note(error)
                connections.close_all()
                wait = min(2 * wait, LONGEST_PAUSE)
                time.sleep(wait)
                continue
            total, wait = total + done, options["pause"]
            if more:
                continue
            if options["once"]:
                break
            time.sleep(wait)
        self.stdout.write(f"{total} deliveries carried out")

    def stop(self, *args: Any) -> None:
        """Finish the batch in hand, then leave; what is not delivered stays pending."""
        self.running = False
