"""In a real browser: accessible, and nothing beyond the edge of a small screen."""

import re
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.website.conftest import SITE
from tests.website.photographs import MODES, PATTERNS
from tests.website.visiting import answer_here

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


def show(visitor, address):
    visitor.goto(SITE + address, wait_until="load")


def every_template(everything):
    return everything.addresses | {PATTERNS: "/patterns/"}


def switch(visitor, width, mode):
    """Turn the page that is shown as its reader does by the toolbar, a setting of the system, and the window's edge."""
    scheme, reading = MODES[mode]
    visitor.set_viewport_size({"width": width, "height": 900})
    visitor.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visitor.evaluate("words => document.documentElement.dataset.reading = words", reading)


def violations(visitor, mode):
    # What a page says is the same in every mode; only how it looks is asked about again.
    options = {} if mode == "light" else {"runOnly": ["color-contrast", "target-size", "link-in-text-block"]}
    # Describing every element that passes takes axe longer than looking at it.
    options["resultTypes"] = ["violations"]
    found = visitor.evaluate("options => axe.run(options).then((result) => result.violations)", options)
    return [(rule["id"], [node["html"][:200] for node in rule["nodes"][:3]]) for rule in found]


@pytest.mark.parametrize(("width", "modes"), [(375, ["light"]), (1280, list(MODES))])
def test_no_template_has_a_barrier_that_axe_knows(visitor, everything, width, modes):
    barriers = {}
    for name, address in every_template(everything).items():
        switch(visitor, width, modes[0])
        show(visitor, address)
        visitor.evaluate(Axe().axe_script)
        for mode in modes:
            switch(visitor, width, mode)
            if found := violations(visitor, mode):
                barriers[f"{name}, {mode}"] = found
    assert not barriers


# What is cut: text that does not fit into its box, where the box neither grows nor scrolls. Text that is meant for the
# ear alone stands in boxes of a pixel.
CUT = """() => [...document.querySelectorAll("body *")].filter((each) => {
    const { display, overflowX, overflowY } = getComputedStyle(each);
    const cuts = [overflowX, overflowY].some((value) => value === "hidden" || value === "clip");
    return cuts && display !== "inline" && each.getBoundingClientRect().width > 1 && !each.matches("svg *, input")
        && (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1);
}).map((each) => each.outerHTML.slice(0, 120))"""


def test_nothing_is_cut_or_wider_than_a_small_screen(visitor, everything):
    wrong = {}
    for name, address in every_template(everything).items():
        switch(visitor, 320, "light")
        show(visitor, address)
        for mode, text_size in product(["light", "contrast", "large"], ["", "200%"]):
            switch(visitor, 320, mode)
            visitor.evaluate("size => document.documentElement.style.fontSize = size", text_size)
            width = visitor.evaluate("document.documentElement.scrollWidth")
            if width > 320 or (cut := visitor.evaluate(CUT)):
                wrong[f"{name}, {mode} {text_size}"] = width if width > 320 else cut
    assert not wrong


def test_the_first_thing_that_the_keyboard_reaches_leads_to_the_text(visitor, everything):
    show(visitor, everything.policy.url)
    visitor.keyboard.press("Tab")
    assert visitor.evaluate("document.activeElement.textContent") == "跳到正文"
    visitor.keyboard.press("Enter")
    assert visitor.evaluate("document.activeElement.id") == "main"


def test_focus_is_always_visible(visitor, everything):
    show(visitor, "/")
    for _ in range(12):
        visitor.keyboard.press("Tab")
        style = visitor.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style != "none", visitor.evaluate("document.activeElement.outerHTML")


def test_every_page_keeps_to_its_content_policy(visitor, everything):
    refused = []
    visitor.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    for address in everything.addresses.values():
        show(visitor, address)
    assert not refused


def test_a_page_needs_no_script(browser, everything):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    answer_here(page)
    for address in everything.addresses.values():
        show(page, address)
        assert page.locator("main").inner_text().strip(), address
        assert not page.locator(".tools > details").count(), address
    context.close()


def test_a_citizen_finds_a_document_by_search_and_reads_its_interpretation(visitor, everything):
    show(visitor, "/")
    visitor.locator("#q-masthead").fill("审批 核准 节能")
    visitor.keyboard.press("Enter")
    visitor.get_by_role("link", name=re.compile("关于进一步完善全省")).first.click()
    visitor.get_by_role("complementary").get_by_role("link", name="解读text").click()
    assert visitor.get_by_role("heading", level=1).inner_text() == "解读text"


def test_a_printed_document_keeps_its_record_and_drops_what_cannot_be_used_on_paper(visitor, everything):
    show(visitor, everything.policy.url)
    visitor.emulate_media(media="print")
    assert visitor.locator("table.record").is_visible()
    for hidden in (".navigation", ".breadcrumb", ".search", ".neighbours"):
        assert not visitor.locator(hidden).is_visible()
