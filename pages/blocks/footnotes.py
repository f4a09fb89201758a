"""Footnotes: written where their mark is to stand, and moved to the end of the body when it is presented.

An editor marks the words of the note as “脚注” in the text; in the database they stand in `<footnote>`. What imports
texts writes `footnote(words)` at the same place. Numbers run through the whole body.
"""

import re
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape

# The editor's formats and links break a note into pieces, each inside its format: the note is put around them again.
_INSIDE = re.compile(
    r"<(a|b|strong|i|em|sub|sup)\b([^>]*)><footnote>((?:(?!</?footnote>|</?\1\b).)*)</footnote></\1>", re.DOTALL
)
_BETWEEN = "</footnote><footnote>"
_NOTE = re.compile(r"<footnote>(.*?)</footnote>", re.DOTALL)
_STRAY = re.compile(r"</?footnote>")
_MARK = '<sup id="fnref-{number}"><a href="#fn-{number}" role="doc-noteref">[{number}]</a></sup>'


def footnote(words: str) -> str:
    """Rich-text source of a footnote, for importers: put it into the paragraph where the mark is to stand."""
    return f"<footnote>{escape(words)}</footnote>"


def with_footnotes(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks with numbered marks in place of the notes and, where there are any, a last block `footnotes`."""
    notes: list[dict[str, Any]] = []

    def mark(note: re.Match[str]) -> str:
        if not (words := note[1].strip()):
            return ""
        notes.append({"number": len(notes) + 1, "html": words})
        return _MARK.format(number=len(notes))

    for block in blocks:
        if "<footnote>" in block.get("html", ""):
            block["html"] = _STRAY.sub("", _NOTE.sub(mark, _joined(block["html"])))
    if not notes:
        return blocks
    markup = render_to_string("blocks/footnotes.html", {"notes": notes}).strip()
    return [*blocks, {"type": "footnotes", "id": "footnotes", "notes": notes, "html": markup}]


def _joined(markup: str) -> str:
    while (moved := _INSIDE.sub(r"<footnote><\1\2>\3</\1></footnote>", markup)) != markup:
        markup = moved
    return markup.replace(_BETWEEN, "")
