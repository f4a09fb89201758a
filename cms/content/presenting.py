"""What a page must offer to be published, and how its presentation becomes a content item's data.

A page says what it publishes with `present()`: a dict of plain values, the same for the same page. Some keys have a
meaning for every reader, and are the only ones that this module looks at:

    title, summary          text
    body                    list of blocks, each with `type` and usually `html`
    index_number, document_number, validity, kind, issued_on (ISO date)
    department, topics      {"code", "title"} and a list of the same
    tags                    list of words
    links                   {link kind: [content_id, …]} — taken out, and expanded when the item is read
"""

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

import orjson
from django.utils import timezone, translation
from wagtail.models import Page

from cms.content.locks import PageUnderLock
from cms.content.models import LinkKind, Withdrawal
from cms.content.references import Named, file_kinds, named_files, refuse_foreign_files
from cms.content.types import ContentType

LINKED_CONTENT = (
    LinkKind.DOCUMENTS,
    LinkKind.RELATED,
    LinkKind.CHANGED_BY,
    LinkKind.FULFILLED_BY,
)

_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|tr|figcaption|blockquote|dt|dd|caption)>|<br */?>")
_NOTE_LINK = re.compile(r'<a [^>]*role="doc-(?:noteref|backlink)"[^>]*>[^<]*</a>')
_TAG = re.compile(r"<[^>]+>")


def canonical(value: Any) -> str:
    """JSON with sorted keys and no white space: equal content gives equal text, hence equal digests."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def plain_text(markup: str) -> str:
    """The words of sanitised HTML, a line for each block; marks of footnotes are no words."""
    return html.unescape(_TAG.sub("", _BLOCK_END.sub("\n", _NOTE_LINK.sub("", markup)))).strip()


def local_datetime(moment: datetime) -> str:
    """ISO 8601 in the portal's time zone, to the second."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


class PresentablePage(PageUnderLock, Page):
    """A page that can be published as a content item."""

    public_type: ClassVar[ContentType]
    """The type of its items, and what they consist of."""

    class Meta:
        abstract = True

    def present(self) -> dict[str, Any]:
        """What the page publishes. See the module's docstring for the keys that every reader knows."""
        locale = self.locale.language_code
        fields = (field for field in self.public_type.fields if field.source is not None)
        return {field.name: field.value_of(self, locale) for field in fields}

    def named_files(self) -> Iterator[Named]:
        """Field, model and key of each document and image that becomes public with the page (see `references`)."""
        return named_files(self)

    @property
    def withheld(self) -> Withdrawal | None:
        """The reason for which the page's content must not be public although it is live, if there is one."""
        return None

    @property
    def withdrawal_note(self) -> str:
        """The sentence, written by the editor, that the public reads after the page was withdrawn."""
        return ""

    @property
    def note_of_change(self) -> str:
        """The sentence, written by the editor, that tells the public what this publication changes."""
        return ""

    @property
    def public_date(self) -> datetime:
        """发布日期: when the public first could read the page."""
        return self.first_published_at or self.last_published_at or timezone.now()

    def save_revision(self, *args: Any, overwrite_revision: Any = None, **options: Any) -> Any:
        """A new revision; a draft is saved over itself only while nobody has reviewed or published it.

        Raises PermissionDenied where it names a file for the first time that the user may not choose.
        """
        self.follow_decisions()
        kept = overwrite_revision and (
            overwrite_revision.task_states.exists() or overwrite_revision.pk == self.live_revision_id
        )
        if options.get("user"):
            former = self.get_latest_revision()
            known = set(former.as_object().named_files()) if former else set()
            refuse_foreign_files(options["user"], set(self.named_files()) - known)
        # Approvals name a revision: its content must never change under them.
        return super().save_revision(*args, overwrite_revision=None if kept else overwrite_revision, **options)


@dataclass
class Presentation:
    """A presented page, ready to be stored: the values of a ContentItem's columns, and its links."""

    columns: dict[str, Any]
    links: list[tuple[str, str]] = field(default_factory=list)
    change_note: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return str(self.columns["content_id"]), self.columns["locale"]


