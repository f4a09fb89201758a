"""Records for imports, files of them, and what an import is judged by."""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db.models import Max
from wagtail.models import Page, PageLogEntry, Revision

from cms.content.models import ContentItem, Delivery
from tests.conftest import do_without

REPOSITORY = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("RELEVANCE_DIR", REPOSITORY.parent / "shared" / "relevance"))


def real_records() -> Path:
    """The file of 1,399 statutes and regulations; a test without it is skipped on a desk and fails in CI."""
    path = FOLDER / "documents.jsonl.gz"
    if not path.is_file():
        do_without(f"no {path.name} in {FOLDER}: name its folder in RELEVANCE_DIR")
    return path


def record(number: int = 1, **fields: Any) -> dict[str, Any]:
    """A record that keeps the rules; fields given as None are null."""
    return {
        "index_number": f"QHFGW-2024-{number:05d}",
        "title": f"关于第 {number} 项工作的通知",
        "document_number": f"青发改办〔2024〕{number}号",
        "issuing_authority": "青海省发展和改革委员会",
        "date_issued": "2024-03-01",
        "topic": "政务公开",
        "disclosure": "主动公开",
        "body": [
            {"type": "heading", "text": "第一章 总则"},
            {"type": "paragraph", "text": f"第一条 这是第 {number} 项。"},
            {"type": "paragraph", "text": "第二条 本通知自印发之日起施行。"},
        ],
    } | fields


def line(data: Any) -> bytes:
    """The data as one line of JSON lines, without its end."""
    return json.dumps(data, ensure_ascii=False).encode()


def write_lines(path: Path, lines: Iterable[bytes | dict[str, Any]]) -> Path:
    """A file of JSON lines; lines that are bytes are written as they are."""
    path.write_bytes(b"".join((entry if isinstance(entry, bytes) else line(entry)) + b"\n" for entry in lines))
    return path


def run(*files: Path, **options: Any) -> int:
    """The exit code of an import of these files."""
    try:
        call_command("import_documents", *map(str, files), **options)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def state() -> dict[str, Any]:
    """Everything that an import which changes nothing must leave as it is."""
    models: list[Any] = [Page, Revision, PageLogEntry, ContentItem, Delivery]
    counts = {model.__name__: model.objects.count() for model in models}
    return counts | {"sequence": ContentItem.objects.aggregate(last=Max("sequence"))["last"]}


def problems() -> list[list[Any]]:
    """What is wrong with the tree of pages: nothing, one hopes. See treebeard's `find_problems`."""
    find: Callable[[], Iterable[list[Any]]] = Page.find_problems
    return [found for found in find() if found]
