"""The home page: blocks that editors arrange, filled with what is newest now."""

import json
from collections.abc import Mapping
from typing import Any

from cms.content.listing import Filters
from cms.content.models import Link, LinkKind

NEWEST_ORDER = ("-published_at", "-item_id")
NEWEST_WITHOUT_BLOCKS = 10
NARROW = ("carousel", "notices", "tabs")
# The template of a type is called like it, but for these.
TEMPLATES = {"notices": "latest"}


def home_context(document: dict[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
    """The blocks with their items, in two queries; without blocks, the newest content of the portal."""
    locale = document["locale"]
    blocks = _arranged(document["body"])
    if not blocks:
        newest = Filters(locale=locale).select().window("-published", 0, NEWEST_WITHOUT_BLOCKS)
        return {"blocks": [], "newest": [json.loads(light) for light in newest]}
    lists = [each for block in blocks for each in _lists(block)]
    items = _newest({each["column"]: each["count"] for each in sorted(lists, key=_count)}, locale)
    for each in lists:
        each["items_now"] = items[each["column"]][: each["count"]]
    _add_interpretations([block for block in blocks if block["type"] == "policies"], locale)
    return {"blocks": blocks}


def _lists(block: dict[str, Any]) -> list[dict[str, Any]]:
    """What the block lists of columns: the block itself, or several within it."""
    return [each for each in (block, *block.get("columns", [])) if each.get("column")]


def _arranged(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks in the editors' order; two narrow ones after each other share a row, all others fill theirs."""
    arranged: list[dict[str, Any]] = []
    while blocks:
        row = blocks[:2] if len(blocks) > 1 and all(map(_is_narrow, blocks[:2])) else blocks[:1]
        arranged += [
            block
            | {
                "is_wide": len(row) == 1,
                "template": f"pages/home/{TEMPLATES.get(block['type'], block['type'])}.html",
                "columns": _anchored(block.get("columns", []), number),
            }
            for number, block in enumerate(row, len(arranged) + 1)
        ]
        blocks = blocks[len(row) :]
    return arranged


def _anchored(columns: list[dict[str, Any]], block: int) -> list[dict[str, Any]]:
    return [column | {"anchor": f"list-{block}-{number}"} for number, column in enumerate(columns, 1)]


def _is_narrow(block: dict[str, Any]) -> bool:
    return block["type"] in NARROW or (block["type"] == "latest" and not block["with_pictures"])


def _count(block: dict[str, Any]) -> int:
    return int(block["count"])


def _newest(columns: dict[str, int], locale: str) -> dict[str, list[dict[str, Any]]]:
    """The newest items of each column, as many as it says, in one query: a short walk of the index for each column."""
    found: dict[str, list[dict[str, Any]]] = {column: [] for column in columns}
    parts = []
    for column, count in columns.items():
        newest = Filters(locale=locale, column=column).select().rows.order_by(*NEWEST_ORDER)[:count]
        # A limit is allowed in a subquery, but in no part of a union.
        part = Link.objects.filter(pk__in=newest.values("pk")).order_by()
        parts.append(part.values_list("published_at", "item_id", "target", "item__light"))
    rows = parts[0].union(*parts[1:], all=True) if parts else []
    for _moment, _key, column, light in sorted(rows, key=lambda row: row[:2], reverse=True):
        found[column].append(json.loads(light))
    return found


def _add_interpretations(blocks: list[dict[str, Any]], locale: str) -> None:
    listed = [item["content_id"] for block in blocks for item in block.get("items_now", [])]
    found = _interpretations(listed, locale) if listed else {}
    for block in blocks:
        block["items_now"] = [
            item | {"interpretations": found.get(item["content_id"], [])} for item in block.get("items_now", [])
        ]


def _interpretations(documents: list[str], locale: str) -> dict[str, list[dict[str, Any]]]:
    """The interpretations of documents, newest first, in one query."""
    rows = Link.objects.filter(kind=LinkKind.DOCUMENTS, target__in=documents, locale=locale).order_by(*NEWEST_ORDER)
    found: dict[str, list[dict[str, Any]]] = {}
    for target, light in rows.values_list("target", "item__light"):
        found.setdefault(target, []).append(json.loads(light))
    return found
