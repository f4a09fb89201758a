"""What helps a page to be passed on: its address as a code for telephones, and how to cite it."""

import re
from functools import lru_cache
from typing import Any

import segno
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

# Computing a code takes about as long as all the rest of a page.
MOST_CODES = 4096


@lru_cache(MOST_CODES)
def code(address: str) -> SafeString:
    """A QR code of the address as inline SVG, with the quiet zone that readers need (ISO/IEC 18004)."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(drawn)  # noqa: S308 -- drawn here, and holds no text


def citation(document: dict[str, Any], publisher: str, address: str) -> str:
    """The page as a reference list names it (GB/T 7714-2015, 8.8: electronic resources), looked up today."""
    author = document.get("issuing_authority") or document.get("source") or publisher
    number = document.get("document_number")
    title = f"{document['title']}: {number}" if number else document["title"]
    day, today = document["published_at"][:10], timezone.localdate().isoformat()
    return f"{author}. {title}[EB/OL]. ({day})[{today}]. {address}."


def official_name(document: dict[str, Any]) -> str:
    """The document as other documents name it: 《标题》（发文字号）; titles inside the title take 〈〉 (GB/T 15834)."""
    title = document["title"].translate(str.maketrans("《》", "〈〉"))
    number = document.get("document_number")
    return f"《{title}》（{number}）" if number else f"《{title}》"


def description(document: dict[str, Any], length: int = 120) -> str:
    """A sentence about the page for those who have not opened it: its summary, or how its text begins."""
    if document.get("summary"):
        return document["summary"]
    blocks = (block.get("html") or "" for block in document.get("body", []) if block["type"] == "text")
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", next(blocks, ""))).strip()
    return words if len(words) <= length else f"{words[: length - 1]}…"
