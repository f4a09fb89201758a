import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.editorial.audit.chain import line
from cms.editorial.audit.models import AuditEntry
from cms.editorial.audit.verifying import anchors_in, verify

SHOWN = 100


class Command(BaseCommand):
    help = "Walks the audit trail and says what was changed, removed or inserted; exits with 1 when anything was."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchors",
            metavar="FILE",
            help="a file that keeps hashes outside of the database: it is compared, and when all is well the present "
            "end is added to it; `-` reads lines of the log from standard input and adds nothing",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        place = options["anchors"]
        walk = verify(anchors_in(lines_of(place)))
        for finding in walk.findings[:SHOWN]:
            self.stderr.write(finding)
        if walk.findings:
            raise CommandError(f"{len(walk.findings)} findings in {walk.count} entries: the trail is not whole")
        self.stdout.write(f"{walk.count} entries are whole; the last is {walk.number}, its hash {walk.hash}")
        last = AuditEntry.objects.filter(number=walk.number).first()
        if last and place and place != "-":
            with Path(place).open("a", encoding="utf-8") as file:
                file.write(f"{line(last)}\n")


def lines_of(place: str | None) -> list[str]:
    """The lines of the anchor file, of standard input, or none."""
    if place == "-":
        return sys.stdin.readlines()
    if place is None or not Path(place).exists():
        return []
    return Path(place).read_text(encoding="utf-8").splitlines()
