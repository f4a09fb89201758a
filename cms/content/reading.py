"""Reading one content item, with what it is linked to. Every reader of the portal comes through here.

Items are kept as finished JSON texts and handed on as such: a reader that sends JSON never decodes them.
"""

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import connection
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms.content.models import ContentItem, LinkKind
from cms.content.models.item import State
from cms.content.presenting import PresentablePage, present
from cms.content.types import places

BACKLINK_NAMES = {
    LinkKind.DOCUMENTS.value: "interpretations",
    LinkKind.RELATED.value: "cited_by",
    LinkKind.CHANGED_BY.value: "changes",
}
MOST_BACKLINKS = 100


@dataclass(frozen=True)
class Linked:
    """An item at the other end of a link: its light JSON."""

    content_id: str
    locale: str
    light: str

    @cached_property
    def data(self) -> dict[str, Any]:
        return json.loads(self.light)


Links = dict[str, list[Linked]]


# All of an item but what only search and lists need. By hand, for the ORM takes longer over it than the database.
_FIELDS = (
    "id", "content_id", "locale", "type", "state", "path", "page_id", "position", "title", "summary", "index_number",
    "document_number", "validity", "kind", "issued_on", "published_at", "updated_at", "document", "linked_ids",
    "digest", "sequence", "edition", "withdrawal", "withdrawal_note",
)  # fmt: skip
_ITEM = f"SELECT {', '.join(_FIELDS)} FROM content_contentitem WHERE "  # noqa: S608 -- own constants
# How texts become values where the database keeps text for them: both for JSON, SQLite for UUIDs.
_FROM_TEXT: dict[int, Callable[[str], Any]] = {
    _FIELDS.index("content_id"): uuid.UUID,
    _FIELDS.index("linked_ids"): json.loads,
}
_MOMENTS = (_FIELDS.index("published_at"), _FIELDS.index("updated_at"))


_LAST_CHANGE = """
SELECT sequence, updated_at,
  (SELECT w.sequence FROM content_contentitem w WHERE w.state = 'withdrawn' ORDER BY w.sequence DESC LIMIT 1) AS gone
FROM content_contentitem i ORDER BY i.sequence DESC LIMIT 1
"""


def find(content_id: uuid.UUID, locale: str) -> ContentItem | None:
    """The item of that identity and language, published or withdrawn."""
    key = content_id if connection.features.has_native_uuid_field else content_id.hex
    return _first("content_id = %s AND locale = %s", [key, locale])


def find_by_path(path: str) -> ContentItem | None:
    """The item at an address. Where content was withdrawn and other content took its address, the published one."""
    return _first("path = %s ORDER BY state, sequence DESC LIMIT 1", [path])


def last_change() -> tuple[str, int]:
    """A name of the public content as it stands, which every change of an item changes, and the last withdrawal's
    number; in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_CHANGE)
        sequence, updated_at, withdrawal = cursor.fetchone() or (None, None, None)
    return f"{sequence} {updated_at}", withdrawal or 0


def _first(condition: str, parameters: list[Any]) -> ContentItem | None:
    with connection.cursor() as cursor:
        cursor.execute(_ITEM + condition, parameters)
        row = cursor.fetchone()
    if row is None:
        return None
    values = list(row)
    for place, convert in _FROM_TEXT.items():
        if isinstance(values[place], str):
            values[place] = convert(values[place])
    for place in _MOMENTS:
        values[place] = in_universal_time(values[place])
    return ContentItem.from_db(connection.alias, _FIELDS, values)


def in_universal_time(moment: datetime) -> datetime:
    """The moment of a row that did not come through the ORM: SQLite keeps no offset, and means universal time."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def moved_to(path: str) -> str | None:
    """The present address of published content that was at `path` before, or None."""
    redirect = Redirect.objects.filter(old_path=Redirect.normalise_path(path), redirect_page__isnull=False).first()
    if redirect is None:
        return None
    item = ContentItem.objects.published().filter(page_id=redirect.redirect_page_id).first()
    return item.path if item and item.path != path else None


