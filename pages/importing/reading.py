"""Reading files of records: JSON lines, CSV and XLSX, the first two also compressed with gzip.

A file is never held in memory, nor is a line of it that is longer than LONGEST_LINE.
"""

import csv
import gzip
import itertools
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from io import BufferedIOBase
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import orjson
from django.utils.translation import gettext as _

from pages.importing.refusals import Refused
from pages.uploads.packages import open_package
from pages.uploads.refusals import Reason
from pages.uploads.refusals import Refused as Unpackable

LONGEST_LINE = 5 * 1024 * 1024
SUFFIXES = (".jsonl", ".ndjson", ".json", ".csv", ".xlsx")


class Row(NamedTuple):
    """One line of a file, numbered from 1: its data, or why it cannot be read."""

    number: int
    data: dict[str, Any] | Refused


def kind(path: Path) -> str:
    """The suffix that says how the file is read, without .gz; an empty text for a file that cannot be read."""
    suffix = Path(path.stem).suffix if path.suffix == ".gz" else path.suffix
    return suffix.lower() if suffix.lower() in SUFFIXES else ""


def rows(path: Path) -> Iterator[Row]:
    """The rows of the file, whatever its kind; blank lines are passed over."""
    if kind(path) == ".xlsx":
        yield from _workbook_rows(path)
        return
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        yield from _table_rows(file) if kind(path) == ".csv" else _json_rows(file)


def _lines(file: BufferedIOBase) -> Iterator[tuple[int, str | Refused]]:
    """The lines of a file with their numbers, from a buffer that never grows beyond the longest line."""
    number = 0
    while True:
        number += 1
        try:
            line = file.readline(LONGEST_LINE + 1)
            too_long = len(line) > LONGEST_LINE
            while too_long and not line.endswith(b"\n") and (line := file.readline(LONGEST_LINE)):
                pass
        except (OSError, EOFError, zlib.error):
            yield number, Refused("", _("文件已损坏，从这一行起无法读取。"))
            return
        if too_long:
            yield number, Refused("", _("这一行超过 5 MB。"))
        elif not line:
            return
        else:
            yield number, _decoded(line)


def _decoded(line: bytes) -> str | Refused:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Refused("", _("不是 UTF-8 编码；请将文件另存为 UTF-8。"))


def _json_rows(file: BufferedIOBase) -> Iterator[Row]:
    for number, line in _lines(file):
        if isinstance(line, Refused):
            yield Row(number, line)
        elif line.strip():
            yield Row(number, _parsed(line))


def _parsed(line: str) -> dict[str, Any] | Refused:
    try:
        data = orjson.loads(line)
    except orjson.JSONDecodeError:
        return Refused("", _("不是有效的 JSON。"))
    return data if isinstance(data, dict) else Refused("", _("不是 JSON 对象。"))


def _table_rows(file: BufferedIOBase) -> Iterator[Row]:
    """Rows of a CSV file, numbered by the line on which each begins."""
    broken: list[Row] = []

    def readable() -> Iterator[str]:
        for number, line in _lines(file):
            if isinstance(line, Refused):
                broken.append(Row(number, line))
            yield "\n" if isinstance(line, Refused) else line

    csv.field_size_limit(LONGEST_LINE)
    table = csv.reader(readable())
    heading: list[str] = []
    while True:
        first = table.line_num + 1
        try:
            cells = next(table, None)
        except csv.Error:
            yield Row(first, Refused("", _("不是有效的 CSV。")))
            continue
        yield from broken
        broken.clear()
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        if heading:
            yield Row(first, _table_row(heading, cells))
        else:
            heading = [cell.strip() for cell in cells]


def _workbook_rows(path: Path) -> Iterator[Row]:
    """Rows of the first sheet of an XLSX file; its first row names the fields."""
    try:
        with path.open("rb") as file:
            open_package(file, path.stat().st_size)
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet: Any = book.worksheets[0]
        # Whatever size it claims to have.
        sheet.reset_dimensions()
    except Unpackable as refused:
        swollen = refused.reason is Reason.SWOLLEN
        yield Row(1, Refused("", _("解压后异常庞大；请另存为 CSV。") if swollen else _("不是有效的 XLSX 文件。")))
        return
    except Exception:  # noqa: BLE001 -- a broken archive or sheet raises whatever its parser happens to raise
        yield Row(1, Refused("", _("不是有效的 XLSX 文件。")))
        return
    heading: list[str] = []
    found = sheet.iter_rows(values_only=True)
    for number in itertools.count(1):
        try:
            values = next(found, None)
        except Exception:  # noqa: BLE001 -- as above
            yield Row(number, Refused("", _("文件已损坏，从这一行起无法读取。")))
            break
        if values is None:
            break
        cells = [_cell_text(value) for value in values]
        if not any(cells):
            continue
        if heading:
            yield Row(number, _table_row(heading, cells))
        else:
            heading = cells
    book.close()


def _cell_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value).strip()


def _table_row(heading: list[str], cells: list[str]) -> dict[str, Any] | Refused:
    if len(cells) > len(heading) and any(cells[len(heading) :]):
        return Refused("", _("这一行的格子比表头多。"))
    data: dict[str, Any] = {name: cell.strip() for name, cell in zip(heading, cells, strict=False) if name}
    if "body" in data:
        # A table has no place for structure: each line is a paragraph.
        data["body"] = [{"type": "paragraph", "text": text} for text in data["body"].splitlines() if text.strip()]
    return data
