"""公开信息表: the public record of a document (国办发〔2017〕47号), as its type describes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cms.content.presenting import is_empty
from cms.content.types import Field, Kind, Label, content_types


@dataclass(frozen=True)
class Cell:
    """A field of the record with its value, which may be missing; `kind` tells how to show it."""

    label: Label
    kind: Kind
    value: Any

    @property
    def is_empty(self) -> bool:
        """Whether a dash stands for what is missing."""
        return is_empty(self.value)


Row = list[Cell]


def record_rows(document: dict[str, Any]) -> list[Row]:
    """The rows of the table, of one wide cell or of two; a row in which nothing is told is left out."""
    content_type = content_types()[document["type"]]
    rows = _rows([content_type[name] for name in content_type.record], document)
    return [row for row in rows if not all(cell.is_empty for cell in row)]


def _rows(fields: list[Field], document: dict[str, Any]) -> Iterator[Row]:
    row: Row = []
    for field in fields:
        value = document.get(field.name)
        if field.choices and value:
            value = field.choices(value).label
        cell = Cell(field.label, field.kind, value)
        is_wide = field.kind is Kind.LONG_TEXT or field.name == "title"
        if row and (is_wide or len(row) == 2):
            yield row
            row = []
        if is_wide:
            yield [cell]
        else:
            row.append(cell)
    if row:
        yield row
