"""Bodies as the node arrays that the rich-text component of WeChat mini programs takes.

The component shows the tags of its own list and drops others with all that is in them, so these are replaced by what
they contain. It does not follow links: they are given apart. It ignores `id`, by which a reader of the nodes finds the
place that the table of contents names.
"""

import re
from html.parser import HTMLParser
from typing import Any

import orjson

# https://developers.weixin.qq.com/miniprogram/dev/component/rich-text.html: the part of the list that bodies use.
PLAIN = (
    "abbr b blockquote br caption code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i ins li mark p pre q s section small "
    "span strong sub sup tbody tfoot thead tr u ul"
)
ATTRIBUTES: dict[str, tuple[str, ...]] = dict.fromkeys(PLAIN.split(), ()) | {
    "col": ("span", "width"),
    "colgroup": ("span", "width"),
    "img": ("alt", "src", "height", "width"),
    "ol": ("start", "type"),
    "table": ("width",),
    "td": ("colspan", "rowspan", "width"),
    "th": ("colspan", "rowspan", "width"),
}
# What stands in for blocks that the component does not know, so that they keep lines of their own.
SUBSTITUTES = {"figure": "div", "figcaption": "p", "details": "div", "summary": "p", "aside": "div", "cite": "em"}
VOID = {"br", "col", "hr", "img"}
SILENT = {"script", "style", "template", "iframe", "video", "audio", "object"}
# Pictures are wider than a telephone.
FITTING = "max-width:100%;height:auto"
LINE_END = re.compile(r"[ \t]*\n\s*")

Node = dict[str, Any]


class NodeBuilder(HTMLParser):
    """Builds `nodes` and collects `links` (text and address) from sanitised HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.nodes: list[Node] = []
        self.links: list[dict[str, str]] = []
        # Open elements: their names as written, and the lists that take what is in them.
        self._open: list[tuple[str, list[Node]]] = [("", self.nodes)]
        self._link: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        children = self._open[-1][1]
        if tag in SILENT:
            children = []  # which nobody takes
        elif tag == "a" and given.get("href", "#")[0] != "#":
            self._link = {"text": "", "url": given["href"]}
            self.links.append(self._link)
        elif (name := SUBSTITUTES.get(tag, tag)) in ATTRIBUTES:
            node: Node = {"name": name}
            kept = {key: given[key] for key in (*ATTRIBUTES[name], "id") if key in given}
            if name == "img":
                kept["style"] = FITTING
            if kept:
                node["attrs"] = kept
            children.append(node)
            if name not in VOID:
                children = node["children"] = []
        if tag not in VOID:
            self._open.append((tag, children))

    def handle_endtag(self, tag: str) -> None:
        if not any(name == tag for name, _children in self._open):
            return
        while self._open.pop()[0] != tag:
            pass
        if tag == "a":
            self._link = None

    def handle_data(self, data: str) -> None:
        if self._link:
            self._link["text"] += data
        if data.strip() or "\n" not in data:
            # Line ends are there for who reads the markup.
            text = LINE_END.sub(" ", data)
            self._open[-1][1].append({"type": "text", "text": text})


def of_html(markup: str) -> tuple[list[Node], list[dict[str, str]]]:
    """The nodes of sanitised HTML, and the links that were in it."""
    builder = NodeBuilder()
    builder.feed(markup)
    builder.close()
    return builder.nodes, builder.links


def in_document(text: str) -> str:
    """A full document, JSON text, with `nodes` and `links` in place of the `html` of each body block."""
    document = orjson.loads(text)
    for block in document.get("body", []):
        if (markup := block.pop("html", None)) is not None:
            block["nodes"], links = of_html(markup)
            # The block `links` has a list of this name already, with the same addresses.
            block.setdefault("links", links)
    return orjson.dumps(document).decode()
