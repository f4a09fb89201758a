"""How many documents a second the import takes, beside saving stock Wagtail pages one by one."""

import json
import random
import tempfile
import time
from pathlib import Path

from pages.importing.importing import Import
from pages.importing.vocabulary import library
from tests.bench.content import paragraphs
from tests.bench.models import StockPage

DOCUMENTS, STOCK_PAGES = 400, 60
PARAGRAPHS = 10


def compare() -> None:
    """Print both rates and their ratio."""
    ours, stock = import_documents(), save_stock_pages()
    print(f"import: {ours:.0f} documents a second, stock pages {stock:.0f} a second")
    print(f"  times stock pages one by one {ours / stock:6.1f}   (bar 3)")


def import_documents() -> float:
    """Documents imported a second, from a file of JSON lines."""
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "documents.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for number in range(DOCUMENTS):
                file.write(json.dumps(_record(number, chance), ensure_ascii=False) + "\n")
        work = Import(library(), None, lambda *_count: None)
        start = time.perf_counter()
        work.read(path)
        seconds = time.perf_counter() - start
    if work.refusals:
        raise RuntimeError(f"refused: {work.refusals[0]}")
    return DOCUMENTS / seconds


def _record(number: int, chance: random.Random) -> dict[str, object]:
    return {
        "index_number": f"BENCH-{number:05d}",
        "title": f"第{number}号文件",
        "date_issued": "2020-03-04",
        "disclosure": "主动公开",
        "body": [{"type": "paragraph", "text": text} for text in paragraphs(chance, PARAGRAPHS)],
    }


def save_stock_pages() -> float:
    """Plain pages saved and published a second, as a script would do it."""
    chance = random.Random(2)
    parent = library()
    start = time.perf_counter()
    for number in range(STOCK_PAGES):
        text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs(chance, PARAGRAPHS))
        page = StockPage(title=f"第{number}页", slug=f"stock-{number}", body=text, live=False)
        parent.add_child(instance=page)
        page.save_revision().publish()
    return STOCK_PAGES / (time.perf_counter() - start)
