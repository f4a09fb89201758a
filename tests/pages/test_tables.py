"""A table scrolls in a region of its own where it may be wider than the screen, and only there."""

import pytest

from pages.blocks.table import TableBlock

LABELLED = 'tabindex="0" role="group" aria-label="各季度进度"'


def shown(columns: int, rows: int) -> str:
    block = TableBlock()
    value = {
        "caption": "各季度进度",
        "columns": [{"type": "text", "heading": f"列{number}"} for number in range(columns)],
        "rows": [{"values": ["甲"] * columns}] * rows,
    }
    return block.get_api_representation(block.to_python(value))["html"]


@pytest.mark.parametrize(
    ("columns", "rows", "opening"),
    [
        (3, 40, '<div class="table">'),
        (4, 3, f'<div class="table table-wide" {LABELLED}>'),
        (4, 16, f'<div class="table table-wide table-long" {LABELLED}>'),
    ],
    ids=["narrow", "wide", "wide and long"],
)
def test_only_a_wide_table_takes_the_focus(columns, rows, opening):
    markup = shown(columns, rows)
    assert markup.startswith(opening)
    assert "<caption>各季度进度</caption>" in markup
    assert markup.count('<th scope="col"') == columns
