"""The main tasks with nothing but a keyboard, and a focus that everybody can follow."""

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Page

from pages.models import PolicyAttachment, PortalDocument
from tests import factories
from tests.website.conftest import SITE

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

# What has the focus: its text or name, and how it is marked.
FOCUSED = """() => {
    const focused = document.activeElement, style = getComputedStyle(focused), box = focused.getBoundingClientRect();
    focused.dataset.stop ??= document.querySelectorAll("[data-stop]").length;
    return {
        stop: focused === document.body ? null : focused.dataset.stop,
        name: (focused.ariaLabel || focused.labels?.[0]?.innerText || focused.innerText || "").trim(),
        html: focused.outerHTML.slice(0, 200),
        // Players mark the buttons inside them, which a page cannot see.
        player: focused.matches("video, iframe"),
        marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        seen: box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0,
    };
}"""


def press_tab(page: Page) -> dict:
    """Go one stop further; wherever the focus is, it can be seen."""
    page.keyboard.press("Tab")
    focused = page.evaluate(FOCUSED)
    if focused["stop"] is not None and not focused["player"]:
        assert focused["marked"], focused["html"]
        assert focused["seen"], focused["html"]
    return focused


def reach(page: Page, name: str, within: int = 60) -> None:
    """Go on until what is called so has the focus; that must not take more stops than a reader has patience for."""
    passed = []
    for _stop in range(within):
        passed.append(press_tab(page)["name"])
        if name in passed[-1]:
            return
    raise AssertionError(f"{name} not within {within} stops: {passed}")


def follow(page: Page, name: str, within: int = 60) -> None:
    """Reach a link or a button and use it."""
    reach(page, name, within)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def skip_to_text(page: Page) -> None:
    """Past everything that stands above the text."""
    reach(page, "跳到正文", within=1)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


@pytest.fixture
def opened(visitor, everything):
    """Opens the page of that name."""

    def open_page(name):
        visitor.goto(SITE + everything.addresses[name], wait_until="load")
        return visitor

    return open_page


def test_a_document_is_found_by_its_validity(opened):
    page = opened("column library")
    skip_to_text(page)
    follow(page, "废止", within=15)
    skip_to_text(page)
    follow(page, "暂行办法repealed", within=25)
    assert heading(page) == "暂行办法repealed"


def test_a_document_is_found_by_its_topic(opened, everything):
    page = opened("column library")
    skip_to_text(page)
    reach(page, "主题", within=25)
    page.keyboard.press("ArrowDown")
    follow(page, "筛选", within=5)
    follow(page, everything.policy.title, within=30)
    assert heading(page) == everything.policy.title


def test_the_interpretation_of_a_document_is_read_and_leads_back(opened, everything):
    page = opened("document")
    skip_to_text(page)
    follow(page, "解读text")
    assert heading(page) == "解读text"
    skip_to_text(page)
    follow(page, everything.policy.title)
    assert heading(page) == everything.policy.title


def test_an_attachment_is_downloaded(opened, everything):
    form = PortalDocument.objects.create(title="申请表", file=ContentFile(b"PK", "form.docx"))
    policy = type(everything.policy).objects.get(pk=everything.policy.pk)
    policy.attachments.add(PolicyAttachment(document=form))
    factories.published(policy)
    page = opened("document")
    skip_to_text(page)
    reach(page, "申请表")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".docx")


def test_the_language_is_switched_on_the_same_page(opened):
    page = opened("document")
    follow(page, "English", within=15)
    assert heading(page) == "Opinions on Openness"
    follow(page, "简体中文", within=15)
    assert page.evaluate("document.documentElement.lang") == "zh-hans"


def test_a_document_is_found_by_search(opened, everything):
    page = opened("home")
    press_tab(page)
    reach(page, "跳到搜索", within=1)
    page.keyboard.press("Enter")
    page.keyboard.type("审批 核准 节能")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    skip_to_text(page)
    follow(page, "关于进一步完善全省", within=30)
    assert heading(page) == everything.policy.title


def test_questions_and_answers_open_and_close(opened):
    page = opened("interpretation questions")
    skip_to_text(page)
    reach(page, "何时施行")
    answer = page.get_by_text("即日起。").first
    was = answer.is_visible()
    page.keyboard.press("Enter")
    assert answer.is_visible() != was
    page.keyboard.press("Space")
    assert answer.is_visible() == was


def test_the_reading_aids_are_chosen_and_remembered(opened):
    page = opened("document")
    reach(page, "辅助阅读", within=15)
    page.keyboard.press("Enter")
    reach(page, "高对比度", within=3)
    page.keyboard.press("Space")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.reading") == "contrast"


@pytest.mark.parametrize("name", ["home", "column library", "document", "catalogue", "search", "patterns"])
def test_the_focus_passes_through_the_whole_page_and_out_of_it(opened, everything, name):
    everything.addresses.setdefault("patterns", "/patterns/")
    page = opened(name)
    stops = []
    while (focused := press_tab(page))["stop"] is not None:
        assert focused["player"] or focused["stop"] not in stops, f"caught in {focused['html']}"
        assert focused["player"] or focused["name"], f"nameless: {focused['html']}"
        stops.append(focused["stop"])
        assert len(stops) <= 200
    assert len(stops) > 10
