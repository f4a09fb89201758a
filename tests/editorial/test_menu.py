"""The menu of the administration follows the work of whoever reads it."""

import json
import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db

WRITING = ["待办", "内容", "页面", "图片", "文档", "报告", "帮助"]
REVIEWING = ["待办", "内容", "报告", "帮助"]
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
    "administrator": ["待办", "内容", "报告", "渠道分发", "公用信息", "置顶答案", "设置", "帮助"],
    "auditor": ["待办", "内容", "报告", "渠道分发", "帮助"],
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


def test_help_stays_at_home(client, office):
    client.force_login(office.people["column_editor"])
    text = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "快捷键" in text
    assert "guide.wagtail.org" not in text
    assert "docs.wagtail.org" not in text
