"""Completions in a real browser: by keyboard, by pinyin, for screen readers; and a plain form without a script."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from cms.content.delivering import deliver_due
from tests import factories
from tests.website.conftest import SITE
from tests.website.visiting import answer_here

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


@pytest.fixture(autouse=True)
def found(portal, settings):
    settings.ELASTICSEARCH_URL = ""
    column = factories.column(slug="c", title="政策库")
    factories.policy(column, title="居民阶梯电价办法", slug="a")
    factories.policy(column, title="阶梯气价通知", slug="b")
    while deliver_due():
        pass


@pytest.fixture
def field(visitor):
    visitor.set_viewport_size({"width": 1280, "height": 800})
    visitor.goto(f"{SITE}/search/")
    return visitor.locator("main input[type=search]")


def options(visitor: Page):
    return visitor.locator("main [role=option]")


@pytest.mark.parametrize("typed", ["阶梯", "jieti", "jt", "階梯"])
def test_titles_are_offered_while_somebody_types(visitor, field, typed):
    field.press_sequentially(typed)
    expect(options(visitor)).to_have_count(2)
    expect(field).to_have_attribute("aria-expanded", "true")


def test_the_keyboard_chooses_and_searches(visitor, field):
    field.press_sequentially("阶梯")
    expect(options(visitor)).to_have_count(2)
    field.press("ArrowDown")
    field.press("ArrowDown")
    chosen = options(visitor).nth(1)
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id"))
    title = chosen.text_content()
    field.press("Enter")
    visitor.wait_for_url(re.compile("search/\\?q="))
    assert visitor.locator("main input[type=search]").input_value() == title


def test_escape_closes_the_list_and_keeps_what_was_typed(visitor, field):
    field.press_sequentially("阶梯")
    expect(options(visitor)).to_have_count(2)
    field.press("Escape")
    expect(visitor.locator("main [role=listbox]")).to_be_hidden()
    expect(field).to_have_value("阶梯")
    field.press("Enter")
    visitor.wait_for_url(re.compile("search/\\?q="))


def test_a_click_chooses(visitor, field):
    field.press_sequentially("气价")
    options(visitor).first.click()
    visitor.wait_for_url(re.compile("search/\\?q="))
    assert visitor.locator(".hits a").first.text_content() == "阶梯气价通知"


def test_the_open_list_has_no_barrier_and_fits_a_small_screen(visitor, field):
    visitor.set_viewport_size({"width": 320, "height": 640})
    field.press_sequentially("阶梯")
    expect(options(visitor)).to_have_count(2)
    assert Axe().run(visitor).response["violations"] == []
    assert visitor.evaluate("document.documentElement.scrollWidth") <= 320


def test_an_opened_hit_is_told_without_anything_but_the_question(visitor, field):
    visitor.goto(f"{SITE}/search/?q=阶梯")
    with visitor.expect_request("**/search/opened/") as told:
        visitor.locator(".hits a").first.click()
    assert told.value.method == "POST"
    assert told.value.post_data == "q=%E9%98%B6%E6%A2%AF"


def test_without_a_script_the_form_is_a_form(browser: Browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    answer_here(page)
    page.goto(f"{SITE}/search/")
    page.locator("main input[type=search]").fill("阶梯")
    page.locator("main form[role=search] button").click()
    assert page.locator(".hits > li").count() == 2
    context.close()
