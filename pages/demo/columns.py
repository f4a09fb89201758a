"""The columns of a provincial development and reform commission."""

from typing import Any

from django.contrib.auth.models import User

from pages.demo import tree
from pages.demo.bodies import stream
from pages.demo.reading import read
from pages.models import ColumnPage
from snippets.models import Department


def write_columns(author: User) -> None:
    """Add the columns that are missing, from the top down."""
    for values in read("columns"):
        address = values.pop("address")
        if not tree.exists(address):
            above, slug = address.strip("/").rpartition("/")[::2]
            parent = tree.page_at(f"/{above}/") if above else tree.home()
            tree.add(parent, _column(slug, values), author)


def _column(slug: str, values: dict[str, Any]) -> ColumnPage:
    department = Department.objects.get(code=values.pop("department"))
    body = stream(values.pop("body", []))
    return ColumnPage(slug=slug, department=department, body=body, show_in_menus=True, **values)
