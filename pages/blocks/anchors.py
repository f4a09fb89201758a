"""Addresses inside a body: every heading and numbered article (条) has one, and a long body a table of contents.

An article is a paragraph that begins with its number (立法技术规范: 第五条, 第十二条之一). It answers to two names, the
stable ASCII one (`#article-5`, `#article-12-1`) and the one that people write (`#第五条`).
"""

import re
from collections import Counter
from itertools import chain
from typing import Any

from cms.content.numerals import read_number

FEWEST_HEADINGS = 3
FEWEST_ARTICLES = 8
_DIGITS = r"[\d〇零一二三四五六七八九十百千]+"
_ARTICLE = re.compile(
    rf"<p>((?:<(?:b|strong)>)?)(第({_DIGITS})条(?:之({_DIGITS}))?)(?=(?:</(?:b|strong)>)?(?:[\s\u3000：:【<]|&nbsp;))"
)
_HEADING = re.compile(r'(<h\d id="[^"]*">)(.*)(</h\d>)', re.DOTALL)
_PART = re.compile(rf"第{_DIGITS}(?:分?编|章|节|条)(?:之{_DIGITS})?")

Entry = dict[str, Any]


def with_anchors(blocks: list[dict[str, Any]]) -> list[Entry]:
    """Put the addresses into the blocks' markup; return the table of contents, which is empty for a short body.

    Its entries are the headings – `id`, `title`, `level` – each with the `articles` below it; articles before the first
    heading stand in an entry without title.
    """
    # With a table of contents the keyboard need not stop at every article.
    is_long = _is_long(blocks)
    body = _Body(' tabindex="-1"' if is_long else "")
    for block in blocks:
        if block["type"] == "heading":
            body.heading(block)
        elif block["type"] == "text":
            block["html"] = _ARTICLE.sub(body.article, block["html"])
    return body.entries if is_long else []


def _is_long(blocks: list[dict[str, Any]]) -> bool:
    headings = sum(block["type"] == "heading" for block in blocks)
    texts = (block["html"] for block in blocks if block["type"] == "text")
    articles = sum(1 for _found in chain.from_iterable(map(_ARTICLE.finditer, texts)))
    return headings >= FEWEST_HEADINGS or articles >= FEWEST_ARTICLES


class _Body:
    """A body on the way from its first block to its last."""

    def __init__(self, reach: str) -> None:
        self.reach = reach
        self.entries: list[Entry] = []
        self._names: Counter[str] = Counter()

    def heading(self, block: dict[str, Any]) -> None:
        anchor = block["anchor"] = self._unique(block["anchor"])
        part = _PART.match(block["text"])
        link = self._link(anchor, part[0] if part else "")
        block["html"] = _HEADING.sub(
            lambda found: f'<h{block["level"]} id="{anchor}">{link}{found[2]}</a>{found[3]}', block["html"]
        )
        self.entries.append({"id": anchor, "title": block["text"], "level": block["level"], "articles": []})

    def article(self, found: re.Match[str]) -> str:
        bold, words, main, inserted = found.groups()
        name = f"article-{read_number(main)}" + (f"-{read_number(inserted)}" if inserted else "")
        anchor = self._unique(name)
        if not self.entries:
            self.entries.append({"id": None, "title": "", "level": 2, "articles": []})
        self.entries[-1]["articles"].append({"id": anchor, "title": words})
        return f'<p id="{anchor}">{bold}{self._link(anchor, words)}{words}</a>'

    def _link(self, anchor: str, words: str) -> str:
        # An annex may count its articles anew: the name that people write is the first one's.
        name = f' id="{words}"' if words and self._unique(words) == words else ""
        return f'<a{name} href="#{anchor}"{self.reach}>'

    def _unique(self, name: str) -> str:
        self._names[name] += 1
        return name if self._names[name] == 1 else f"{name}_{self._names[name]}"
