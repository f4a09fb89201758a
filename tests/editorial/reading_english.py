"""What people read on a page of the administration, and the English in it."""

import json
import re
from html.parser import HTMLParser

from cms.editorial.checks.reading import plain_values

# Names that Chinese has no other word for, and what editors type in Latin letters themselves.
NAMES = {
    "AI", "ALT", "API", "ATOM", "CSS", "CSV", "CTRL", "DOC", "DOCX", "EB", "ESC", "EXCEL", "GB",
    "GIF", "HIV", "HTML", "HTTP", "HTTPS", "ID", "IP", "JAVASCRIPT", "JPEG", "JPG", "JSON", "KB",
    "MB", "MP", "OA", "OFD", "OL", "PDF", "PNG", "PPT", "PPTX", "RSS", "RTF", "SEO",
    "SHIFT", "SMARTART", "SQL", "TSV", "TXT", "URL", "VTT", "WAGTAIL", "WEB", "WEBM", "WEBP", "WEBVTT",
    "WORD", "WPS", "XLS", "XLSX", "ZIP",
}  # fmt: skip
ATTRIBUTES = {
    "alt",
    "aria-label",
    "placeholder",
    "title",
    "data-w-tooltip-content-value",
    "data-w-progress-active-value",
}
SILENT = {"script", "style", "svg", "code"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Addresses, slugs, keys, digests and numbers of documents, which are what they are in every language.
ADDRESS = re.compile(r"(https?://|/)[\w./:?=&%#-]*|[\w.-]+@[\w.-]+|[\w-]+(\.[\w-]+)+|[\w-]*\d[\w-]*|\{[^}]*\}|\w+_\w+")
ENGLISH = re.compile(r"[A-Za-z]{2,}")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: set[str] = set()
        self._silent = 0
        self._json: list[str] | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        self.texts += [values[name] for name in ATTRIBUTES & values.keys()]
        if tag == "input" and values.get("type") in {"submit", "button"}:
            self.texts.append(values.get("value", ""))
        if tag == "a":
            self.links.add(values.get("href", ""))
        if tag == "script" and values.get("type") == "application/json":
            self._json = []
        if tag in SILENT:
            self._silent += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._json is not None:
            for key, value in plain_values(json.loads("".join(self._json))):
                text = str(value)
                if text.startswith("/admin/"):
                    self.links.add(text)
                elif key in {"label", "text", "title", "description", "helpText", "help_text"}:
                    self.texts.append(text)
            self._json = None
        if tag in SILENT:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if self._json is not None:
            self._json.append(data)
        elif not self._silent:
            self.texts.append(data)


def read(html: str) -> tuple[list[str], set[str]]:
    """Texts and addresses of links on the page."""
    reader = _Reader()
    reader.feed(html)
    return [" ".join(text.split()) for text in reader.texts if text.strip()], reader.links


def english(texts: list[str], names: frozenset[str]) -> list[str]:
    """The texts with words that are neither Chinese nor names, whatever their case."""
    known = NAMES | {name.upper() for name in names}
    return [text for text in texts if {word.upper() for word in ENGLISH.findall(ADDRESS.sub(" ", text))} - known]