def expand(item: ContentItem) -> Links:
    """What the item is linked to, in one query.

    Keys: `breadcrumb` (home page first), `documents`, `related`, `changed_by`, `fulfilled_by` as the item lists them;
    `interpretations`, `cited_by`, `changes` from items that point here; `translations`; `previous` and `next` in the
    item's column, newest first. Links to what is not public are left out.
    """
    names = item.linked_ids
    wanted = {target for targets in names.values() for target in targets} | {str(item.content_id)}
    parent = names.get("breadcrumb", [])[-1:] if item.type not in places() else []
    found: dict[str, dict[str, Linked]] = {}
    links: Links = {}
    for kind, content_id, locale, light in _linked_rows(item, sorted(wanted), parent):
        linked = Linked(_dashed(str(content_id)), locale, light)
        if kind == "forward":
            found.setdefault(linked.content_id, {})[locale] = linked
        else:
            links.setdefault(BACKLINK_NAMES.get(kind, kind), []).append(linked)
    translations = found.pop(str(item.content_id), {})
    links["translations"] = [linked for locale, linked in sorted(translations.items()) if locale != item.locale]
    for name, targets in names.items():
        versions = [_in_language(found.get(target, {}), item.locale) for target in targets]
        links[name] = [version for version in versions if version]
    return links


def _dashed(key: str) -> str:
    """A UUID as people write it; SQLite keeps its digits only."""
    return key if "-" in key else f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


def _in_language(versions: dict[str, Linked], locale: str) -> Linked | None:
    return versions.get(locale) or versions.get(settings.LANGUAGE_CODE) or next(iter(versions.values()), None)


_FORWARD = """
SELECT 'forward' AS kind, content_id, locale, light FROM content_contentitem
WHERE state = 'published' AND content_id IN ({targets})
UNION ALL SELECT * FROM (
  SELECT l.kind, i.content_id, i.locale, i.light FROM content_link l JOIN content_contentitem i ON i.id = l.item_id
  WHERE l.kind IN ('documents', 'related', 'changed_by') AND l.target = %s AND l.locale = %s
  ORDER BY l.published_at DESC, l.item_id DESC LIMIT {most}) AS backward
"""
_NEIGHBOUR = """
UNION ALL SELECT * FROM (
  SELECT '{name}', i.content_id, i.locale, i.light FROM content_link l JOIN content_contentitem i ON i.id = l.item_id
  WHERE l.kind = 'parent' AND l.target = %s AND l.locale = %s AND l.type NOT IN ('home', 'column')
  AND (l.published_at, l.item_id) {sign} (%s, %s)
  ORDER BY l.published_at {order}, l.item_id {order} LIMIT 1) AS {name}_item
"""
_NEIGHBOURS = _NEIGHBOUR.format(name="previous", sign=">", order="ASC") + _NEIGHBOUR.format(
    name="next", sign="<", order="DESC"
)


def _linked_rows(item: ContentItem, wanted: list[str], parent: list[str]) -> list[tuple[str, Any, str, str]]:
    """Rows (kind, content_id, locale, light): one statement, since the ORM cannot limit the parts of a union."""
    forward = _FORWARD.format(targets=", ".join(["%s"] * len(wanted)), most=MOST_BACKLINKS)
    sql = forward + (_NEIGHBOURS if parent else "")
    native = connection.features.has_native_uuid_field
    parameters: list[Any] = [target if native else target.replace("-", "") for target in wanted]
    parameters += [str(item.content_id), item.locale]
    if parent:
        moment = connection.ops.adapt_datetimefield_value(item.published_at)
        parameters += [parent[0], item.locale, moment, item.pk] * 2
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def preview_document(page: PresentablePage) -> dict[str, Any]:
    """The page as it stands, presented as it would be after publication, with its links expanded."""
    ancestors = [
        str(key)
        for key in Page.objects.ancestor_of(page)
        .filter(depth__gt=1)
        .order_by("depth")
        .values_list("translation_key", flat=True)
    ]
    presentation = present(page, ancestors)
    item = ContentItem(**presentation.columns, state=State.PUBLISHED, pk=0)
    document = json.loads(item.document)
    document["links"] = {name: [linked.data for linked in linked] for name, linked in expand(item).items()}
    return document | {"digest": item.digest}


def state(item: ContentItem, links: Links) -> str:
    """Sixteen hexadecimal digits that differ when anything differs that readers see of the item or of its links."""
    parts = [item.digest, f"{item.updated_at}{item.edition}"]
    for name, group in links.items():
        parts += [f"{name}{len(group)}", *(linked.light for linked in group)]
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()


def linked_json(links: Links) -> str:
    """The links as one JSON object: names to lists of light items."""
    parts = (f"{json.dumps(name)}:[{','.join(linked.light for linked in group)}]" for name, group in links.items())
    return "{" + ",".join(parts) + "}"


def full_document(item: ContentItem, links: Links) -> str:
    """The item in full, as JSON text: its document with `digest`, `edition` and `links`."""
    tail = f',"digest":"{item.digest}","edition":{item.edition},"links":{linked_json(links)}}}'
    return item.document[:-1] + tail
