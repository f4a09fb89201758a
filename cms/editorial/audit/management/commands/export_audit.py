import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.editorial.audit.exporting import entries_between, write_csv, write_json_lines
from cms.editorial.audit.models import Action
from cms.editorial.audit.recording import record

WRITERS = {"jsonl": write_json_lines, "csv": write_csv}


class Command(BaseCommand):
    help = "Writes the audit trail of a period, both days included; that it was written is recorded too."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", required=True, type=date.fromisoformat, dest="first", metavar="YYYY-MM-DD")
        parser.add_argument("--to", required=True, type=date.fromisoformat, dest="last", metavar="YYYY-MM-DD")
        parser.add_argument("--format", choices=WRITERS, default="jsonl")
        parser.add_argument("--output", metavar="FILE", help="where to write; standard output when it is left out")

    def handle(self, *args: Any, **options: Any) -> None:
        first, last = options["first"], options["last"]
        if last < first:
            raise CommandError("The period ends before it begins")
        entries, write = entries_between(first, last), WRITERS[options["format"]]
        if options["output"]:
            with Path(options["output"]).open("w", encoding="utf-8", newline="") as file:
                count = write(entries, file)
        else:
            count = write(entries, sys.stdout)
        record(Action.EXPORT, title="审计记录", note=f"{first} 至 {last}，{count} 条，{options['format']}")
        self.stderr.write(f"{count} entries")
