"""Hits as the channels show them: what was found, where it was found, and what belongs to it."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

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


def read(keys: Sequence[int]) -> Iterator[Found]:
    """The items in the order of their keys, without those withdrawn since they were indexed."""
    items: dict[int, Found] = (
        ContentItem.objects.published()
        .defer("document")
        .annotate(group=F("search_entry__group"), has_files=~Q(search_entry__files=""))
        .in_bulk(keys)
    )
    return (items[key] for key in keys if key in items)


def hits(plan: Plan, items: Sequence[Found]) -> list[Hit]:
    """A hit for each item."""
    attachments = _attachments(plan, items)
    interpretations = _interpretations(items)
    return [
        Hit(
            json.loads(item.light),
            highlighting.highlights(plan, item.title, item.text),
            attachments.get(item.pk),
            interpretations[str(item.content_id)],
        )
        for item in items
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


def _interpretations(items: Sequence[Found]) -> defaultdict[str, list[dict[str, Any]]]:
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    documents = [str(item.content_id) for item in items if item.group == str(item.content_id)]
    if not documents:
        return found
    told = {item.pk for item in items}
    # Without a join, lest a database walks through its index of items instead of that of groups.
    rows = SearchEntry.objects.filter(group__in=documents).values_list("date", "pk", "group")
    others = sorted((row for row in rows if row[1] not in told), reverse=True)
    if not others:
        return found
    public = ContentItem.objects.published().in_locale(items[0].locale)
    lights = dict(public.filter(pk__in=[key for _date, key, _group in others]).values_list("pk", "light"))
    for _date, key, group in others:
        if key in lights and len(found[group]) < MOST_INTERPRETATIONS:
            found[group].append(json.loads(lights[key]))
    return found
