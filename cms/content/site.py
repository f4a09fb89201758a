"""The frame around all content: who speaks, and the columns as a tree."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from wagtail.models import Site

from cms.content.models import ContentItem
from snippets.models import AgencyProfile


@dataclass
class Column:
    """A column in the tree: its light data and its child columns in the editors' order."""

    data: dict[str, Any]
    position: str
    children: list["Column"] = field(default_factory=list)

    @property
    def content_id(self) -> str:
        return self.data["content_id"]


def column_tree(locale: str) -> list[Column]:
    """The published top-level columns of a language with all below them, in one query."""
    rows = ContentItem.objects.published().filter(locale=locale, type="column").order_by("position")
    roots: list[Column] = []
    above: list[Column] = []
    for position, light in rows.values_list("position", "light"):
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
