"""Many people at the same moment, and the lock under which their entries are chained."""

from functools import partial

import pytest
from django.db import transaction

from cms.editorial.audit.models import Action, AuditEntry
from cms.editorial.audit.recording import record
from cms.editorial.audit.verifying import verify
from tests.editorial.test_moments import at_the_same_moment

pytestmark = pytest.mark.django_db(transaction=True)


def acts(name: str) -> None:
    for number in range(20):
        with transaction.atomic():
            record(Action.OTHER, title=f"{name} {number}")
            record(Action.OTHER, title=f"{name} {number} 又")


@pytest.mark.sqlite
def test_entries_of_many_at_once_stand_in_one_chain_without_gaps_and_in_the_order_of_each():
    at_the_same_moment(*(partial(acts, name) for name in "甲乙丙丁"))
    entries = AuditEntry.objects.filter(action=Action.OTHER).order_by("number")
    numbers = [entry.number for entry in entries]
    assert numbers == list(range(numbers[0], numbers[0] + 160))
    for name in "甲乙丙丁":
        titles = [entry.title for entry in entries if entry.title.startswith(name)]
        assert titles == [title for number in range(20) for title in (f"{name} {number}", f"{name} {number} 又")]
    assert verify().findings == []