def item_path(page: Page) -> str | None:
    """The address of the page below the site's root, or None when it stands under no site."""
    parts = page.get_url_parts()
    return parts[2] if parts else None


def present(page: PresentablePage, ancestors: list[str]) -> Presentation:
    """Present the page as it stands below `ancestors` (content ids from the home page down to its parent)."""
    # The words of choices and of block templates come in the page's language, whatever the editor reads.
    with translation.override(page.locale.language_code):
        told = dict(page.present())
    linked = {kind.value: [str(target) for target in told.get("links", {}).get(kind, [])] for kind in LINKED_CONTENT}
    told.pop("links", None)
    identity = {
        "content_id": str(page.translation_key),
        "locale": page.locale.language_code,
        "type": page.public_type.name,
        "path": item_path(page),
        "published_at": local_datetime(page.public_date),
    }
    identity["url"] = identity["path"]
    content = canonical(told | identity)
    # When it was last published is told, but is not content: publishing again without a change changes nothing.
    identity["updated_at"] = local_datetime(page.last_published_at or page.public_date)
    document = f'{content[:-1]},"updated_at":"{identity["updated_at"]}"}}'
    linked_ids = {"breadcrumb": ancestors} | {kind: targets for kind, targets in linked.items() if targets}
    fields = page.public_type.fields
    light = {each.name: told[each.name] for each in fields if each.light and not is_empty(told.get(each.name))}
    light |= identity
    columns = {
        "content_id": page.translation_key,
        "locale": identity["locale"],
        "type": page.public_type.name,
        "path": identity["path"],
        "page_id": page.pk,
        "position": page.path,
        "title": told["title"],
        "summary": told.get("summary", ""),
        "index_number": told.get("index_number") or "",
        "document_number": told.get("document_number") or "",
        "validity": told.get("validity") or "",
        "kind": told.get("kind") or "",
        "issued_on": date.fromisoformat(told["issued_on"]) if told.get("issued_on") else None,
        "published_at": page.public_date,
        "updated_at": page.last_published_at or page.public_date,
        "document": document,
        "light": canonical(light),
        "linked_ids": linked_ids,
        "text": "\n".join([*(each.text_of(told) for each in fields if each.searched), body_text(told)]),
        "digest": digest_of(document, linked_ids),
    }
    return Presentation(columns, _links(page, told, ancestors, linked), page.note_of_change)


def digest_of(document: str, linked_ids: dict[str, list[str]]) -> str:
    """The digest of an item with this document and these links: over all but the moment of its last publication."""
    content = document.rpartition(',"updated_at":"')[0] + "}"
    return hashlib.sha256((content + canonical(linked_ids)).encode()).hexdigest()


def _links(
    page: PresentablePage,
    told: dict[str, Any],
    ancestors: list[str],
    linked: dict[str, list[str]],
) -> list[tuple[str, str]]:
    links: list[tuple[str, str]] = [(LinkKind.COLUMN, ancestor) for ancestor in ancestors]
    links += [(LinkKind.PARENT, ancestor) for ancestor in ancestors[-1:]]
    links += [(kind, target) for kind, targets in linked.items() for target in targets]
    for topic in told.get("topics", []):
        links += [(LinkKind.TOPIC, code) for code in (topic["code"], topic.get("parent")) if code]
    if department := told.get("department"):
        links.append((LinkKind.DEPARTMENT, department["code"]))
    links += [(LinkKind.TAG, tag) for tag in told.get("tags", [])]
    links += [(file_kinds()[model], str(key)) for _field, model, key in page.named_files()]
    return [(str(kind), target) for kind, target in dict.fromkeys(links)]


def body_text(document: dict[str, Any]) -> str:
    """The words of a presented document's body."""
    return "\n".join(plain_text(block["html"]) for block in document.get("body", []) if block.get("html"))


def is_empty(value: Any) -> bool:
    """Whether a public field says nothing; a number or a truth always says something."""
    return value in (None, "", [], {})
