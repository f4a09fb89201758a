"""An import from its files to its report."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, reset_queries
from django.utils.translation import gettext as _

from pages.importing.checking import Record, check
from pages.importing.reading import rows
from pages.importing.refusals import Refusal, Refused
from pages.importing.vocabulary import Vocabulary
from pages.importing.writing import Placed, write
from pages.models import ColumnPage

CHUNK = 100


@dataclass
class Import:
    """An import in progress: its column for records that name none, its author, and what became of the lines."""

    column: ColumnPage
    author: AbstractBaseUser | None = None
    advance: Callable[[int], object] = lambda lines: None
    counts: Counter[str] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)

    def read(self, path: Path) -> None:
        """Import the file in chunks, each in a transaction of its own: what is killed is simply started again."""
        chunk: list[tuple[int, Placed]] = []
        for number, record in self._records(path):
            try:
                chunk.append((number, self._placed(record)))
            except Refused as refused:
                self._refuse(path, number, refused)
            if len(chunk) == CHUNK:
                self._write(path, chunk)
                chunk = []
        self._write(path, chunk)

    def _records(self, path: Path) -> Iterator[tuple[int, Record]]:
        """The records of the file that keep the rules, with their line numbers; the other lines are refused."""
        seen: dict[str, int] = {}
        for number, data in rows(path):
            try:
                if isinstance(data, Refused):
                    raise data
                record = check(data)
                if record.index_number in seen:
                    raise Refused("index_number", _("与第 %d 行重复。") % seen[record.index_number])
            except Refused as refused:
                self._refuse(path, number, refused)
                continue
            seen[record.index_number] = number
            yield number, record

    def _placed(self, record: Record) -> Placed:
        column = self.vocabulary.column(record.column) if record.column else self.column
        return Placed(record, column, self.vocabulary.department(record.department))

    def _write(self, path: Path, chunk: list[tuple[int, Placed]]) -> None:
        if not chunk:
            return
        try:
            self.counts += write([placed for _number, placed in chunk], self.author)
        except (DataError, IntegrityError, ValidationError) as error:
            # Something that only the database knows: one line must not keep out the others.
            if len(chunk) > 1:
                for line in chunk:
                    self._write(path, [line])
                return
            self._refuse(path, chunk[0][0], Refused("", _("无法写入：%s") % error))
            return
        self.advance(len(chunk))
        # With DEBUG, Django keeps every statement, which holds whole documents.
        reset_queries()

    def _refuse(self, path: Path, number: int, refused: Refused) -> None:
        self.refusals.append(Refusal(path.name, number, refused.field, refused.reason))
        self.advance(1)
