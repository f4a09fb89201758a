"""People, rights, sign-in, vocabulary and files."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, GroupPagePermission, Workflow

from cms.content.channels import ChannelUnavailable
from cms.content.delivering import deliver_due
from cms.content.models import Delivery
from cms.content.models.delivery import DeliveryState
from cms.editorial.audit.models import Action, Channel
from cms.editorial.models import Membership, Role
from cms.editorial.models.roles import RoleKey
from pages.models import HomePage, PortalDocument
from search.models import Promotion
from snippets.models import AgencyProfile, Department
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "Zhengwu-Gongkai-2026"


def changes_of(entry):
    return {change["field"]: (change["before"], change["after"]) for change in entry.changes}


def test_signing_in_and_out_is_recorded_with_the_address(client, trail):
    user = User.objects.create_superuser("zhang", password=PASSWORD, last_name="张", first_name="三")
    client.post(reverse("wagtailadmin_login"), {"username": "zhang", "password": PASSWORD}, REMOTE_ADDR="10.0.0.9")
    client.post(reverse("wagtailadmin_logout"))
    entries = [entry for entry in trail(user) if entry.action in (Action.SIGN_IN, Action.SIGN_OUT)]
    assert [entry.action for entry in entries] == [Action.SIGN_IN, Action.SIGN_OUT]
    assert (entries[0].actor_id, entries[0].address, entries[0].channel) == (user.pk, "10.0.0.9", Channel.ADMIN)
    assert entries[0].actor == "zhang（张三）"


def test_a_failed_sign_in_is_recorded_without_the_password(client, trail):
    client.post(reverse("wagtailadmin_login"), {"username": "zhang", "password": PASSWORD})
    (entry,) = trail()
    assert (entry.action, entry.title, entry.actor_name) == (Action.SIGN_IN_FAILED, "zhang", "未登录")
    assert PASSWORD not in str([entry.note, entry.changes, entry.title])


def test_asking_for_a_new_password_is_recorded(client, trail):
    address = reverse("wagtailadmin_password_reset")
    client.post(address, {"email": "zhang@example.gov.cn"}, REMOTE_ADDR="10.0.0.9")
    (entry,) = trail()
    assert (entry.action, entry.title, entry.note) == (Action.OTHER, "zhang@example.gov.cn", "申请重设密码")
    assert entry.address == "10.0.0.9"


def test_people_made_deactivated_and_raised_are_recorded_without_their_passwords(trail):
    user = User.objects.create_user("li", password=PASSWORD)
    user.is_active, user.is_superuser = False, True
    user.set_password("Another-Secret-2026")
    user.save()
    created, edited = trail(user)
    assert created.action == Action.CREATE
    assert changes_of(created)["用户名"] == ("", "li")
    assert changes_of(edited)["有效"] == ("是", "否")
    assert changes_of(edited)["超级用户状态"] == ("否", "是")
    assert changes_of(edited)["密码"] == ("", "已更改")
    assert not [entry for entry in (created, edited) if user.password in str(entry.changes)]


def in_bulk(client, action, instance, **fields):
    label = [instance._meta.app_label, instance._meta.model_name, action]
    client.post(f"{reverse('wagtail_bulk_action', args=label)}?id={instance.pk}", fields)


def test_people_deactivated_in_bulk_are_recorded(client, admin_user, trail):
    user = User.objects.create_user("li")
    client.force_login(admin_user)
    in_bulk(client, "set_active_state", user, mark_as_active="False")
    assert not User.objects.get(pk=user.pk).is_active
    (entry,) = trail(user, Action.EDIT)
    assert entry.actor == admin_user.username
    assert changes_of(entry) == {"有效": ("是", "否")}


def test_people_who_are_given_a_role_in_bulk_are_recorded(client, admin_user, trail):
    user, role = User.objects.create_user("li"), Role.objects.get(key=RoleKey.PUBLISHER).group
    client.force_login(admin_user)
    in_bulk(client, "assign_role", user, role=role.pk)
    assert list(user.groups.all()) == [role]
    assert [entry for entry in trail(action=Action.GRANT) if "li" in entry.title + entry.note]


def test_files_that_are_moved_to_another_collection_in_bulk_are_recorded(client, admin_user, trail):
    document = PortalDocument.objects.create(title="附表", file=ContentFile(b"x", name="table.txt"))
    secret = Collection.get_first_root_node().add_child(name="内部")
    client.force_login(admin_user)
    in_bulk(client, "add_to_collection", document, collection=secret.pk)
    (entry,) = trail(document, Action.EDIT)
    assert "内部" in str(entry.changes)


def test_the_privacy_of_a_collection_is_recorded(client, admin_user, trail):
    collection = Collection.get_first_root_node().add_child(name="内部")
    client.force_login(admin_user)
    address = reverse("wagtailadmin_collections:set_privacy", args=[collection.pk])
    client.post(address, {"restriction_type": "login", "password": "", "groups": []})
    (entry,) = trail(action=Action.CREATE)[-1:]
    assert (entry.title, entry.actor) == ("内部", admin_user.username)
    client.post(address, {"restriction_type": "none", "password": "", "groups": []})
    assert trail(action=Action.DELETE)[-1].title == "内部"


def test_what_has_no_name_is_called_by_what_it_joins(portal, trail):
    Workflow.objects.get().deactivate()
    titles = {entry.title for entry in trail(action=Action.DELETE)}
    assert "首页 · 审签发布" in titles
    assert not [title for title in titles if "object" in title]


def test_a_sign_in_alone_changes_nothing_about_the_person(client, trail):
    user = User.objects.create_user("wang")
    client.force_login(user)
    assert [entry.action for entry in trail(user)] == [Action.CREATE, Action.SIGN_IN]


def test_joining_and_leaving_a_role_is_recorded(trail):
    user = User.objects.create_user("zhao")
    group = Role.objects.get(key=RoleKey.PUBLISHER).group
    user.groups.add(group)
    user.groups.remove(group)
    user.groups.add(group)
    user.groups.clear()
    rights = [(entry.action, entry.note) for entry in trail(user)[1:]]
    assert [action for action, _note in rights] == [Action.GRANT, Action.REVOKE, Action.GRANT, Action.REVOKE]
    assert all(group.name in note for _action, note in rights)


def test_moving_to_another_department_is_recorded(trail):
    membership = Membership.objects.create(user=User.objects.create_user("sun"), department=factories.department())
    membership.department = Department.objects.create(code="caijin", title="财金处")
    membership.save()
    (entry,) = trail(membership, Action.EDIT)
    assert changes_of(entry)["处室"] == ("法规处", "财金处")


def test_the_form_of_a_group_records_every_right_it_gives_and_takes(client, office, trail):
    admin = User.objects.create_superuser("root")
    client.force_login(admin)
    group = Group.objects.create(name="临时组")
    home = HomePage.objects.get(locale__language_code="zh-hans")
    GroupPagePermission.objects.create(
        group=group, page=home, permission=Permission.objects.get(codename="change_page")
    )
    publishing = Permission.objects.get(codename="publish_page")
    entering = Permission.objects.get(codename="access_admin")
    form = {"name": "临时组", "permissions": [entering.pk]}
    answer = client.get(reverse("wagtailusers_groups:edit", args=[group.pk]))
    for panel in answer.context["permission_panels"]:
        management = getattr(panel, "management_form", None)
        if management is None:
            continue
        form |= {f"{panel.prefix}-{name}": 0 for name in management.fields}
        if panel.prefix == "page_permissions":
            form |= {
                "page_permissions-TOTAL_FORMS": 1,
                "page_permissions-0-page": home.pk,
                "page_permissions-0-permissions": [publishing.codename],
            }
    client.post(reverse("wagtailusers_groups:edit", args=[group.pk]), form)
    assert set(group.page_permissions.values_list("permission__codename", flat=True)) == {"publish_page"}
    notes = [entry.note for entry in trail(group, Action.GRANT)]
    assert any(str(entering) in note for note in notes)
    assert any(f"{home.title}：{publishing.name}" in note for note in notes)
    assert [entry for entry in trail(action=Action.DELETE) if entry.object_type == "wagtailcore.grouppagepermission"]
    assert {entry.actor for entry in trail(group, Action.GRANT)} == {"root"}


def test_vocabulary_and_settings_are_recorded_with_what_changed(portal, trail):
    department = factories.department("jiage", "价格处")
    department.title = "价格和收费处"
    department.save()
    profile = AgencyProfile.for_site(portal.get_site())
    profile.telephone = "0971-1"
    profile.save()
    (entry,) = trail(department, Action.EDIT)
    assert entry.changes == [{"field": "名称", "before": "价格处", "after": "价格和收费处"}]
    assert trail(profile, Action.EDIT)[0].changes[0]["after"] == "0971-1"
    department.delete()
    assert trail(action=Action.DELETE)[0].title == "价格和收费处"


def test_files_are_recorded_when_they_come_and_go(trail):
    document = PortalDocument.objects.create(title="附表", file=ContentFile(b"x", name="table.txt"))
    assert "table" in changes_of(trail(document, Action.CREATE)[0])["文件"][1]
    document.delete()
    assert trail(action=Action.DELETE)[0].title == "附表"


def test_the_administration_records_a_change_once(client, office, trail):
    client.force_login(User.objects.create_superuser("root"))
    membership = office.people["publisher"].membership
    other = Department.objects.create(code="caijin", title="财金处")
    client.post(f"/admin/memberships/edit/{membership.pk}/", {"user": membership.user_id, "department": other.pk})
    (entry,) = trail(membership)
    assert (entry.action, entry.actor, entry.channel) == (Action.EDIT, "root", Channel.ADMIN)


def test_a_pinned_answer_is_recorded_with_what_changed(client, portal, trail):
    client.force_login(User.objects.create_superuser("root"))
    column = factories.column(title="办事指南")
    promotion = Promotion.objects.create(queries="项目审批", page=portal)
    address = reverse("wagtailsnippets_search_promotion:edit", args=[promotion.pk])
    client.post(address, {"queries": "项目审批", "page": column.pk, "note": "见办事指南", "order": 100})
    (_created, edited) = trail(promotion)
    assert (edited.action, edited.actor) == (Action.EDIT, "root")
    assert changes_of(edited)["页面或栏目"] == (str(portal), "办事指南")
    assert changes_of(edited)["一句话回答"] == ("", "见办事指南")


class Silent:
    name = "silent"

    def deliver(self, items):
        pass


class Broken:
    name = "broken"

    def deliver(self, items):
        raise ConnectionError("no route")


@pytest.fixture
def channels(monkeypatch):
    def use(channel):
        found = {channel.name: channel}
        monkeypatch.setattr("cms.content.publishing.channels", lambda: found)
        monkeypatch.setattr("cms.content.delivering.channels", lambda: found)

    return use


def test_a_delivery_is_recorded_with_what_was_delivered(portal, trail, channels):
    channels(Silent())
    page = factories.notice(title="公告")
    deliver_due()
    delivery = Delivery.objects.get(item__page_id=page.pk)
    (entry,) = trail(delivery, Action.DELIVER)
    assert (entry.title, entry.actor_id) == ("silent · 公告", None)


def test_a_failing_delivery_is_recorded_ever_more_rarely(portal, trail, channels):
    channels(Broken())
    delivery = Delivery.objects.get(item__page_id=factories.notice().pk)
    for attempt in range(1, 10):
        delivery.attempts = attempt
        delivery.failed("no route")
    entries = trail(delivery, Action.DELIVERY_FAILED)
    assert [entry.note for entry in entries] == [f"#{delivery.sequence}，第 {n} 次：no route" for n in (1, 2, 4, 8)]


def test_a_channel_that_is_down_is_recorded_when_that_begins_and_when_it_ends(portal, trail, channels, caplog):
    class Down(Silent):
        error = ChannelUnavailable("connection refused")

        def deliver(self, items):
            if self.error:
                raise self.error

    channel = Down()
    channels(channel)
    Delivery.objects.update(channel=channel.name)
    column = factories.column()
    for _number in range(4):
        factories.notice(column)
    for _attempt in range(5):
        Delivery.objects.filter(state=DeliveryState.PENDING).update(not_before=timezone.now())
        deliver_due(limit=3)
    told = [(entry.title, entry.note) for entry in trail(None, Action.DELIVERY_FAILED)]
    assert told == [("silent", "渠道无法使用，分发等待其恢复：connection refused")]
    channel.error = None
    while deliver_due(limit=3):
        pass
    assert not Delivery.objects.filter(state=DeliveryState.PENDING).exists()
    assert len([entry for entry in trail(None, Action.DELIVER) if entry.note == "渠道恢复，继续分发。"]) == 1
    lines = [record.getMessage() for record in caplog.records if record.name == "cms.content.delivering"]
    assert lines == ["channel silent is unavailable: connection refused", "channel silent is available again"]
