from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from pages.blocks.text import TextBlock
from pages.markup import sanitise

# A table of more columns may be wider than a telephone: it scrolls in a region of its own.
MOST_NARROW = 3
# A longer one than this scrolls within the height of the screen, so that its head stays in sight.
MOST_SHORT = 15


class TableBlock(TypedTableBlock):
    """A table whose columns have types; represented as column headings and rows of sanitised HTML cells."""

    class Meta:
        label = _("表格")
        icon = "table"

    def __init__(self, **options: Any) -> None:
        columns = [
            ("text", blocks.CharBlock(label=_("文字"), required=False)),
            ("number", blocks.DecimalBlock(label=_("数字"), required=False)),
            ("date", blocks.DateBlock(label=_("日期"), required=False)),
            ("rich_text", TextBlock(label=_("带格式文字"), required=False)),
        ]
        super().__init__(columns, **options)

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        types = [column["block"].name for column in value.columns]
        rows = [[sanitise(str(cell.render())) if cell.value is not None else "" for cell in row] for row in value.rows]
        data = {
            "caption": value.caption or "",
            "columns": [
                {"heading": column["heading"], "type": kind} for column, kind in zip(value.columns, types, strict=True)
            ],
            "rows": rows,
        }
        cells = [list(zip(row, types, strict=True)) for row in rows]
        is_wide = len(types) > MOST_NARROW
        shape = {"cells": cells, "is_wide": is_wide, "is_long": is_wide and len(rows) > MOST_SHORT}
        return data | {"html": render_to_string("blocks/table.html", data | shape).strip()}
