"""A document on paper looks like the document that was issued (GB/T 9704-2012), without the website around it."""

import io
import re
import unicodedata

import pypdfium2
import pytest
from pypdf import PdfReader

from tests.website.conftest import SITE
from tests.website.everything import block

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.sqlite]

RED = (200, 16, 46)
# Fonts draw some characters with the glyphs of radicals, and a PDF then says these; NFKC knows most of them.
RADICALS = str.maketrans({"\u2ec5": "见", "\u2ed8": "青", "\u2eda": "页"})
MILLIMETRE = 72 / 25.4


def words(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text.translate(RADICALS)))


@pytest.fixture
def printed(visitor, everything):
    """Prints an address; the pages of the PDF as text without white space, and the file."""

    def print_page(address: str) -> tuple[list[str], bytes]:
        visitor.goto(SITE + address, wait_until="load")
        file = visitor.pdf(prefer_css_page_size=True)
        return [words(page.extract_text()) for page in PdfReader(io.BytesIO(file)).pages], file

    return print_page


def test_the_first_page_has_the_red_head_and_every_page_its_number(printed, everything):
    pages, file = printed(everything.policy.url)
    assert len(pages) > 1
    assert pages[0].startswith("—1—青海省发展和改革委员会青发改办〔2017〕455号")
    for number, page in enumerate(pages, 1):
        assert page.startswith(f"—{number}—")
    paper = PdfReader(io.BytesIO(file)).pages[0].mediabox
    assert (round(paper.width / MILLIMETRE), round(paper.height / MILLIMETRE)) == (210, 297)


def test_a_red_line_runs_from_margin_to_margin(printed, everything):
    _pages, file = printed(everything.policy.url)
    image = pypdfium2.PdfDocument(file)[0].render(scale=1).to_pil().convert("RGB")
    left, right = 28 * MILLIMETRE, image.width - 26 * MILLIMETRE
    red = max(sum(image.getpixel((x, y)) == RED for x in range(image.width)) for y in range(image.height // 2))
    assert red >= right - left - 4


def test_nothing_of_the_website_is_printed(printed, everything):
    text = "".join(printed(everything.policy.url)[0])
    for passage in (
        "跳到正文",
        "搜索",
        "网站地图",
        "当前位置",
        "栏目library",
        "上一篇",
        "复制",
        "目录",
        "相关内容",
        "网站标识码",
    ):
        assert words(passage) not in text


def test_the_record_stands_at_the_end_with_the_address_of_the_page(printed, everything):
    text = "".join(printed(everything.policy.url)[0])
    assert (
        text.index("第二章附则")
        < text.index("索引号")
        < text.index(f"https://fgw.example.gov.cn{everything.policy.url}")
    )


def test_nothing_of_the_text_is_lost_on_paper(printed, everything):
    text = "".join(printed(everything.policy.url)[0])
    for passage in (
        "坚持公开为常态",
        "第4季度",
        "第7季度",
        "何时施行？即日起。",
        "五个步骤。",
        "各位网友好。",
        "见条例。",
        "附表",
    ):
        assert words(passage) in text


def test_a_table_is_as_wide_as_the_page_at_most(printed, visitor, everything):
    printed(everything.policy.url)
    visitor.emulate_media(media="print")
    # The width between the margins of A4, in CSS pixels.
    visitor.set_viewport_size({"width": round((210 - 28 - 26) * 96 / 25.4), "height": 900})
    assert visitor.evaluate(
        "[...document.querySelectorAll('.table')].every(each => each.scrollWidth <= each.clientWidth + 1)"
    )


def test_what_no_longer_holds_says_so_before_anything_else(printed, everything):
    pages, _file = printed(everything.addresses["document repealed"])
    assert pages[0].startswith("—1—废止本文件已废止")


def test_folded_answers_are_printed_open(printed, everything):
    everything.policy.refresh_from_db()
    questions = {"questions": [block("item", {"question": f"问{n}？", "answer": f"<p>答{n}。</p>"}) for n in range(5)]}
    everything.policy.body = [block("questions", questions)]
    everything.policy.save_revision().publish()
    text = "".join(printed(everything.policy.url)[0])
    assert words("问4？答4。") in text


def test_other_pages_are_printed_under_the_name_of_the_site(printed, everything):
    pages, _file = printed(everything.addresses["news"])
    assert pages[0].startswith("青海省发展和改革委员会头条")
    assert "网站地图" not in "".join(pages)
