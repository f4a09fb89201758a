"""Tables for spreadsheets: what a stranger wrote is shown in them, and never calculated; no character stops them.

The name with which somebody tried to sign in, a title, a remark: all of it ends up in cells that colleagues open.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

# Tells spreadsheets that a file of text is UTF-8.
MARK = "\ufeff"
# What spreadsheets take for the beginning of a formula (OWASP, CSV Injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# Control characters, and what else XML has no place for.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """The text without the characters that no workbook can hold."""
    return _UNWRITABLE.sub("", text)


def inert(text: str) -> str:
    """The text for a cell of CSV, marked as text where a spreadsheet would calculate it."""
    text = writable(text)
    # Spreadsheets read the full-width forms of the signs too, and some look behind spaces.
    starts = (text[:1], unicodedata.normalize("NFKC", text.lstrip()[:1]))
    return f"'{text}" if any(start in FORMULA_STARTS for start in starts if start) else text


class SafeExports(SpreadsheetExportMixin):
    """Wagtail's exports of reports and listings; `secure_exports` gives all of them these methods."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        value = _preprocess(self, field, value, export_format)
        if isinstance(value, str):
            return inert(value) if export_format == self.FORMAT_CSV else writable(value)
        return value

    def generate_xlsx_row(self, worksheet: Any, row_dict: Any, date_format: str | None = None) -> Iterator[Any]:
        for cell in _xlsx_row(self, worksheet, row_dict, date_format):
            yield as_text(cell)

    def stream_csv(self, queryset: Any) -> Iterator[bytes]:
        yield MARK.encode()
        yield from _csv(self, queryset)


_preprocess = SpreadsheetExportMixin.preprocess_field_value
_xlsx_row = SpreadsheetExportMixin.generate_xlsx_row
_csv = SpreadsheetExportMixin.stream_csv


def as_text(cell: Any) -> Any:
    """The cell of a workbook; text that looks like a formula or an error is text."""
    if isinstance(cell.value, str):
        cell.data_type = "s"
    return cell


def secure_exports() -> None:
    """Every export of the administration, Wagtail's own ones included, is made by `SafeExports`; done at start-up.

    Wagtail's views name the mixin among their bases, each its own way: this is the one place that all of them share.
    """
    for name in ("preprocess_field_value", "generate_xlsx_row", "stream_csv"):
        setattr(SpreadsheetExportMixin, name, getattr(SafeExports, name))
