"""Walking a list by cursor finds what the ORM finds, in the same order."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cms.content.listing import ORDERS, Filters
from cms.content.walking import page
from tests.api.world import World, key

EVERYTHING = Filters("zh-hans")
CASES: dict[str, dict[str, Any]] = {
    "everything": {},
    "column": {"column": str(key(101))},
    "topic": {"topic": "fazhan"},
    "two links": {"column": str(key(101)), "department": "faguichu"},
    "type": {"type": "news"},
    "places": {"type": "column"},
    "kind": {"kind": "text"},
    "validity": {"validity": "in_force", "column": str(key(101))},
    "dates": {"issued_from": date(2016, 3, 1), "issued_to": date(2016, 12, 31)},
    "year by issue": {"year": 2017},
    "year by publication": {"year": 2026},
    "year in a column": {"year": 2017, "column": str(key(101))},
    "language": {"locale": "en"},
    "nothing": {"tag": "政务公开"},
}


def walked(filters: Filters, order: str) -> list[str]:
    """All that is found, two items at a time."""
    lights, cursor = page(filters, order, None, 2)
    while cursor:
        more, cursor = page(filters, order, cursor, 2)
        lights += more
    return lights


@pytest.mark.django_db
def test_all_filters_and_orders_agree(known_world: World, subtests: pytest.Subtests):
    for name, values in CASES.items():
        for order in ORDERS:
            with subtests.test(name, order=order):
                filters = replace(EVERYTHING, **values)
                expected = filters.select().window(order, 0, 100)
                assert walked(filters, order) == expected
                assert bool(expected) == (name != "nothing")
