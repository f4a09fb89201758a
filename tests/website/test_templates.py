"""Every template, in every state: it renders, is valid HTML, and tells what the standards ask for."""

import html
import re
import subprocess

import pytest

from tests.website.everything import published_paths

pytestmark = pytest.mark.django_db

STATUS = {"not found": 404, "withdrawn": 410, "refused search": 400}
FRAME = [
    '<meta name="SiteName" content="青海省发展和改革委员会">',
    '<meta name="SiteDomain" content="fgw.example.gov.cn">',
    '<meta name="SiteIDCode" content="6300000035">',
    "https://beian.mps.gov.cn/#/query/webSearch?code=63010402000068",
    "https://beian.miit.gov.cn/",
    "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=6300000035",
    'href="#main"',
    'role="search"',
]


def text_of(client, address):
    return client.get(address).content.decode()


def tag(text, name):
    found = re.search(rf'<meta name="{name}" content="([^"]*)">', text)
    return html.unescape(found[1]) if found else None


def test_every_page_stands_in_the_frame_that_inspection_asks_for(client, everything):
    for name, address in everything.addresses.items():
        answer = client.get(address)
        assert answer.status_code == STATUS.get(name, 200), name
        text = answer.content.decode()
        for part in FRAME:
            assert part in text, (name, part)
        assert text.count("<h1") == 1, name
        assert text.count("<main") == 1, name


def test_every_public_address_answers(client, everything):
    for path in published_paths():
        assert client.get(path).status_code == 200, path


def test_every_page_is_valid_html(client, everything, html_checker, tmp_path):
    for number, (name, address) in enumerate(everything.addresses.items()):
        (tmp_path / f"{number:02} {name}.html").write_bytes(client.get(address).content)
    command = [*html_checker, "--errors-only", "--format", "text", *map(str, sorted(tmp_path.iterdir()))]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_a_column_page_carries_the_tags_of_a_column(client, everything):
    text = text_of(client, everything.library.url)
    assert tag(text, "ColumnName") == "栏目library"
    assert tag(text, "ColumnDescription") == "标明有效性。"
    assert tag(text, "ColumnKeywords") == "栏目library"
    assert tag(text, "ColumnType") == "信息公开"
    assert tag(text, "ArticleTitle") is None


def test_a_content_page_carries_the_tags_of_an_article(client, everything):
    text = text_of(client, everything.policy.url)
    assert tag(text, "ArticleTitle") == everything.policy.title
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", tag(text, "PubDate"))
    assert tag(text, "ContentSource") == "青海省发展和改革委员会"
    assert tag(text, "ColumnName") == "栏目library"
    assert tag(text, "ColumnType") == "信息公开"
    assert tag(text, "Keywords") == "公开,服务"


def test_a_document_shows_its_public_record(client, everything):
    text = text_of(client, everything.policy.url)
    record = text[text.index('<table class="record">') : text.index("</table>")]
    headings = re.findall(r'<th scope="row">([^<]*)</th>', record)
    required = ["索引号", "主题分类", "发文机关", "成文日期", "标题", "发文字号", "发布日期", "主题词", "有效性"]
    assert headings[:9] == required
    assert "2017年9月1日" in record
    assert "青发改办〔2017〕455号" in record


def test_a_document_that_is_no_longer_in_force_says_so_and_names_what_changed_it(client, everything):
    for validity, word in (("amended", "已修改"), ("repealed", "废止"), ("expired", "失效")):
        text = text_of(client, everything.addresses[f"document {validity}"])
        band = re.search(rf'<div class="notice notice-{validity}">(.*?)</div>', text, re.DOTALL)
        assert band
        assert f"<strong>{word}</strong>" in band[1]
        assert f'href="{everything.policy.url}"' in band[1]
    assert "notice-" not in text_of(client, everything.policy.url)


def test_a_document_and_its_interpretation_link_to_each_other(client, everything):
    interpretation = everything.addresses["interpretation text"]
    assert f'href="{interpretation}"' in text_of(client, everything.policy.url)
    assert f'href="{everything.policy.url}"' in text_of(client, interpretation)


def test_a_document_names_what_it_changed_and_what_cites_it(client, everything):
    text = text_of(client, everything.policy.url)
    assert "本文件修改或废止的文件" in text
    assert "引用本文件的文件" in text
    assert text.count(f'href="{everything.addresses["document repealed"]}"') >= 2


def test_attachments_are_told_with_type_and_size(client, everything):
    text = text_of(client, everything.policy.url)
    attachments = text[text.index('id="attachments"') :]
    assert f'href="{everything.file.url}"' in attachments
    assert "PDF · " in attachments


def test_articles_lead_to_the_one_before_and_the_one_after(client, everything):
    text = text_of(client, everything.addresses["notice"])
    assert "上一篇" in text
    assert "下一篇" in text


def test_the_breadcrumb_leads_from_the_home_page_to_the_page(client, everything):
    text = text_of(client, everything.addresses["news"])
    crumbs = text[text.index('<nav class="breadcrumb') : text.index('<main id="main"')]
    assert re.findall(r'href="([^"]*)"', crumbs) == ["/", "/list/", "/list/pictures/"]
    assert '<span aria-current="page">头条</span>' in crumbs


def test_the_navigation_marks_the_section_that_one_is_in(client, everything):
    text = text_of(client, everything.addresses["news"])
    assert re.search(r'<a href="/list/"\s+aria-current="true">', text)


def test_withdrawn_content_tells_why(client, everything):
    answer = client.get(everything.addresses["withdrawn"])
    assert answer.status_code == 410
    assert "该信息已由发布单位撤下。" in answer.content.decode()


def test_the_page_for_faults_needs_no_database(client, settings, django_assert_num_queries):
    from django.template.loader import render_to_string

    with django_assert_num_queries(0):
        for name in ("400", "403", "403_csrf", "500"):
            assert "<h1>" in render_to_string(f"{name}.html")
