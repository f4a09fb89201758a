"""The menu of the administration follows the work of whoever reads it."""

import json
import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db

WRITING = ["待办", "内容", "页面", "图片", "文档", "报告", "帮助"]
REVIEWING = ["待办", "内容", "页面", "报告", "帮助"]
MENUS = {
    "column_editor": WRITING,
    "department_head": WRITING,
    "secrecy_reviewer": REVIEWING,
    "countersigner_research": REVIEWING,
    "countersigner_legal": REVIEWING,
    "publisher": ["待办", "内容", "页面", "图片", "文档", "报告", "渠道分发", "帮助"],
    "disclosure_office": [
        "待办", "内容", "页面", "图片", "文档", "报告", "渠道分发", "公用信息", "置顶答案", "帮助",
    ],
    "administrator": [
        "待办", "内容", "页面", "图片", "文档", "报告", "渠道分发", "公用信息", "置顶答案", "设置", "帮助",
    ],
    "security_administrator": ["待办", "内容", "页面", "报告", "设置", "帮助"],
    "auditor": ["待办", "内容", "页面", "报告", "渠道分发", "帮助"],
}  # fmt: skip
SIDEBAR = re.compile(r'<script id="wagtail-sidebar-props" type="application/json">(.*?)</script>', re.DOTALL)


def main_menu(text: str) -> list[dict]:
    """The entries of the main menu, as the page hands them to the browser."""
    modules = json.loads(SIDEBAR.search(text)[1])["modules"]
    (menu,) = (module for module in modules if module["_type"] == "wagtail.sidebar.MainMenuModule")
    return [entry["_args"][0] for entry in menu["_args"][0]]


@pytest.mark.parametrize("role", MENUS)
def test_each_role_finds_its_work_in_order(client, office, role):
    client.force_login(office.people[role])
    entries = main_menu(client.get(reverse("wagtailadmin_home")).content.decode())
    assert [entry["label"] for entry in entries] == MENUS[role]


def addresses(value: object) -> set[str]:
    """Where the entries of the main menu and of the menus below it lead."""
    if isinstance(value, dict):
        below = set().union(*(addresses(each) for each in value.values()))
        return below | ({value["url"]} if str(value.get("url", "")).startswith("/admin/") else set())
    return set().union(*(addresses(each) for each in value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("role", MENUS)
def test_every_entry_opens(client, office, role):
    client.force_login(office.people[role])
    office.draft("notice", title="价格公告")
    text = client.get(reverse("wagtailadmin_home")).content.decode()
    modules = json.loads(SIDEBAR.search(text)[1])["modules"]
    found = addresses([module for module in modules if module["_type"] == "wagtail.sidebar.MainMenuModule"])
    assert len(found) > 10
    for address in found - {reverse("wagtailadmin_home")}:
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        assert reverse("wagtailadmin_home") not in [to for to, _code in answer.redirect_chain], address
    assert "价格公告" in client.get(reverse("noticepage:index")).content.decode()


@pytest.mark.parametrize("role", ["secrecy_reviewer", "countersigner_legal", "administrator", "auditor"])
def test_who_only_reads_is_led_from_the_editor_to_the_history(client, office, role):
    notice = office.draft("notice", title="价格公告")
    client.force_login(office.people[role])
    edit, history = (reverse(f"wagtailadmin_pages:{name}", args=[notice.pk]) for name in ("edit", "history"))
    assert client.get(edit).headers["Location"] == history
    text = client.get(history).content.decode()
    assert "您可以查看这一页，不能修改。" in text
    assert reverse("wagtailadmin_pages:view_draft", args=[notice.pk]) in text
    assert f'href="{edit}"' not in text
    assert client.post(edit, {}).headers["Location"] == reverse("wagtailadmin_home")


def test_help_stays_at_home(client, office):
    client.force_login(office.people["column_editor"])
    text = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "快捷键" in text
    assert "guide.wagtail.org" not in text
    assert "docs.wagtail.org" not in text
