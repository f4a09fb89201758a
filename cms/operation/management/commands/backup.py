from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.operation.backup import Refused, back_up


class Command(BaseCommand):
    help = (
        "Backs up database, files and anchors of the audit trail into a new folder, with digests; the keys go to a "
        "file of their own, which is to be kept elsewhere."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that is not there yet")
        parser.add_argument("--keys", type=Path, required=True, metavar="FILE", help="where keys and variables go")
        parser.add_argument("--anchors", type=Path, metavar="FILE", help="the anchor file of verify_audit")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = back_up(options["folder"], options["keys"], options["anchors"])
        except (Refused, OSError) as refused:
            raise CommandError(str(refused)) from refused
        state = manifest["state"]
        self.stdout.write(
            f"{state['items']} content items, {len(manifest['sha256'])} files, audit trail up to {state['trail'][0]}: "
            f"{options['folder']}. Keep {options['keys']} elsewhere: without it the trail looks forged."
        )
        for name in manifest["files_missing"]:
            self.stderr.write(f"The libraries name {name}, which is not below MEDIA_ROOT.")
