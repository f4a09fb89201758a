import logging
import sys
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from pages.founding import found_portal
from pages.importing.importing import Import
from pages.importing.reading import SUFFIXES, kind
from pages.importing.refusals import Refused, write_report
from pages.importing.vocabulary import Vocabulary, library
from pages.models import ColumnPage, HomePage


class Command(BaseCommand):
    help = (
        "Imports documents from JSON lines, CSV or XLSX; the first two may be compressed with gzip. Records are known "
        "by their index number: run it again, also after an interruption, and only what is new or changed is written. "
        "Lines that break a rule are refused, reported at the end, and make the exit code 1; the others are imported."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=", ".join(SUFFIXES) + ", or these .gz")
        parser.add_argument("--column", help="address of the column for records that name none; by default 文件库")
        parser.add_argument("--user", help="name of the account that the revisions and the history name")
        parser.add_argument("--report", type=Path, metavar="FILE.csv", help="write the refused lines there as CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        # Wagtail's line for each page would tear the progress bar.
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        for path in options["files"]:
            if not path.is_file() or not kind(path):
                raise CommandError(
                    f"{path} is no file with one of the endings {', '.join(SUFFIXES)}, or these with .gz"
                )
        if not HomePage.objects.exists():
            found_portal()
        with tqdm(unit=" 条", disable=None) as bar:
            work = Import(self.column(options["column"]), self.author(options["user"]), bar.update)
            for path in options["files"]:
                bar.set_description(path.name)
                work.read(path)
        self.stdout.write(
            _("新增 %(created)d 条，更新 %(changed)d 条，未变 %(unchanged)d 条，退回 %(refused)d 条。")
            % {
                **{name: work.counts[name] for name in ("created", "changed", "unchanged")},
                "refused": len(work.refusals),
            }
        )
        if options["report"]:
            write_report(options["report"], work.refusals)
        for refusal in work.refusals:
            self.stderr.write(str(refusal))
        if work.refusals:
            sys.exit(1)

    def column(self, address: str | None) -> ColumnPage:
        if not address:
            return library()
        try:
            return Vocabulary().column(address)
        except Refused as refused:
            raise CommandError(refused.reason) from refused

    def author(self, name: str | None) -> Any:
        user = get_user_model().objects.filter(username=name).first() if name else None
        if name and user is None:
            raise CommandError(_("没有名为“%s”的账号。") % name)
        return user
