"""A portal that runs already: its roles get the new rights, and its database the guards."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from cms.editorial.audit.chain import chain
from cms.editorial.audit.models import Action, AuditEntry
from cms.editorial.audit.recording import record
from cms.editorial.models import Role


@pytest.mark.usefixtures("portal")
@pytest.mark.django_db(transaction=True)
def test_roles_get_the_rights_and_the_database_its_guards_also_the_second_time():
    rights = {"auditor": {"view_auditentry", "view_deadline"}, "disclosure_office": {"view_deadline"}}
    groups = {key: Role.objects.get(key=key).group for key in rights}
    for group in groups.values():
        group.permissions.remove(*group.permissions.filter(codename__in=["view_auditentry", "view_deadline"]))
    call_command("migrate", "audit", "0001", verbosity=0)
    call_command("migrate", "audit", verbosity=0)
    for key, group in groups.items():
        found = set(group.permissions.values_list("codename", flat=True))
        assert found & {"view_auditentry", "view_deadline"} == rights[key]
    record(Action.OTHER, title="一事")
    chain()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        AuditEntry.objects.filter(title="一事").update(title="别的")
