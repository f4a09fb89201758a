from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.operation.backup import Refused, restore


class Command(BaseCommand):
    help = (
        "Restores a backup into an empty database and an empty MEDIA_ROOT, under the keys that were kept beside it, "
        "and compares digests, audit trail and presentation with what was backed up."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="what `backup` has written")
        parser.add_argument("--anchors", type=Path, metavar="FILE", help="where the anchor file belongs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            differences = restore(options["folder"], options["anchors"])
        except (Refused, OSError) as refused:
            raise CommandError(str(refused)) from refused
        for difference in differences:
            self.stderr.write(difference)
        if differences:
            raise CommandError(f"{len(differences)} differences from what was backed up")
        self.stdout.write("Restored: content, files, audit trail and presentation are what was backed up.")
