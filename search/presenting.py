"""Hits as the channels show them: what was found, where it was found, and what belongs to it."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Q, TextField, Value, When

from cms.content.models import ContentItem
from search import cutting, highlighting
from search.models import SearchEntry, SearchFile
from search.plan import Plan

# A content item, with the `group` of its entry and whether it `has_files`.
Found = Any

# More interpretations than this stand on the document's own page.
MOST_INTERPRETATIONS = 3


@dataclass(frozen=True)
class Attachment:
    """A file in which words were found."""

    title: str
    url: str
    text: str
    """The best passage as HTML, escaped, with <mark> around the words found."""


@dataclass(frozen=True)
class Hit:
    """One content item that was found, as light as lists show it."""

    light: dict[str, Any]
    highlights: dict[str, list[str]]
    """HTML for `title` and `text`, escaped, with <mark> around the words found; absent where there are none."""
    attachment: Attachment | None
    """The file of the item in which words were found that the item itself lacks."""
    interpretations: list[dict[str, Any]]
    """Light items that interpret this one, the newest first."""


@dataclass(frozen=True)
class Read:
    """The items of hits in their order, without those withdrawn since they were indexed, and what interprets them."""

    items: list[Found]
    interpretations: dict[str, list[dict[str, Any]]]


def read(keys: Sequence[int]) -> Read:
    """The items of these keys and their interpretations, in one query."""
    # By identity, lest a database walks through its index of items instead of that of groups.
    groups = SearchEntry.objects.filter(pk__in=keys).exclude(group="").values("group")
    related = SearchEntry.objects.filter(pk__in=keys).values("pk")
    related = related.union(SearchEntry.objects.filter(group__in=groups).values("pk"))
    rows = ContentItem.objects.published().filter(pk__in=related).defer("document", "text")
    found: list[Found] = list(
        rows.annotate(
            group=F("search_entry__group"),
            date=F("search_entry__date"),
            has_files=~Q(search_entry__files=""),
            # Nobody looks at the text of an interpretation that is no hit itself.
            read_text=Case(When(pk__in=keys, then=F("text")), default=Value(""), output_field=TextField()),
        )
    )
    chosen = set(keys)
    hits = {item.pk: item for item in found if item.pk in chosen}
    for item in hits.values():
        item.text = item.read_text
    items = [hits[key] for key in keys if key in hits]
    leads = {(str(item.content_id), item.locale) for item in items if item.group == str(item.content_id)}
    interpretations: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in sorted(found, key=lambda item: (item.date, item.pk), reverse=True):
        if item.pk not in chosen and (item.group, item.locale) in leads:
            interpretations[item.group].append(json.loads(item.light))
    return Read(items, {group: lights[:MOST_INTERPRETATIONS] for group, lights in interpretations.items()})


def hits(plan: Plan, found: Read) -> list[Hit]:
    """A hit for each item."""
    attachments = _attachments(plan, found.items)
    return [
        Hit(
            json.loads(item.light),
            highlighting.highlights(plan, item.title, item.text),
            attachments.get(item.pk),
            found.interpretations.get(str(item.content_id), []),
        )
        for item in found.items
    ]


def _attachments(plan: Plan, items: Sequence[Found]) -> dict[int, Attachment]:
    """For each item the file that holds most of the words that the item itself lacks."""
    lacking = {item.pk: words for item in items if (words := _lacking(plan, item))}
    best: dict[int, tuple[int, Attachment]] = {}
    for file in SearchFile.objects.filter(entry__in=lacking) if lacking else ():
        found = highlighting.passage(plan, file.text)
        folded = cutting.fold(f"{file.title}\n{file.text}")
        count = sum(any(word in folded for word in words) for words in lacking[file.entry_id])
        if count > best.get(file.entry_id, (0,))[0]:
            best[file.entry_id] = count, Attachment(file.title, file.address, found)
    return {key: attachment for key, (_count, attachment) in best.items()}


def _lacking(plan: Plan, item: Found) -> list[list[str]]:
    """The words of each term that the item itself does not hold, if it has files at all."""
    if not item.has_files:
        return []
    own = cutting.fold(f"{item.title} {item.summary} {item.text}")
    terms = [list(term.words) for term in plan.terms]
    return [words for words in terms if not any(word in own for word in words)]
