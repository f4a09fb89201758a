"""A portal that runs already: its roles get the rights that new portals are founded with."""

import pytest
from django.core.management import call_command

from cms.editorial.founding import VOCABULARY
from cms.editorial.models import Role


@pytest.mark.usefixtures("portal")
@pytest.mark.django_db(transaction=True)
def test_the_calendar_and_the_lists_come_to_those_who_keep_them():
    lists = {name.split(".")[1] for name in VOCABULARY if name.endswith(("arrangement", "wordrule", "allowedsite"))}
    assert len(lists) == 9
    groups = [Role.objects.get(key=key).group for key in ("disclosure_office", "administrator")]
    for group in groups:
        group.permissions.remove(*group.permissions.filter(codename__in=lists))
    call_command("migrate", "editorial", "0003", verbosity=0)
    call_command("migrate", "editorial", verbosity=0)
    for group in groups:
        assert lists <= set(group.permissions.values_list("codename", flat=True))
    assert not Role.objects.get(key="auditor").group.permissions.filter(codename__in=lists).exists()
