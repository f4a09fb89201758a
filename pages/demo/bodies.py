"""A short notation for page bodies, and what it becomes.

A body is a list. Of its texts, `# …` and `## …` are headings, `- …` are points of a list, and all others paragraphs;
what stands between two headings is one text block. Any other block is an object with one key, its type:
`{"figure": {"image": "lake", …}}`. Pictures and files are named, pages are given by their address.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.utils.html import escape

from pages.demo.files import document, image
from pages.demo.tree import page_at
from snippets.models import Topic


def stream(body: Iterable[Any]) -> list[dict[str, Any]]:
    """The body as StreamField data."""
    blocks: list[dict[str, Any]] = []
    for kind, group in groupby(body, key=_kind):
        if kind == "text":
            blocks.append({"type": "text", "value": _rich_text([str(line) for line in group])})
        elif kind == "heading":
            blocks += [{"type": "heading", "value": _heading(line)} for line in group]
        else:
            blocks += [{"type": name, "value": value(name, data)} for block in group for name, data in block.items()]
    return blocks


def value(name: str, data: Any) -> Any:
    """The value of a block of that type, with its pictures, files and pages looked up."""
    if name == "table":
        columns = [{"heading": heading, "type": kind} for heading, kind in data["columns"]]
        return {"caption": data["caption"], "columns": columns, "rows": [{"values": row} for row in data["rows"]]}
    if name == "questions":
        return {"questions": [{"question": ask, "answer": _rich_text(answer)} for ask, *answer in data]}
    return _looked_up(data)


def _looked_up(data: Any) -> Any:
    if isinstance(data, list):
        return [_looked_up(entry) for entry in data]
    if not isinstance(data, dict):
        return data
    return {key: _reference(key, entry) for key, entry in data.items()}


def _reference(key: str, entry: Any) -> Any:
    if key in ("page", "column", "fulfilled_by"):
        return page_at(entry).pk
    if key == "image":
        return image(entry).pk
    if key == "document":
        return document(entry).pk
    if key == "topics":
        return [Topic.objects.get(code=code).pk for code in entry]
    if key in ("full_text", "transcript"):
        return _rich_text(entry)
    return _looked_up(entry)


def _kind(entry: Any) -> str:
    if not isinstance(entry, str):
        return "block"
    return "heading" if entry.startswith("#") else "text"


def _heading(line: str) -> dict[str, str]:
    marks, text = line.split(" ", 1)
    return {"level": str(len(marks) + 1), "text": text}


def _rich_text(lines: Iterable[str]) -> str:
    parts = []
    for is_point, group in groupby(lines, key=lambda line: line.startswith("- ")):
        if is_point:
            parts.append("<ul>" + "".join(f"<li>{escape(line[2:])}</li>" for line in group) + "</ul>")
        else:
            parts += [f"<p>{escape(line)}</p>" for line in group]
    return "".join(parts)
