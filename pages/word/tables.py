"""Tables of a document as table blocks, which have one heading a column and no merged cells.

A reader who hears a table hears cell by cell: so what was merged is given back to every row that it belongs to, and a
heading above several columns is named in each of them. In this form nothing is lost, and nothing depends on sight.
"""

from dataclasses import dataclass
from typing import Any

from bs4.element import Tag
from django.utils.translation import gettext as _

from pages.word.package import WordRefused
from pages.word.report import Loss, Report

MOST_CELLS = 50_000
MOST_HEADS = 3
_FORMATS = ["b", "i", "a", "ul", "ol", "sup", "sub", "br"]
BETWEEN_HEADINGS = " / "


@dataclass
class Cell:
    """A place in the grid; `first` where the cell that covers it begins."""

    element: Tag
    first: bool
    below: bool
    """Whether it continues a cell of a row above."""


Grid = list[list[Cell | None]]


def read_table(table: Tag, caption: str, report: Report) -> dict[str, Any] | None:
    """The block's value; None for a table that only frames text: one column, or one row."""
    for inner in table.find_all("table"):
        report.add(Loss.NESTED)
        inner.replace_with(" ".join(inner.stripped_strings))
    rows = table.find_all("tr")
    grid = _grid(rows)
    if len(grid) < 2 or len(grid[0]) < 2:
        return None
    if any(cell and not cell.first for row in grid for cell in row):
        report.add(Loss.MERGED)
    heads = _count_heads(rows, grid)
    columns = list(zip(*grid[heads:], strict=True))
    kinds = ["rich_text" if any(_is_formatted(cell) for cell in column) else "text" for column in columns]
    headings = _headings(grid[:heads])
    return {
        "columns": [{"type": kind, "heading": heading} for kind, heading in zip(kinds, headings, strict=True)],
        "rows": [
            {"values": [_value(cell, kind) for cell, kind in zip(row, kinds, strict=True)]} for row in grid[heads:]
        ],
        "caption": caption,
    }


def _grid(rows: list[Tag]) -> Grid:
    """Every place of the table with the cell that covers it; as many places in every row. Raises WordRefused."""
    taken: dict[tuple[int, int], Cell] = {}
    for down, row in enumerate(rows):
        across = 0
        for element in row.find_all(["td", "th"], recursive=False):
            while (down, across) in taken:
                across += 1
            height, width = (_span(element, name) for name in ("rowspan", "colspan"))
            height = min(height, len(rows) - down)
            if len(taken) + height * width > MOST_CELLS:
                raise WordRefused(_("有一个表格过大，无法导入。请把它作为 Excel 附件上传。"))
            for y in range(height):
                for x in range(width):
                    taken[down + y, across + x] = Cell(element, not (x or y), y > 0)
            across += width
    width = max((across for _down, across in taken), default=-1) + 1
    if width * len(rows) > MOST_CELLS:
        raise WordRefused(_("有一个表格过大，无法导入。请把它作为 Excel 附件上传。"))
    return [[taken.get((down, across)) for across in range(width)] for down in range(len(rows))]


def _span(element: Tag, name: str) -> int:
    text = str(element.get(name, "1"))
    return max(int(text), 1) if text.isascii() and text.isdigit() else 1


def _count_heads(rows: list[Tag], grid: Grid) -> int:
    """The rows that Word repeats as headings; else the first row, with those that its merged cells reach into."""
    marked = sum(1 for row in rows if row.find("th", recursive=False))
    heads = marked or 1
    while heads < len(grid) - 1 and any(cell and cell.below for cell in grid[heads]):
        heads += 1
    # What reaches further down is no heading, but the side of a form.
    return min(heads if heads <= MOST_HEADS else marked or 1, len(grid) - 1)


def _headings(rows: Grid) -> list[str]:
    """One heading a column, from the top down; what is merged over several rows is said once."""
    columns = zip(*rows, strict=True)
    said = (dict.fromkeys(_words(cell) for cell in column if cell and _words(cell)) for column in columns)
    return [BETWEEN_HEADINGS.join(words) for words in said]


def _words(cell: Cell) -> str:
    return " ".join(cell.element.stripped_strings)


def _is_formatted(cell: Cell | None) -> bool:
    return cell is not None and (bool(cell.element.find(_FORMATS)) or len(cell.element.find_all("p")) > 1)


def _value(cell: Cell | None, kind: str) -> str:
    """The content of a cell; of one that covers several columns in its first only, of one over several rows in all."""
    if cell is None or not (cell.first or cell.below):
        return ""
    return cell.element.decode_contents().strip() if kind == "rich_text" else _words(cell)
