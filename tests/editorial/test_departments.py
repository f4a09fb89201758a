"""Column editors work in the columns of their department; others see everything and change what their role may."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import APIToken, GroupPagePermission, Page
from wagtail.permissions import policy_registry

from cms.editorial.founding import establish_pages, establish_roles
from cms.editorial.models import Membership, Role
from pages.models import PolicyDocumentPage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]

WRITERS = ["column_editor", "department_head", "disclosure_office", "publisher"]
READERS = ["secrecy_reviewer", "countersigner_research", "countersigner_legal", "administrator", "auditor"]


@pytest.fixture
def legal():
    return factories.department("faguichu", "法规处")


@pytest.fixture
def planning():
    return factories.department("guihuachu", "规划处")


@pytest.fixture
def own(legal):
    """A draft in a column below the legal department's column."""
    outer = factories.column(slug="legal", department=legal)
    return factories.policy(factories.column(outer, slug="inner"), publish=False, slug="own")


@pytest.fixture
def foreign(planning, own):
    """A draft in the planning department's column, which stands inside the legal department's column."""
    outer = Page.objects.get(slug="legal")
    return factories.policy(
        factories.column(outer, slug="planning", department=planning), publish=False, slug="foreign"
    )


@pytest.fixture
def nobodys():
    """A draft in a column that no department answers for."""
    return factories.policy(factories.column(slug="nobodys"), publish=False, slug="nobodys-draft")


def bearer(user) -> dict[str, str]:
    token = APIToken.generate_token()
    APIToken.objects.create(user=user, name="OA", key_hash=APIToken.hash_token(token), prefix=token[:12])
    return {"Authorization": f"Bearer {token}"}


def patch(client, user, page):
    body = {"title": "改过的标题", "meta": {"type": page._meta.label}}
    address = f"/api/wagtail/v3/pages/{page.pk}/"
    client.patch(address, body, content_type="application/json", headers=bearer(user))
    return Page.objects.get(pk=page.pk).get_latest_revision().content["title"] == "改过的标题"


def edit(client, user, page):
    client.force_login(user)
    return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def delete(client, user, page):
    client.force_login(user)
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    return not Page.objects.filter(pk=page.pk).exists()


def delete_in_bulk(client, user, page):
    client.force_login(user)
    client.post(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?id={page.pk}")
    return not Page.objects.filter(pk=page.pk).exists()


def copy(client, user, page):
    body = {"keep_live": False, "slug": "copied"}
    address = f"/api/wagtail/v3/pages/{page.pk}/actions/copy/"
    client.post(address, body, content_type="application/json", headers=bearer(user))
    return Page.objects.filter(slug="copied").exists()


def look(client, user, page):
    client.force_login(user)
    addresses = ["wagtailadmin_pages:view_draft", "wagtailadmin_pages:history", "wagtailadmin_pages:workflow_history"]
    return all(client.get(reverse(address, args=[page.pk])).status_code == 200 for address in addresses)


def explore(client, user, page):
    policy = policy_registry.get_by_type(Page)
    return policy.explorable_instances(type(user).objects.get(pk=user.pk)).filter(pk=page.pk).exists()


CHANGES = [edit, patch, delete, delete_in_bulk, copy]


@pytest.mark.parametrize("action", [*CHANGES, look, explore])
@pytest.mark.parametrize("role", ["column_editor", "department_head"])
def test_members_of_a_department_work_in_its_columns_only(client, legal, own, foreign, nobodys, role, action):
    user = factories.person(role, legal)
    assert not action(client, user, foreign)
    assert not action(client, user, nobodys)
    assert action(client, user, own)


@pytest.mark.parametrize("action", CHANGES)
@pytest.mark.parametrize("role", ["disclosure_office", "publisher"])
def test_central_offices_work_in_every_column(client, foreign, nobodys, role, action):
    user = factories.person(role)
    assert action(client, user, foreign)


@pytest.mark.parametrize("action", CHANGES)
@pytest.mark.parametrize("role", READERS)
def test_reviewers_administrators_and_auditors_change_nothing(client, own, role, action):
    assert not action(client, factories.person(role), own)


@pytest.mark.parametrize("action", [look, explore])
@pytest.mark.parametrize("role", READERS)
def test_reviewers_administrators_and_auditors_read_everything(client, own, role, action):
    assert action(client, factories.person(role), own)


def test_an_editor_without_a_department_sees_nothing(client, own):
    user = factories.person("column_editor")
    assert not explore(client, user, own)
    assert not edit(client, user, own)


def test_a_document_is_not_moved_into_a_column_of_another_department(client, legal, own, foreign):
    user = factories.person("column_editor", legal)
    target = foreign.get_parent()
    body = {"destination_id": target.pk, "position": "last-child"}
    address = f"/api/wagtail/v3/pages/{own.pk}/actions/move/"
    answer = client.post(address, body, content_type="application/json", headers=bearer(user))
    assert answer.status_code == 403
    client.force_login(user)
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[own.pk, target.pk]))
    assert PolicyDocumentPage.objects.get(pk=own.pk).get_parent().pk != target.pk


def test_a_column_is_not_deleted_together_with_a_column_of_another_department(legal, foreign):
    user = factories.person("column_editor", legal)
    outer = Page.objects.get(slug="legal").specific
    outer.unpublish()
    assert not outer.permissions_for_user(user).can_delete(ignore_bulk=True)


def test_who_may_change_a_page_is_known_of_every_page(legal, planning, own, foreign):
    editors = {factories.person("column_editor", department) for department in (legal, planning)}
    publisher = factories.person("publisher")
    policy = policy_registry.get_by_type(Page)
    may_change = set(policy.users_with_permission_for_instance("change", own, include_superusers=False))
    assert may_change == {publisher} | {user for user in editors if user.membership.department == legal}


def test_roles_that_were_changed_are_left_as_they_are():
    group = Role.objects.get(key="column_editor").group
    group.name = "编辑"
    group.save()
    group.permissions.clear()
    GroupPagePermission.objects.filter(group=group).delete()
    Role.objects.get(key="auditor").group.delete()
    establish_roles()
    establish_pages()
    group.refresh_from_db()
    assert group.name == "编辑"
    assert not group.permissions.exists()
    assert not GroupPagePermission.objects.filter(group=group).exists()
    assert not Group.objects.filter(name="审计员").exists()


def test_security_administrators_say_who_works_where(client, legal):
    user = factories.person("column_editor")
    client.force_login(factories.person("security_administrator"))
    client.post(reverse("memberships:add"), {"user": user.pk, "department": legal.pk})
    assert Membership.objects.get(user=user).department == legal
