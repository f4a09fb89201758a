"""Reading costs the same number of queries however much there is to read."""

from typing import Any

import pytest

from cms.content.models import ContentItem
from tests import factories
from tests.api.conftest import Get

DETAIL = LIST = 3
# The call and the number of queries that it may cost.
BOUNDS = [
    ("content/{key}", {}, 2),
    ("content", {"path": "/zc/first/"}, 2),
    ("content", {}, 1),
    ("content", {"column": "{column}", "type": "policy_document", "limit": "100"}, 1),
    ("columns", {}, 1),
    ("columns/{column}", {}, 1),
    ("changes", {}, 1),
    ("site", {}, 5),
]


def multiply(page: Any, count: int) -> None:
    """Publish `count` more documents beside the page, by the way of the import: many in one transaction."""
    values = {"date_written": page.date_written, "disclosure": "proactive"}
    pages = [type(page)(title=f"文件 {number}", index_number=f"N{number}", **values) for number in range(count)]
    factories.together(page.get_parent(), pages)


@pytest.mark.parametrize("count", [10, 120])
def test_reading_costs_a_constant_number_of_queries(
    count: int, get: Get, portal: Any, django_assert_max_num_queries: Any
):
    column = factories.column(portal, slug="zc")
    page = factories.policy(column, slug="first")
    factories.interpretation(page, parent=column)
    multiply(page, count)
    assert ContentItem.objects.count() > count
    names = {"key": str(page.translation_key), "column": str(column.translation_key)}
    for call, parameters, bound in BOUNDS:
        asked = {name: value.format(**names) for name, value in parameters.items()}
        with django_assert_max_num_queries(bound):
            assert get(call.format(**names), **asked).status_code == 200
