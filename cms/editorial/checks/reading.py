"""A page as the checks read it: passages of plain text, headings, links, pictures and files, each with its place.

What is read is the raw data of the page's fields, so that a draft with mistakes is read as well as a perfect page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.content.presenting import plain_text
from cms.content.types import WORDY, Kind
from pages.models import PortalDocument

_LINK = re.compile(r"<a\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_ADDRESS = re.compile(r"https?://[^\s\"'<>，。；（）《》]+")
# What is published beside the public fields: in the head of the page, and with a change or a withdrawal.
_NOTES = ("seo_title", "search_description", "change_note", "public_note_on_withdrawal", "image_alternative_text")
# Keys of block values that hold no words.
_SILENT = {"id", "type", "level", "image", "document", "page", "url", "address", "method", "audience", "channels"}


@dataclass(frozen=True)
class Passage:
    """A stretch of plain text, the field or block where it stands, and what people call that place."""

    where: str
    place: str
    text: str


@dataclass(frozen=True)
class Link:
    """A link to a page, a file (by their keys) or an address."""

    where: str
    place: str
    kind: str
    target: str


@dataclass
class PageText:
    """Everything of a page that checks look at."""

    page: Page
    passages: list[Passage] = field(default_factory=list)
    """Title, summary and body, in this order."""
    notes: list[Passage] = field(default_factory=list)
    """What else the public reads: short fields, names of attachments."""
    links: list[Link] = field(default_factory=list)
    headings: list[tuple[int, Passage]] = field(default_factory=list)
    blocks: list[tuple[str, str, str, Any]] = field(default_factory=list)
    """Type, id, place and raw value of every block."""

    @classmethod
    def of(cls, page: Page) -> "PageText":
        """Read a page, saved or not."""
        text = cls(page)
        text._say("title", _("标题"), page.title or "")
        text._say("summary", _("摘要"), getattr(page, "summary", "") or "")
        for each in page._meta.get_fields():
            if isinstance(each, StreamField):
                text._read_stream(str(each.verbose_name), getattr(page, each.name))
        for number, attachment in enumerate(text._attachments(), 1):
            text.links.append(Link("attachments", _("附件%d") % number, "document", str(attachment.document_id)))
            text._note("attachments", _("附件%d") % number, attachment.title)
        for name in _NOTES:
            if hasattr(page, name):
                text._note(name, str(page._meta.get_field(name).verbose_name), getattr(page, name))
        text._read_fields()
        return text

    @property
    def everything(self) -> list[Passage]:
        """All that the public reads in words, the names of files included."""
        places = {link.target: link for link in self.links if link.kind == "document"}
        names = [
            Passage(places[key].where, places[key].place, document.title) for key, document in self.documents.items()
        ]
        return [*self.passages, *self.notes, *names]

    @cached_property
    def documents(self) -> dict[str, PortalDocument]:
        """The files that the page names and that exist, by their key."""
        keys = {link.target for link in self.links if link.kind == "document" and link.target.isdigit()}
        return {str(document.pk): document for document in PortalDocument.objects.filter(pk__in=keys)} if keys else {}

    def _read_fields(self) -> None:
        """What the type says that it publishes in words, but for what was read already."""
        public_type = getattr(self.page, "public_type", None)
        for each in public_type.fields if public_type else ():
            if each.kind in WORDY and each.source is not None and each.name not in ("title", "summary"):
                value = each.value_of(self.page, "")
                words = _("、").join(value) if each.kind is Kind.WORDS else str(value or "")
                self._note(each.source or each.name, str(each.label), words)

    def _attachments(self) -> Any:
        return self.page.attachments.all() if hasattr(self.page, "attachments") else ()

    def _read_stream(self, name: str, stream: Any) -> None:
        for number, block in enumerate(stream.get_prep_value() if stream else (), 1):
            where, place = block.get("id") or f"block-{number}", _("%(name)s第 %(number)d 块") % locals()
            self.blocks.append((block["type"], where, place, block["value"]))
            if block["type"] == "heading":
                passage = Passage(where, place, block["value"].get("text") or "")
                self.headings.append((int(block["value"].get("level") or 2), passage))
            for key, value in plain_values(block["value"]):
                self._read_value(where, place, key, value)

    def _read_value(self, where: str, place: str, key: str, value: Any) -> None:
        if key in {"page", "document"} and value:
            self.links.append(Link(where, place, key, str(value)))
        elif key in {"url", "address"} and value:
            self.links.append(Link(where, place, "address", value))
        elif isinstance(value, str) and key not in _SILENT:
            if "<" in value:
                self._read_links(where, place, value)
                value = plain_text(value)
            self._say(where, place, value)

    def _read_links(self, where: str, place: str, markup: str) -> None:
        for tag in _LINK.findall(markup):
            attributes = dict(_ATTRIBUTE.findall(tag))
            kind = attributes.get("linktype")
            if kind in {"page", "document"}:
                self.links.append(Link(where, place, kind, attributes.get("id", "")))
            elif attributes.get("href", "").startswith("http"):
                self.links.append(Link(where, place, "address", attributes["href"]))

    def _note(self, where: str, place: str, text: str | None) -> None:
        if text and text.strip():
            self.notes.append(Passage(where, place, text))

    def _say(self, where: str, place: str, text: str) -> None:
        if text.strip():
            self.passages.append(Passage(where, place, text))
            self.links += [Link(where, place, "address", address) for address in _ADDRESS.findall(text)]


def plain_values(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """The plain values inside a block's raw value, each with the key under which it stands."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from plain_values(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from plain_values(inner, key)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield key, value
