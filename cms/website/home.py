"""The home page: blocks that editors arrange, filled with what is newest now."""

import json
from collections.abc import Mapping
from typing import Any

from cms.content.listing import Filters
from cms.content.models import Link, LinkKind

NEWEST_ORDER = ("-published_at", "-item_id")
LISTED = ("latest", "notices", "policies")
NEWEST_WITHOUT_BLOCKS = 10


def home_context(document: dict[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
    """The blocks with their items, in two queries; without blocks, the newest content of the portal."""
    locale = document["locale"]
    blocks = _arranged(document["body"])
    if not blocks:
        newest = Filters(locale=locale).select().window("-published", 0, NEWEST_WITHOUT_BLOCKS)
        return {"blocks": [], "newest": [json.loads(light) for light in newest]}
    listed = [block for block in blocks if block["type"] in LISTED and block["column"]]
    items = _newest({block["column"]: block["count"] for block in sorted(listed, key=_count)}, locale)
    policies = [
        item["content_id"] for block in listed if block["type"] == "policies" for item in items[block["column"]]
    ]
    interpretations = _interpretations(policies, locale) if policies else {}
    for block in listed:
        chosen = items[block["column"]][: block["count"]]
        block["items_now"] = [
            item | {"interpretations": interpretations.get(item["content_id"], [])} for item in chosen
        ]
    return {"blocks": blocks}


def _arranged(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks in the editors' order; two narrow ones after each other share a row, all others fill theirs."""
    arranged: list[dict[str, Any]] = []
    while blocks:
        row = blocks[:2] if len(blocks) > 1 and all(map(_is_narrow, blocks[:2])) else blocks[:1]
        arranged += [block | {"is_wide": len(row) == 1} for block in row]
        blocks = blocks[len(row) :]
    return arranged


def _is_narrow(block: dict[str, Any]) -> bool:
    return block["type"] in ("carousel", "notices") or (block["type"] == "latest" and not block["with_pictures"])


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


def _interpretations(documents: list[str], locale: str) -> dict[str, list[dict[str, Any]]]:
    """The interpretations of documents, newest first, in one query."""
    rows = Link.objects.filter(kind=LinkKind.DOCUMENTS, target__in=documents, locale=locale).order_by(*NEWEST_ORDER)
    found: dict[str, list[dict[str, Any]]] = {}
    for target, light in rows.values_list("target", "item__light"):
        found.setdefault(target, []).append(json.loads(light))
    return found
