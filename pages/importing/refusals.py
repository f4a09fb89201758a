"""What is said about lines that cannot be imported."""

import csv
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from cms.content.spreadsheets import inert

HEADINGS = {"file": "文件", "line": "行号", "field": "字段", "reason": "原因"}


@dataclass(frozen=True)
class Refusal:
    """A line that was not imported: its file and number from 1, the field (may be empty), the reason in Chinese."""

    file: str
    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        place = f"{self.file} 第 {self.line} 行"
        return f"{place} {self.field}：{self.reason}" if self.field else f"{place}：{self.reason}"


class Refused(Exception):
    """A line, or a record, cannot be imported. `field` is the record's field, or empty for the line as a whole."""

    def __init__(self, field: str, reason: object) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, str(reason)


def write_report(path: Path, refusals: Iterable[Refusal]) -> None:
    """Write the refusals as CSV that spreadsheets open with the right characters."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([HEADINGS[field.name] for field in fields(Refusal)])
        writer.writerows([inert(str(part)) for part in astuple(refusal)] for refusal in refusals)
