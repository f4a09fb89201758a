"""A portal that runs already: its roles get the rights that new portals are founded with."""

import pytest
from django.contrib.auth.models import Permission
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


@pytest.mark.usefixtures("portal")
@pytest.mark.django_db(transaction=True)
def test_administrators_no_longer_grant_rights():
    group = Role.objects.get(key="administrator").group
    granting = Permission.objects.filter(codename__in=["change_group", "add_membership", "view_auditentry"])
    group.permissions.add(*granting)
    Role.objects.get(key="security_administrator").group.delete()
    Role.objects.filter(key="security_administrator").delete()
    call_command("migrate", "editorial", "0005", verbosity=0)
    call_command("migrate", "editorial", verbosity=0)
    assert not group.permissions.filter(pk__in=granting).exists()
    assert group.permissions.filter(codename="change_user").exists()
    founded = Role.objects.get(key="security_administrator").group
    assert founded.permissions.filter(codename="grant_rights").exists()
