import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.content.channels import tend
from cms.content.delivering import deliver_due
from cms.operation.models import beat


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
        total = 0
        while self.running:
            beat("worker")
            done = deliver_due()
            total += done
            if done or tend():
                continue
            if options["once"]:
                break
            time.sleep(options["pause"])
        self.stdout.write(f"{total} deliveries carried out")

    def stop(self, *args: Any) -> None:
        """Finish the batch in hand, then leave; what is not delivered stays pending."""
        self.running = False
