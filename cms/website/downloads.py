"""The disclosure catalogue as files: for spreadsheets, and for programs."""

import csv
import io
from typing import Any

import orjson
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from cms.content.spreadsheets import inert, writable

WIDTHS = (14, 24, 50, 36, 24, 18, 28, 12, 12, 40)


def headings() -> list[str]:
    """The headings of what `cells` returns."""
    return [
        _("领域"), _("公开事项"), _("公开内容"), _("公开依据"), _("公开时限"), _("公开主体"), _("公开渠道"),
        _("公开对象"), _("公开方式"),
    ]  # fmt: skip


def cells(area: dict[str, Any], entry: dict[str, Any]) -> list[str]:
    """What the catalogue says of one entry, as text."""
    return [
        area["title"],
        entry["item"],
        entry["content"],
        entry["legal_ground"],
        entry["time_limit"],
        entry["subject"],
        _("、").join(channel["title"] for channel in entry["channels"]),
        entry["audience"]["title"],
        entry["method"]["title"],
    ]


def table(document: dict[str, Any], site_url: str) -> list[list[str]]:
    """The catalogue as rows of text, beginning with the headings."""
    places = _places(document, site_url)
    rows = [
        [*cells(area, entry), places.get(entry["fulfilled_by"], "")]
        for area in document["body"]
        for entry in area["entries"]
    ]
    return [[*headings(), _("公开位置")], *rows]


def as_json(document: dict[str, Any], site_url: str) -> bytes:
    """The catalogue as JSON, with the names and codes of the API; `url` is where an entry is fulfilled, or null."""
    places = _places(document, site_url)
    areas = [
        {
            "title": area["title"],
            "entries": [
                {name: value for name, value in entry.items() if name != "fulfilled_by"}
                | {"url": places.get(entry["fulfilled_by"])}
                for entry in area["entries"]
            ],
        }
        for area in document["body"]
    ]
    told = {name: document[name] for name in ("content_id", "title", "summary", "updated_at")}
    return orjson.dumps(told | {"url": site_url + document["path"], "areas": areas}, option=orjson.OPT_INDENT_2)


def _places(document: dict[str, Any], site_url: str) -> dict[str, str]:
    return {each["content_id"]: site_url + each["path"] for each in document["links"].get("fulfilled_by", [])}


def as_csv(rows: list[list[str]]) -> bytes:
    """UTF-8 with the mark by which Excel knows it; nothing in it can be taken for a formula."""
    text = io.StringIO()
    csv.writer(text).writerows([[inert(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: list[list[str]], title: str) -> bytes:
    """A workbook of one sheet; every cell is text, so nothing in it is a formula."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column, writable(text))
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
    for column, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
