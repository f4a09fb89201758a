"""主动公开基本目录 of the demonstration, by the areas of 青发改办〔2017〕455号 3 to 11."""

from typing import Any

from django.contrib.auth.models import User

from pages.demo import tree
from pages.demo.reading import read
from pages.models import CataloguePage
from snippets.models import Department

COLUMN, SLUG = "/zhengwugongkai/mulu/", "jiben-mulu"


def write_catalogue(author: User) -> None:
    """Add the catalogue if it is missing; each entry leads to the column that fulfils it."""
    if tree.exists(f"{COLUMN}{SLUG}/"):
        return
    values = read("catalogue")
    areas = [
        {"type": "area", "value": {"title": area["title"], "entries": [_entry(entry) for entry in area["entries"]]}}
        for area in values.pop("areas")
    ]
    department = Department.objects.get(code=values.pop("department"))
    published = tree.moment(values.pop("date_first_public"))
    page = CataloguePage(slug=SLUG, department=department, areas=areas, date_first_public=published, **values)
    tree.add(tree.page_at(COLUMN), page, author)


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    usual = {"audience": "public", "method": "proactive", "channels": ["website"]}
    return usual | entry | {"fulfilled_by": tree.page_at(entry["fulfilled_by"]).pk}
