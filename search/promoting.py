"""Pinned answers: what editors put above the hits of a query."""

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from cms.content.models import ContentItem
from search.folding import fold, plain
from search.models import Promotion
from search.remembering import Remembered


@dataclass(frozen=True)
class Answer:
    """A published item that an editor chose for a query."""

    light: dict[str, Any]
    note: str


def answers(query: str, locale: str) -> list[Answer]:
    """The pinned answers of the query that are public in this language, in the editors' order."""
    chosen = _known.get().get(plain(fold(query)))
    if not chosen:
        return []
    identities = dict(
        ContentItem.objects.filter(page_id__in=[page for page, _note in chosen]).values_list("page_id", "content_id")
    )
    items = ContentItem.objects.published().in_locale(locale).filter(content_id__in=identities.values())
    lights = dict(items.values_list("content_id", "light"))
    found = [(lights.get(identities[page]), note) for page, note in chosen if page in identities]
    return [Answer(json.loads(light), note) for light, note in found if light]


def _read() -> dict[str, list[tuple[int, str]]]:
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for promotion in Promotion.objects.all():
        for key in promotion.compared():
            found[key].append((promotion.page_id, promotion.note))
    return dict(found)


_known = Remembered(Promotion, _read)
