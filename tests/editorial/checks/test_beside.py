"""In a real browser: the checks run beside the page while an editor writes."""

import re

import pytest
from playwright.sync_api import Page, expect

from snippets.models import WordKind, WordRule
from tests import factories

# Wagtail takes what a form holds two seconds after its opening for what it held from the beginning. In milliseconds.
UNTIL_WATCHED = 3000
NUMBER = "身份证号：11010519491231002X"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def editor(portal, page: Page, live_server, client) -> Page:
    """The browser of an editor, signed in, beside whose page the findings will stand."""
    WordRule.objects.create(word="某禁用词", replacement="规范用语", kind=WordKind.FORBIDDEN)
    client.force_login(factories.person("column_editor", factories.department()))
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([session])
    page.set_viewport_size({"width": 1300, "height": 1000})
    return page


@pytest.fixture
def column(portal):
    return factories.column(department=factories.department())


def open_findings(editor, address: str):
    """The findings beside the form at the address, once it watches for changes."""
    editor.goto(address, wait_until="load")
    editor.locator("[data-side-panel-toggle=checks]").click()
    editor.wait_for_timeout(UNTIL_WATCHED)
    return editor.locator("#content-findings")


def test_findings_come_and_go_with_each_autosave(editor, live_server, column):
    notice = factories.notice(column, publish=False, body=[factories.paragraph("联系人")])
    findings = open_findings(editor, f"{live_server.url}/admin/pages/{notice.pk}/edit/")
    editor.evaluate("window.isSamePage = true")
    expect(findings).not_to_contain_text("身份证号")
    text = editor.locator(".public-DraftEditor-content").first
    text.click()
    editor.keyboard.press("End")
    editor.keyboard.type(NUMBER)
    expect(findings).to_contain_text("身份证号")
    expect(findings).to_contain_text("正文第 1 块")
    editor.locator("#id_title").fill("某禁用词的公告")
    expect(findings).to_contain_text("应改为“规范用语”")
    editor.locator("#id_title").fill("规范用语的公告")
    expect(findings).not_to_contain_text("应改为")
    text.click()
    for _ in range(len(NUMBER)):
        editor.keyboard.press("Backspace")
    expect(findings).not_to_contain_text("身份证号")
    # Wagtail's own checks stand below, untouched.
    expect(editor.locator("[data-content-word-count]")).to_have_count(1)
    assert editor.evaluate("window.isSamePage")


def test_a_new_page_is_checked_from_its_first_autosave(editor, live_server, column):
    findings = open_findings(editor, f"{live_server.url}/admin/pages/add/pages/noticepage/{column.pk}/")
    editor.locator("#id_title").fill("某禁用词的公告")
    expect(findings).to_contain_text("应改为“规范用语”")
    expect(editor).to_have_url(re.compile(r"/admin/pages/\d+/edit/"))
