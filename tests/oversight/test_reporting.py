"""The report of deadlines, its export, and the panel on the administration's first page."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import GroupPagePermission

from cms.editorial.models import Membership
from cms.oversight.models import Deadline
from pages.models import ColumnPage, HomePage
from snippets.models import Department
from tests import factories

REPORT = "/admin/reports/deadlines/"
TODAY = timezone.localdate()


def deadline(title: str, due_on: date, department: Department | None = None, **fields) -> Deadline:
    return Deadline.objects.create(
        title=title, rule="policy-document", starts_on=due_on, due_on=due_on, department=department, **fields
    )


@pytest.fixture
def deadlines(portal: HomePage) -> None:
    office = factories.department("bangongshi", "办公室")
    deadline("未到期的", TODAY + timedelta(days=3), factories.department(), provisional=True)
    deadline("超期的", TODAY - timedelta(days=3), factories.department())
    deadline("按期的", date(2025, 3, 3), office, met_on=date(2025, 3, 3))
    deadline("迟发的", date(2025, 3, 3), office, met_on=date(2025, 3, 4))
    deadline("不公开的", date(2025, 6, 3), None, void=True)


def signed_in(username: str = "admin", **fields) -> Client:
    client = Client()
    client.force_login(User.objects.create_user(username, **fields))
    return client


def editor_of(page: ColumnPage) -> Client:
    """A browser of somebody who may change pages below this column of the own department."""
    group = Group.objects.create(name="编辑")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=group, page=page, permission=change)
    user = User.objects.create_user("editor")
    user.groups.add(group)
    Membership.objects.create(user=user, department=page.department)
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.usefixtures("deadlines")
class TestReport:
    def test_it_shows_each_deadline_and_the_numbers_of_each_department(self):
        response = signed_in(is_superuser=True).get(REPORT)
        assert response.status_code == 200
        assert response.context["summary"] == [
            ("办公室", [0, 0, 1, 1, 0]),
            ("法规处", [1, 1, 0, 0, 0]),
            ("未定处室", [0, 0, 0, 0, 1]),
        ]
        assert "（暂定）" in response.content.decode()

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ("current_state=overdue", {"超期的"}),
            ("current_state=late", {"迟发的"}),
            ("due_on_from=2025-03-01&due_on_to=2025-03-31", {"按期的", "迟发的"}),
            ("q=未到", {"未到期的"}),
            ("rule=policy-document", {"未到期的", "超期的", "按期的", "迟发的", "不公开的"}),
            ("provisional=true", {"未到期的"}),
        ],
    )
    def test_it_is_narrowed_by_state_period_rule_and_words(self, query, titles):
        response = signed_in(is_superuser=True).get(f"{REPORT}?{query}")
        assert {each.title for each in response.context["object_list"]} == titles

    def test_it_is_narrowed_by_department(self):
        office = Department.objects.get(code="bangongshi")
        response = signed_in(is_superuser=True).get(f"{REPORT}results/?department={office.pk}")
        assert {each.title for each in response.context["object_list"]} == {"按期的", "迟发的"}

    def test_it_is_sorted_by_state(self):
        response = signed_in(is_superuser=True).get(f"{REPORT}?ordering=current_state")
        assert next(iter(response.context["object_list"])).title == "未到期的"

    def test_it_shows_days_as_days(self):
        text = signed_in(is_superuser=True).get(f"{REPORT}?current_state=late").content.decode()
        assert "2025-03-03" in text
        assert "2025-03-04" in text
        assert "之前" not in text

    def test_it_is_exported_as_csv_in_chinese_with_the_provisional_mark(self):
        response = signed_in(is_superuser=True).get(f"{REPORT}?export=csv&current_state=due")
        heading, row = b"".join(response.streaming_content).decode("utf-8-sig").strip().splitlines()
        assert heading == "标题,规则,责任处室,起算日期,到期日期,公开日期,状态"
        assert row.startswith("未到期的,公文主动公开,法规处,")
        assert "（暂定）" in row

    def test_it_is_exported_as_xlsx(self):
        response = signed_in(is_superuser=True).get(f"{REPORT}?export=xlsx")
        sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
        assert sheet.max_row == 6
        assert sheet["A1"].value == "标题"

    def test_whoever_works_on_no_page_is_sent_away(self):
        user = signed_in("visitor")
        assert user.get(REPORT).status_code == 302


def test_an_editor_sees_the_deadlines_of_the_pages_to_work_on_only(portal):
    own, other = factories.column(title="本处", department=factories.department()), factories.column(title="他处")
    factories.policy(parent=own, publish=False, title="本处文件")
    factories.policy(parent=other, publish=False, title="他处文件")
    editor = editor_of(own)
    assert {each.title for each in editor.get(REPORT).context["object_list"]} == {"本处文件"}
    home = editor.get("/admin/").content.decode()
    assert "本处文件" in home
    assert "他处文件" not in home


def test_the_permission_to_view_deadlines_shows_all(portal):
    factories.policy(publish=False, title="某处文件")
    auditor = User.objects.create_user("auditor")
    auditor.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", "view_deadline"]))
    client = Client()
    client.force_login(auditor)
    assert [each.title for each in client.get(REPORT).context["object_list"]] == ["某处文件"]


@pytest.mark.usefixtures("deadlines")
def test_the_panel_shows_what_is_due_within_two_weeks_or_overdue_and_no_more():
    panel = signed_in(is_superuser=True).get("/admin/").content.decode()
    assert "即将到期" in panel
    assert "未到期的" in panel
    assert "超期的" in panel
    assert "按期的" not in panel
    assert "不公开的" not in panel
    assert "共 2 件" in panel
