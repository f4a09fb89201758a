"""A document in a real browser: its places, its wide tables, its texts to copy."""

import pytest

from tests.website.visiting import SITE, wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.sqlite]


@pytest.fixture
def document(visitor, everything):
    visitor.set_viewport_size({"width": 375, "height": 800})
    visitor.goto(SITE + everything.policy.url, wait_until="load")
    return visitor


@pytest.mark.parametrize("place", ["第一条", "article-1", "第二条之一", "第二章"])
def test_a_place_in_the_text_is_shown_by_either_name(document, place):
    document.goto(f"{document.url}#{place}")
    target = document.locator(f'[id="{place}"]')
    assert 0 <= target.bounding_box()["y"] < 200
    background = "e => getComputedStyle(e.closest('p') ?? e).backgroundColor"
    assert target.evaluate(background) != "rgba(0, 0, 0, 0)"


def test_a_footnote_leads_to_its_words_and_back(document):
    document.get_by_role("link", name="[1]").click()
    assert document.url.endswith("#fn-1")
    document.get_by_role("link", name="返回正文注释 1 处").click()
    assert document.url.endswith("#fnref-1")


def test_the_keyboard_moves_a_wide_table_whose_head_stays(document):
    table = document.locator(".table-long")
    table.focus()
    for _ in range(5):
        document.keyboard.press("ArrowRight")
    document.keyboard.press("PageDown")
    wait_until(document, "document.querySelector('.table-long').scrollTop > 50")
    wait_until(document, "document.querySelector('.table-long').scrollLeft > 50")
    wait_until(
        document,
        """() => {
            const [table, head] = [".table-long", ".table-long thead th"].map((each) => document.querySelector(each));
            return Math.abs(head.getBoundingClientRect().y - table.getBoundingClientRect().y) < 2;
        }""",
    )


def test_the_keyboard_does_not_stop_at_every_article(document):
    assert document.locator('.body a[href^="#article-"]:not([tabindex="-1"])').count() == 0
    assert document.locator('.contents a[href="#article-1"]').count() == 1


def test_a_text_is_copied_by_its_button(visitor, everything):
    visitor.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', { value: { writeText: async text => { window.taken = text } } })"
    )
    visitor.goto(SITE + everything.policy.url, wait_until="load")
    visitor.get_by_role("button", name="复制：公文引用").click()
    assert visitor.get_by_role("status").get_by_text("已复制").is_visible()
    assert visitor.evaluate("window.taken").endswith("（青发改办〔2017〕455号）")


def test_where_the_clipboard_is_closed_the_text_is_selected(document):
    document.get_by_role("button", name="复制：网址").click()
    assert document.get_by_text("已选中").is_visible()
    assert document.evaluate("getSelection().toString() || document.activeElement.value").startswith("https://")


def test_without_a_script_the_texts_stand_in_fields(browser, visitor, everything, client):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_content(client.get(everything.policy.url).content.decode())
    assert page.get_by_label("公文引用").input_value().startswith("《")
    assert page.get_by_label("网址", exact=True).get_attribute("readonly") is not None
    assert page.get_by_role("button", name="复制").count() == 0
    context.close()
