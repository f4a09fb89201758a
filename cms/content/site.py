"""The frame around all content: who speaks, and the columns as a tree."""

import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.forms.models import model_to_dict
from wagtail.models import Site

from cms.content.models import ContentItem
from snippets.models import AgencyProfile, Department, Topic


@dataclass
class Column:
    """A column in the tree: its light data and its child columns in the editors' order."""

    data: dict[str, Any]
    position: str
    children: list["Column"] = field(default_factory=list)

    @property
    def content_id(self) -> str:
        return self.data["content_id"]


class Surroundings:
    """What stands around every page, in two queries: the agency, and the columns of every language."""

    def __init__(self) -> None:
        self.agency = profile()
        self._rows: dict[str, list[tuple[str, str]]] = defaultdict(list)
        columns = ContentItem.objects.published().filter(type="column").order_by("position")
        for locale, position, light in columns.values_list("locale", "position", "light"):
            self._rows[locale].append((position, light))
        self._trees: dict[str, list[Column]] = {}

    def columns(self, locale: str) -> list[Column]:
        """The top-level columns of a language with all below them."""
        if locale not in self._trees:
            self._trees[locale] = _tree(self._rows[locale])
        return self._trees[locale]

    @cached_property
    def name(self) -> str:
        """A name of all this and of the departments and topics, in two more queries.

        It comes from the rows themselves, so that no way in which they are changed escapes it.
        """
        rows = [list(model.objects.order_by("pk").values_list()) for model in (Department, Topic)]
        told = repr([model_to_dict(self.agency), sorted(self._rows.items()), rows])
        return hashlib.sha256(told.encode()).hexdigest()


_known: tuple[float, Surroundings] | None = None


def surroundings() -> Surroundings:
    """What stands around every page, as of LOOK_AGAIN seconds ago at most."""
    global _known  # noqa: PLW0603 -- one for the process; two threads that both look again do no harm
    now = time.monotonic()
    if _known is None or now - _known[0] >= settings.LOOK_AGAIN:
        _known = now, Surroundings()
    return _known[1]


def forget() -> None:
    """Look again at once."""
    global _known  # noqa: PLW0603 -- as above
    _known = None


def column_tree(locale: str) -> list[Column]:
    """The published top-level columns of a language with all below them, in one query."""
    rows = ContentItem.objects.published().filter(locale=locale, type="column").order_by("position")
    return _tree(rows.values_list("position", "light"))


def _tree(rows: Iterable[tuple[str, str]]) -> list[Column]:
    roots: list[Column] = []
    above: list[Column] = []
    for position, light in rows:
        column = Column(json.loads(light), position)
        while above and not position.startswith(above[-1].position):
            above.pop()
        (above[-1].children if above else roots).append(column)
        above.append(column)
    return roots


def profile() -> AgencyProfile:
    """The agency profile of the default site, in one query; it is created where there is none yet."""
    found = AgencyProfile.objects.filter(site__is_default_site=True).first()
    return found or AgencyProfile.for_site(Site.objects.get(is_default_site=True))


def languages() -> list[dict[str, str]]:
    """The portal's languages with the names that the agency profile gives them and the address of their home page."""
    agency = profile()
    return [
        {
            "code": code,
            "name": agency.language_name(code),
            "path": "/" if code == settings.LANGUAGE_CODE else f"/{code}/",
        }
        for code, _name in settings.LANGUAGES
    ]
