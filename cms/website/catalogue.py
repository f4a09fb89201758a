"""The disclosure catalogue (主动公开基本目录): searched and filtered by citizens, with its former editions."""

import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from cms.content.models import Edition

SEARCHED = ("item", "content", "legal_ground", "subject", "time_limit")
LONGEST_QUERY = 100


def catalogue_context(document: dict[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
    """The areas with the entries that the query leaves, what can be chosen, and the former editions."""
    areas = _areas(document)
    entries = [entry for area in areas for entry in area["entries"]]
    wanted = {name: query.get(name, "").strip()[:LONGEST_QUERY] for name in ("q", "area", "subject", "method")}
    shown = [area | {"entries": _matching(area, wanted)} for area in areas]
    return {
        "areas": [area for area in shown if area["entries"]],
        "all_areas": areas,
        "subjects": list(dict.fromkeys(entry["subject"] for entry in entries)),
        "methods": list({entry["method"]["code"]: entry["method"] for entry in entries}.values()),
        "wanted": wanted,
        "is_narrowed": any(wanted.values()),
        "total": len(entries),
        "shown": sum(len(area["entries"]) for area in shown),
        "editions": editions(document),
    }


def _areas(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The areas, numbered; an entry's `place` is what fulfils it, while that is public."""
    places = {each["content_id"]: each for each in document["links"].get("fulfilled_by", [])}
    return [
        area
        | {
            "anchor": f"area-{number}",
            "number": str(number),
            "entries": [entry | {"place": places.get(entry["fulfilled_by"])} for entry in area["entries"]],
        }
        for number, area in enumerate(document["body"], 1)
    ]


def _matching(area: dict[str, Any], wanted: Mapping[str, str]) -> list[dict[str, Any]]:
    if wanted["area"] not in ("", area["number"]):
        return []
    words = wanted["q"].casefold().split()
    return [
        entry
        for entry in area["entries"]
        if wanted["subject"] in ("", entry["subject"])
        and wanted["method"] in ("", entry["method"]["code"])
        and _has_words([area["title"], *(entry[name] for name in SEARCHED)], words)
    ]


def _has_words(texts: Iterable[str], words: list[str]) -> bool:
    text = "\n".join(texts).casefold()
    return all(word in text for word in words)


def editions(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Number, dates and note of the former editions, newest first, in one query; the note tells what replaced it."""
    rows = Edition.objects.filter(
        item__content_id=uuid.UUID(document["content_id"]), item__locale=document["locale"]
    ).order_by("-number")
    return [dict(row) for row in rows.values("number", "published_at", "replaced_at", "note")]


def edition_documents(item_id: int, numbers: Iterable[int]) -> dict[int, tuple[dict[str, Any], Edition]]:
    """Former editions by their number, each in full, but for its links, in one query."""
    found = Edition.objects.filter(item_id=item_id, number__in=list(numbers))
    return {edition.number: (json.loads(edition.document), edition) for edition in found}
