"""Large type, high contrast, a reading line and reading aloud: for who has scripts, remembered, and in nobody's way."""

import json

import pytest
from django.conf import settings

from tests import factories
from tests.website.visiting import SITE, answer_here, wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.sqlite, pytest.mark.usefixtures("portal")]

STATIC = settings.BASE_DIR / "cms" / "website" / "static" / "website"
# Stands for the browser's voice, which a machine without loudspeakers lacks: says everything at once, and keeps it.
VOICE = """
window.said = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  speak(utterance) {
    said.push([utterance.lang, utterance.text]);
    if (!window.slow) setTimeout(() => utterance.onend?.(), 0);
  },
  cancel() { said.push("silence"); },
} });
"""


@pytest.fixture
def address():
    column = factories.column(slug="c")
    body = [factories.paragraph("第一句。第二句！"), factories.paragraph("第二段。")]
    return SITE + factories.notice(column, title="公告", slug="n", body=body).url


@pytest.fixture
def reader(visitor, address):
    visitor.goto(address)
    visitor.get_by_text("辅助阅读").click()
    return visitor


def aid(visitor, name):
    return visitor.get_by_role("button", name=name, exact=True)


def ground(visitor):
    return visitor.evaluate("getComputedStyle(document.body).backgroundColor")


def size(visitor):
    return visitor.evaluate("getComputedStyle(document.documentElement).fontSize")


def test_what_was_chosen_holds_on_every_page_from_its_first_paint_on(reader):
    aid(reader, "大字").click()
    aid(reader, "高对比度").click()
    assert (size(reader), ground(reader)) == ("20px", "rgb(0, 0, 0)")
    # Without the script that builds the toolbar: what is remembered does not wait for it.
    reader.route("**/portal.js", lambda route: route.abort())
    reader.goto(f"{SITE}/")
    assert (size(reader), ground(reader)) == ("20px", "rgb(0, 0, 0)")


def test_everything_is_taken_back_at_once(reader):
    for name in ("大字", "高对比度", "阅读线"):
        aid(reader, name).click()
        assert aid(reader, name).get_attribute("aria-pressed") == "true"
    aid(reader, "恢复默认").click()
    reader.reload()
    assert (size(reader), ground(reader)) == ("16px", "rgb(255, 255, 255)")
    assert reader.evaluate("localStorage.getItem('reading')") == ""


def test_the_line_follows_the_pointer_and_the_keyboard(reader):
    aid(reader, "阅读线").click()
    line = reader.locator(".reading-line")
    reader.mouse.move(300, 400)
    assert 400 <= line.bounding_box()["y"] <= 420
    reader.get_by_role("link", name="网站地图").focus()
    focused = reader.get_by_role("link", name="网站地图").bounding_box()
    assert abs(line.bounding_box()["y"] - focused["y"] - focused["height"]) < 8


def test_the_main_content_is_read_block_by_block_in_its_language(visitor, address):
    visitor.add_init_script(VOICE)
    visitor.goto(address)
    visitor.get_by_text("辅助阅读").click()
    aid(visitor, "朗读").click()
    wait_until(visitor, "document.querySelector('[data-read]').getAttribute('aria-pressed') === 'false'")
    said = visitor.evaluate("said")
    texts = [each[1] for each in said if each[0] == "zh-CN"]
    assert texts[0] == "公告"
    start = texts.index("第一句。")
    assert texts[start : start + 3] == ["第一句。", "第二句！", "第二段。"]
    assert "首页" not in texts


def test_reading_marks_the_block_and_stops_when_told(visitor, address):
    visitor.add_init_script(VOICE + "window.slow = true;")
    visitor.goto(address)
    visitor.get_by_text("辅助阅读").click()
    aid(visitor, "朗读").click()
    assert visitor.locator(".read-now").inner_text() == "公告"
    aid(visitor, "停止朗读").click()
    assert visitor.locator(".read-now").count() == 0
    assert visitor.evaluate("said.at(-1)") == "silence"
    assert aid(visitor, "朗读").is_visible()


def test_the_toolbar_closes_by_the_keyboard_and_gives_the_focus_back(reader):
    aid(reader, "大字").focus()
    reader.keyboard.press("Escape")
    assert not aid(reader, "大字").is_visible()
    assert reader.evaluate("document.activeElement.textContent.trim()") == "辅助阅读"


def test_nothing_moves_when_the_toolbar_comes(visitor, address):
    visitor.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => shift += entry.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    for width in (1280, 375):
        visitor.set_viewport_size({"width": width, "height": 900})
        visitor.goto(address)
        visitor.wait_for_timeout(200)
        assert visitor.evaluate("shift") == 0


def test_without_scripts_nothing_of_it_is_there(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    answer_here(page)
    page.goto(address)
    assert not page.get_by_text("辅助阅读").is_visible()
    assert page.get_by_role("heading", name="公告").is_visible()
    context.close()


@pytest.mark.parametrize(("language", "words"), [("en", "Reading aids"), ("bo", "ཀློག་པའི་རོགས་རམ།")])
def test_it_speaks_the_language_of_the_page(visitor, language, words):
    visitor.goto(f"{SITE}/{language}/")
    assert visitor.locator(".tools summary").inner_text().strip() == words


@pytest.mark.parametrize("aids", ["contrast", "contrast large", "large line"])
def test_no_mode_has_a_barrier(visitor, aids):
    from axe_playwright_python.sync_playwright import Axe

    visitor.add_init_script(f"localStorage.setItem('reading', {json.dumps(aids)})")
    visitor.goto(f"{SITE}/patterns/")
    visitor.get_by_text("辅助阅读").click()
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag22aa", "best-practice"]}
    if "contrast" in aids:
        options["rules"] = {"color-contrast-enhanced": {"enabled": True}}
    found = Axe().run(visitor, options=options).response["violations"]
    assert [(rule["id"], [node["html"][:150] for node in rule["nodes"][:3]]) for rule in found] == []


def test_the_scripts_are_small():
    assert sum((STATIC / name).stat().st_size for name in ("early.js", "portal.js")) < 8_000
