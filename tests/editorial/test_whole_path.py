"""The whole path, in a real browser against real servers: from a Word file to website, API and search."""

import uuid
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from cms.content.models import ContentItem
from cms.editorial.audit.models import Action, AuditEntry
from cms.editorial.audit.verifying import verify
from pages.models import InterpretationPage, PolicyDocumentPage
from search.engines import index
from tests.editorial.conftest import is_public
from tests.pages.word_files import MIME, official

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.elasticsearch,
    pytest.mark.gates,
]

TITLE = "关于印发《全面推进政务公开工作实施意见》的通知"
EXPLAINED = "《全面推进政务公开工作实施意见》解读"
COUNTERSIGNED = ["department_head", "secrecy_reviewer", "countersigner_research", "countersigner_legal"]


class Desks:
    """A browser with a profile for each person, signed in."""

    def __init__(self, browser: Browser, server, people) -> None:
        self.browser, self.server, self.people = browser, server, people
        self.pages: dict[str, Page] = {}

    def of(self, role: str) -> Page:
        if role not in self.pages:
            client = Client()
            client.force_login(self.people[role])
            context = self.browser.new_context(locale="zh-CN", viewport={"width": 1400, "height": 1000})
            value = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": value, "url": self.server.url}])
            self.pages[role] = context.new_page()
        return self.pages[role]

    def open(self, role: str, address: str) -> Page:
        desk = self.of(role)
        desk.goto(f"{self.server.url}/admin/{address}", wait_until="load")
        return desk

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()


@pytest.fixture
def desks(office, browser, live_server, settings) -> Iterator[Desks]:
    settings.ELASTICSEARCH_INDEX = f"test-{uuid.uuid4().hex[:12]}"
    desks = Desks(browser, live_server, office.people)
    yield desks
    desks.close()
    if settings.ELASTICSEARCH_URL:
        index.drop()


def draft_from_word(desks: Desks, column, kind: str) -> None:
    """The editor makes a draft of a Word file."""
    desk = desks.open("column_editor", f"word/{column.pk}/")
    desk.get_by_label("页面类型").select_option(kind)
    file = {"name": "稿.docx", "mimeType": MIME, "buffer": official().saved()}
    desk.get_by_label("Word 文件").set_input_files(file)
    desk.get_by_role("button", name="从 Word 导入").click()
    desk.wait_for_url("**/edit/")


def submit(desk: Page) -> None:
    """The button that sends the page on its way stands in the menu beside “save draft”."""
    desk.locator("footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle").first.click()
    with desk.expect_navigation():
        desk.locator("button[name=action-submit]").first.click()


def decide(desks: Desks, role: str, page, button: str, comment: str = "", remark: str = "") -> None:
    """A reviewer goes from the first page to the review, reads and decides."""
    desk = desks.open(role, "")
    expect(desk.locator("main").get_by_role("link", name=page.title).first).to_be_visible()
    desks.open(role, f"review/{page.pk}/")
    if remark:
        desk.locator("#id_remarks-0-place").select_option("title")
        desk.locator("#id_remarks-0-text").fill(remark)
    desk.locator("#id_comment").fill(comment)
    with desk.expect_navigation():
        desk.get_by_role("button", name=button, exact=True).click()


def answer(path: str) -> str:
    """What a citizen gets."""
    return Client().get(path).content.decode()


def test_from_a_word_file_to_website_api_and_search(desks, office):
    draft_from_word(desks, office.column, "公文")
    document = PolicyDocumentPage.objects.get()
    desk = desks.of("column_editor")
    desk.locator('select[name="disclosure"]').select_option("proactive")
    desk.locator('[name="is_major_policy"]').check()
    submit(desk)
    expect(desk.get_by_text("已提交审签").first).to_be_visible()

    # Returned once, with a remark at its place, and corrected.
    document = PolicyDocumentPage.objects.get()
    decide(desks, "department_head", document, "退回修改", comment="请改标题", remark="标题请注明年份")
    desk = desks.open("column_editor", f"pages/{document.pk}/edit/")
    expect(desk.get_by_text("标题请注明年份").first).to_be_attached()
    desk.locator("#id_title").fill(f"{TITLE}（2017年）")
    submit(desk)
    document = PolicyDocumentPage.objects.get()
    assert document.current_workflow_state.status == "in_progress"
    title = document.get_latest_revision_as_object().title
    assert title.endswith("（2017年）")

    # Its interpretation, drafted the same way.
    draft_from_word(desks, office.column, "政策解读")
    interpretation = InterpretationPage.objects.get()
    desk.locator("#id_title").fill(EXPLAINED)
    choose_document(desk, document)
    submit(desk)
    expect(desk.get_by_text("已提交审签").first).to_be_visible()

    for page in (document, interpretation):
        for role in COUNTERSIGNED:
            decide(desks, role, type(page).objects.get(pk=page.pk), "同意", comment="同意")
        assert not is_public(page)
    decide(desks, "publisher", PolicyDocumentPage.objects.get(), "联合发布", comment="同意公开")
    call_command("deliver", "--once")
    # Of itself Elasticsearch shows what it was told a second later.
    index.refresh()

    assert is_public(document)
    assert is_public(interpretation)
    website = answer(PolicyDocumentPage.objects.get().url)
    assert title in website
    assert EXPLAINED in website
    assert title in answer(f"/api/v1/content/{ContentItem.objects.get(page_id=document.pk).content_id}")
    found = answer("/search/?q=全面推进政务公开")
    assert "（2017年）" in found

    trail = AuditEntry.objects.filter(object_type="pages.policydocumentpage", object_id=str(document.pk))
    steps = [(entry.action, entry.actor) for entry in trail.order_by("moment")]
    assert steps_in_order(steps, [
        (Action.CREATE, "column_editor"),
        (Action.SUBMIT, "column_editor"),
        (Action.REJECT, "department_head"),
        (Action.SUBMIT, "column_editor"),
        *((Action.APPROVE, role) for role in COUNTERSIGNED),
        (Action.PUBLISH, "publisher"),
    ])  # fmt: skip
    assert verify().findings == []


def steps_in_order(steps: list, expected: list) -> bool:
    """Whether the expected steps come in this order, whatever stands between them."""
    rest = iter(steps)
    missing = [step for step in expected if step not in rest]
    assert not missing, (missing, steps)
    return True


def choose_document(desk: Page, document) -> None:
    """Name the document that the interpretation explains."""
    panel = desk.locator("#id_interpreted_documents-FORMS")
    if not desk.locator("#id_interpreted_documents-0-document-chooser").count():
        desk.get_by_role("button", name="添加").last.click()
    panel.locator("button:has-text('选择')").first.click()
    desk.locator(".modal-body").get_by_role("link", name=document.title).first.click()
    expect(panel.get_by_text(document.title).first).to_be_visible()
