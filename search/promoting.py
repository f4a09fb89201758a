"""Pinned answers: what editors put above the hits of a query."""

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

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
    translation = ContentItem.objects.published().in_locale(locale).filter(content_id=OuterRef("content_id"))
    pages = ContentItem.objects.filter(page_id__in=[page for page, _note in chosen])
    lights = dict(pages.annotate(answer=Subquery(translation.values("light")[:1])).values_list("page_id", "answer"))
    return [Answer(json.loads(light), note) for page, note in chosen if (light := lights.get(page))]


def _read() -> dict[str, list[tuple[int, str]]]:
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for promotion in Promotion.objects.all():
        for key in promotion.compared():
            found[key].append((promotion.page_id, promotion.note))
    return dict(found)


_known = Remembered(Promotion, _read)
