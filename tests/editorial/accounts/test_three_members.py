"""三员分立: who may change which account, group, role and workflow, tried by every door there is."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from wagtail.models import APIToken, Task, Workflow, WorkflowPage
from wagtail.test.utils.form_data import inline_formset, nested_form_data
from wagtail.users.forms import GroupForm

from cms.editorial.accounts.models import Account
from cms.editorial.audit.models import Action, AuditEntry
from cms.editorial.models import Membership, Role, SecrecyReviewTask
from cms.editorial.models.roles import RoleKey
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "Zhengwu-Gongkai-2026"
THREE = ("administrator", "security_administrator", "auditor")
OTHERS = ("publisher", "column_editor")


def group_of(key) -> Group:
    return Role.objects.get(key=key).group


def fields_of(user, **changed) -> dict:
    """The form of an account as a browser sends it, groups left out."""
    names = {"username": user.username, "email": user.email, "first_name": "三", "last_name": "张", "is_active": "on"}
    return {name: value for name, value in (names | changed).items() if value is not None}


def newcomer_form() -> dict:
    """The form of a new account."""
    new = {"username": "neu", "email": "n@example.gov.cn", "first_name": "三", "last_name": "张"}
    return new | dict.fromkeys(("password1", "password2"), PASSWORD)


@pytest.fixture
def people(office):
    """Everybody of the office, with names and a password that has been used."""
    User.objects.update(first_name="三", last_name="张", last_login="2026-01-01T00:00:00Z")
    return {key: User.objects.get(pk=user.pk) for key, user in office.people.items()}


@pytest.fixture
def act(client, people):
    """Send a form as somebody; return what the trail says was refused, nothing when it was done."""

    def post(role, address, data=None, **headers):
        client.force_login(people[role] if isinstance(role, str) else role)
        before = set(AuditEntry.objects.values_list("pk", flat=True))
        response = client.post(address, data or {}, **headers)
        assert response.status_code < 500
        refused = AuditEntry.objects.exclude(pk__in=before).filter(action=Action.DENY)
        if getattr(response, "context", None) and not refused:
            for form in [response.context.get("form"), *(response.context.get("permission_panels") or [])]:
                assert form is None or form.is_valid(), form.errors
        return "\n".join(entry.note for entry in refused)

    return post


def edit(user) -> str:
    return reverse("wagtailusers_users:edit", args=[user.pk])


def bulk(action, *users) -> str:
    chosen = "&".join(f"id={user.pk}" for user in users)
    return f"{reverse('wagtail_bulk_action', args=['auth', 'user', action])}?{chosen}"


def group_form(group, *permissions) -> dict:
    """The form of a group that has these permissions and no others."""
    panels = {f"{kind}_permissions": inline_formset([]) for kind in ("page", "collection", "document", "image")}
    chosen = GroupForm().registered_permissions.filter(codename__in=permissions).values_list("pk", flat=True)
    return nested_form_data({"name": group.name, **panels}) | {"permissions": list(chosen)}


# Every role tries every way to more rights; the outsider is somebody without any.


@pytest.mark.parametrize("role", [*THREE, *OTHERS])
def test_nobody_becomes_or_makes_a_superuser_by_post(act, people, role):
    other = people["department_head"] if role != "department_head" else people["publisher"]
    for target in (people[role], other):
        act(role, edit(target), fields_of(target, is_superuser="on", is_staff="on"))
        target.refresh_from_db()
        assert (target.is_superuser, target.is_staff) == (False, False)
    new = {"username": "neu", "email": "n@example.gov.cn", "first_name": "三", "last_name": "张"}
    act(
        role,
        reverse("wagtailusers_users:add"),
        new | dict.fromkeys(("password1", "password2"), PASSWORD) | {"is_superuser": "on"},
    )
    assert not User.objects.filter(is_superuser=True).exists()


def test_an_attempt_at_superuser_is_refused_in_chinese_and_recorded(client, act, people):
    assert "超级用户" in act(
        "administrator", edit(people["publisher"]), fields_of(people["publisher"], is_superuser="on")
    )
    assert "不能在浏览器中授予或收回超级用户权限" in client.get(reverse("wagtailadmin_home")).content.decode()


def test_not_even_a_superuser_makes_another(act, people, admin_user):
    target = people["publisher"]
    groups = [group.pk for group in target.groups.all()]
    assert "超级用户" in act(admin_user, edit(target), fields_of(target, is_superuser="on", groups=groups))


@pytest.mark.parametrize("role", [*THREE, *OTHERS])
@pytest.mark.parametrize("wanted", [*THREE, "publisher"])
def test_nobody_gives_himself_a_role(act, people, role, wanted):
    before = set(people[role].groups.all())
    wanted = group_of(wanted)
    act(role, edit(people[role]), fields_of(people[role], groups=[wanted.pk]))
    assert act(role, bulk("assign_role", people[role]), {"role": wanted.pk}) or wanted in before
    assert set(User.objects.get(pk=people[role].pk).groups.all()) == before


@pytest.mark.parametrize("role", ["administrator", "auditor", "publisher"])
def test_only_the_security_administrator_gives_roles(act, people, role):
    newcomer = User.objects.create_user("neu", email="n@example.gov.cn")
    group = group_of("publisher")
    for address, data in [
        (edit(newcomer), fields_of(newcomer, groups=[group.pk])),
        (bulk("assign_role", newcomer), {"role": group.pk}),
        ("/admin/memberships/new/", {"user": newcomer.pk, "department": factories.department().pk}),
        (reverse("wagtailusers_groups:add"), group_form(Group(name="neu"), "access_admin")),
        (reverse("wagtailusers_groups:edit", args=[group.pk]), group_form(group, "access_admin", "change_user")),
    ]:
        assert act(role, address, data), address
    assert not newcomer.groups.exists()
    assert not Membership.objects.filter(user=newcomer).exists()
    assert not group.permissions.filter(codename="change_user").exists()


def test_the_security_administrator_gives_roles_and_departments(client, act, people):
    newcomer = User.objects.create_user("neu", email="n@example.gov.cn", first_name="三", last_name="张")
    group = group_of("publisher")
    client.force_login(people["security_administrator"])
    form = client.get(edit(newcomer)).context["form"]
    assert set(form.fields) == {"groups"}
    assert not act("security_administrator", edit(newcomer), {"groups": [group.pk]})
    assert list(newcomer.groups.all()) == [group]
    assert not act("security_administrator", edit(newcomer), {"groups": []})
    assert not newcomer.groups.exists()
    assert not act("security_administrator", bulk("assign_role", newcomer), {"role": group.pk})
    member = {"user": newcomer.pk, "department": factories.department().pk}
    assert not act("security_administrator", "/admin/memberships/new/", member)
    assert newcomer.membership.department == factories.department()
    assert newcomer.groups.get() == group


def test_the_system_administrator_makes_accounts_without_rights(client, act, people):
    new = newcomer_form()
    client.force_login(people["administrator"])
    assert "groups" not in client.get(reverse("wagtailusers_users:add")).context["form"].fields
    assert "安全管理员" in act(
        "administrator", reverse("wagtailusers_users:add"), new | {"groups": [group_of("publisher").pk]}
    )
    assert not User.objects.filter(username="neu").exists()
    assert not act("administrator", reverse("wagtailusers_users:add"), new)
    newcomer = User.objects.get(username="neu")
    assert not newcomer.groups.exists()
    assert newcomer.account.password_given
    assert act("security_administrator", reverse("wagtailusers_users:add"), new | {"username": "zwei"})
    assert not User.objects.filter(username="zwei").exists()


def test_the_system_administrator_names_and_disables(act, people):
    target = people["publisher"]
    assert not act("administrator", edit(target), fields_of(target, last_name="李", is_active=None))
    target.refresh_from_db()
    assert (target.last_name, target.is_active) == ("李", False)
    assert target.groups.count() == 1
    assert not act("administrator", bulk("set_active_state", target), {"mark_as_active": "True"})
    assert User.objects.get(pk=target.pk).is_active
    for role in ("security_administrator", "auditor"):
        assert (
            act(role, edit(target), fields_of(target, last_name="王", is_active=None))
            or role == "security_administrator"
        )
        assert (
            act(role, bulk("set_active_state", target), {"mark_as_active": "False"})
            or User.objects.get(pk=target.pk).is_active
        )
    target.refresh_from_db()
    assert (target.last_name, target.is_active) == ("李", True)


@pytest.mark.parametrize("role", [*THREE, "superuser"])
def test_nobody_sets_the_password_of_an_account_in_use(act, people, admin_user, role):
    actor = admin_user if role == "superuser" else role
    for key in ("auditor", "publisher", "administrator"):
        target = people[key]
        sent = fields_of(target, groups=[group.pk for group in target.groups.all()] if role == "superuser" else None)
        act(actor, edit(target), sent | dict.fromkeys(("password1", "password2"), PASSWORD))
        assert not User.objects.get(pk=target.pk).check_password(PASSWORD)


def test_an_initial_password_may_be_set_again_until_the_account_opens_something(act, people):
    newcomer = User.objects.create_user("neu", email="n@example.gov.cn", password="Erst-Einmal-2026")
    sent = fields_of(newcomer) | dict.fromkeys(("password1", "password2"), PASSWORD)
    assert not act("administrator", edit(newcomer), sent)
    newcomer.refresh_from_db()
    assert newcomer.check_password(PASSWORD)
    assert newcomer.account.password_given
    newcomer.groups.add(group_of("publisher"))
    sent |= dict.fromkeys(("password1", "password2"), "Noch-Eines-2026")
    assert "密码" in act("administrator", edit(newcomer), sent)
    assert User.objects.get(pk=newcomer.pk).check_password(PASSWORD)


@pytest.mark.parametrize("key", THREE)
def test_nobody_else_changes_the_address_of_one_of_the_three(act, people, key):
    target = people[key]
    assert "邮箱" in act("administrator", edit(target), fields_of(target, email="mine@example.gov.cn"))
    assert User.objects.get(pk=target.pk).email == target.email


def test_superusers_are_out_of_reach(act, people, admin_user):
    before = (admin_user.email, admin_user.password)
    for role in THREE:
        assert act(role, edit(admin_user), fields_of(admin_user, email="x@example.gov.cn", is_active=None))
        act(role, bulk("set_active_state", admin_user), {"mark_as_active": "False"})
        act(role, bulk("delete", admin_user))
        act(role, bulk("assign_role", admin_user), {"role": group_of("column_editor").pk})
        assert act(role, reverse("wagtailusers_users:delete", args=[admin_user.pk]))
    admin_user = User.objects.get(pk=admin_user.pk)
    assert (admin_user.email, admin_user.password) == before
    assert admin_user.is_active
    assert not admin_user.groups.exists()


@pytest.mark.parametrize("key", THREE)
def test_the_last_of_the_three_stays(act, people, admin_user, key):
    target, group = people[key], group_of(key)
    second = factories.person("administrator", name="zweiter")
    User.objects.filter(pk=second.pk).update(is_active=key != "administrator")
    tries = [
        (admin_user, edit(target), fields_of(target, is_active=None, groups=[group.pk])),
        (admin_user, edit(target), fields_of(target, groups=[])),
        (admin_user, bulk("set_active_state", target), {"mark_as_active": "False"}),
        (admin_user, bulk("delete", target), {}),
        (admin_user, reverse("wagtailusers_users:delete", args=[target.pk]), {}),
        (admin_user, reverse("wagtailusers_groups:delete", args=[group.pk]), {}),
        (admin_user, reverse("wagtailusers_groups:edit", args=[group.pk]), group_form(group)),
        (admin_user, reverse("wagtailusers_groups:edit", args=[group.pk]), group_form(group, "access_admin")),
    ]
    if key != "administrator":
        tries += [
            (second, bulk("set_active_state", target), {"mark_as_active": "False"}),
            (second, edit(target), fields_of(target, is_active=None)),
            (second, reverse("wagtailusers_users:delete", args=[target.pk]), {}),
        ]
    for actor, address, data in tries:
        assert act(actor, address, data), (actor, address, data)
    target = User.objects.get(pk=target.pk)
    assert target.is_active
    assert target.groups.get() == group
    assert Role.objects.get(key=key).group == group


def test_one_of_two_auditors_can_be_disabled(act, people):
    factories.person("auditor", name="zweite")
    assert not act("administrator", bulk("set_active_state", people["auditor"]), {"mark_as_active": "False"})
    assert not User.objects.get(pk=people["auditor"].pk).is_active


@pytest.mark.parametrize("first", THREE)
@pytest.mark.parametrize("second", [*THREE, "publisher"])
def test_nobody_is_two_of_the_three_or_one_of_them_and_an_editor(act, people, admin_user, first, second):
    if first == second:
        return
    somebody = factories.person(first, name="jemand")
    both = [group_of(first).pk, group_of(second).pk]
    for actor in ("security_administrator", admin_user):
        assert "不能同时担任" in act(actor, edit(somebody), fields_of(somebody, groups=both))
        assert "不能同时担任" in act(actor, bulk("assign_role", somebody), {"role": both[1]})
    assert somebody.groups.count() == 1


@pytest.mark.parametrize("codename", ["grant_rights", "view_auditentry", "change_group", "change_workflow"])
def test_no_group_gathers_the_powers_of_two(act, people, codename):
    group = group_of("administrator")
    kept = list(group.permissions.values_list("codename", flat=True))
    address = reverse("wagtailusers_groups:edit", args=[group.pk])
    refused = act("security_administrator", address, group_form(group, *kept, codename))
    assert "一个用户组不能同时具有" in refused
    assert "不能收回" not in refused
    assert not group.permissions.filter(codename=codename).exists()


def test_the_security_administrator_cannot_change_his_own_group(act, people):
    group = group_of("security_administrator")
    kept = list(group.permissions.values_list("codename", flat=True))
    address = reverse("wagtailusers_groups:edit", args=[group.pk])
    assert "自己所在用户组" in act("security_administrator", address, group_form(group, *kept, "add_topic"))
    assert not group.permissions.filter(codename="add_topic").exists()


def test_groups_of_others_are_the_security_administrators_to_change(act, people):
    group = group_of("column_editor")
    address = reverse("wagtailusers_groups:edit", args=[group.pk])
    assert not act("security_administrator", address, group_form(group, "access_admin", "add_topic"))
    assert group.permissions.filter(codename="add_topic").exists()


def test_own_departments_are_not_changed(act, people, office):
    membership = people["security_administrator"].membership
    other = factories.department("caijin", "财金处")
    address = f"/admin/memberships/edit/{membership.pk}/"
    assert "自己" in act("security_administrator", address, {"user": membership.user_id, "department": other.pk})
    assert "自己" in act("security_administrator", f"/admin/memberships/delete/{membership.pk}/")
    membership.refresh_from_db()
    assert membership.department == office.department


@pytest.mark.parametrize("role", ["administrator", "security_administrator", "superuser"])
def test_the_way_to_publication_is_not_switched_off(act, people, admin_user, role):
    actor = admin_user if role == "superuser" else role
    workflow, secrecy = Workflow.objects.get(active=True), SecrecyReviewTask.objects.get()
    page = WorkflowPage.objects.filter(workflow=workflow).first().page
    steps = [
        {"id": step.pk, "task": step.task_id, "DELETE": "on" if step.task_id == secrecy.pk else ""}
        for step in workflow.workflow_tasks.all()
    ]
    form = {"name": workflow.name, "workflow_tasks": inline_formset(steps, initial=len(steps))}
    form["pages"] = inline_formset([{"page": page.pk}], initial=1)
    for address, data in [
        (reverse("wagtailadmin_workflows:disable", args=[workflow.pk]), {}),
        (reverse("wagtailadmin_workflows:remove", args=[page.pk]), {}),
        (reverse("wagtailadmin_workflows:disable_task", args=[secrecy.pk]), {}),
        (reverse("wagtailadmin_workflows:edit", args=[workflow.pk]), nested_form_data(form)),
        (reverse("wagtailusers_groups:delete", args=[group_of("secrecy_reviewer").pk]), {}),
    ]:
        assert act(actor, address, data), address
    assert Workflow.objects.get(pk=workflow.pk).active
    assert Task.objects.get(pk=secrecy.pk).active
    assert secrecy.groups.exists()
    assert WorkflowPage.objects.get(page=page).workflow == workflow


def test_no_column_gets_a_shorter_way(act, people, office):
    short = nested_form_data(
        {
            "name": "捷径",
            "workflow_tasks": inline_formset([{"task": SecrecyReviewTask.objects.get().pk, "ORDER": 1}]),
            "pages": inline_formset([{"page": office.column.pk}]),
        }
    )
    assert "保密审查" in act("security_administrator", reverse("wagtailadmin_workflows:add"), short)
    assert not WorkflowPage.objects.filter(page=office.column).exists()


def test_nobody_reviews_by_naming_his_own_group(act, people):
    secrecy = SecrecyReviewTask.objects.get()
    own = group_of("security_administrator")
    data = {"name": secrecy.name, "groups": [own.pk, *secrecy.groups.values_list("pk", flat=True)]}
    assert "自己" in act("security_administrator", reverse("wagtailadmin_workflows:edit_task", args=[secrecy.pk]), data)
    assert own not in secrecy.groups.all()


def test_nobody_makes_a_token_for_somebody_else(act, people, admin_user):
    for actor in (admin_user, "administrator"):
        data = {"name": "x", "user": people["publisher"].pk, "scope": "read", "days": 1}
        assert act(actor, reverse("wagtailusers_api_tokens:add"), data)
    assert not APIToken.objects.exists()


def test_a_changed_address_waits_for_its_owner(act, people):
    target = people["publisher"]
    assert not act("administrator", edit(target), fields_of(target, email="new@example.gov.cn"))
    assert User.objects.get(pk=target.pk).email == "new@example.gov.cn"
    assert Account.objects.get(user=target).email_given


def test_a_role_that_there_is_not_yet_is_made_by_command(office):
    from django.core.management import CommandError, call_command

    newcomer = User.objects.create_user("neu")
    call_command("assign_role", "neu", "security_administrator", verbosity=0)
    assert newcomer.groups.get() == group_of("security_administrator")
    with pytest.raises(CommandError, match="不能同时担任"):
        call_command("assign_role", "neu", RoleKey.AUDITOR, verbosity=0)
