"""Traditional Chinese is the same page in other characters, below an address of its own."""

import pytest

from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]


@pytest.fixture
def page():
    column = factories.column(slug="zhengce")
    return factories.policy(column, slug="yijian", title="关于发展和改革的实施意见")


def test_the_page_is_shown_in_traditional_characters_and_says_so(client, page):
    answer = client.get("/zh-hant/zhengce/yijian/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "關於發展和改革的實施意見" in text
    assert '<html lang="zh-Hant">' in text
    assert answer["Content-Language"] == "zh-Hant"
    assert answer["Content-Length"] == str(len(answer.content))


def test_its_links_stay_in_traditional_characters_and_files_stay_where_they_are(client, page):
    text = client.get("/zh-hant/zhengce/").content.decode()
    assert 'href="/zh-hant/zhengce/yijian/"' in text
    assert 'action="/zh-hant/search/"' in text
    assert 'href="/static/website/portal.css"' in text
    assert 'href="/en/"' in text


def test_search_engines_are_sent_to_the_original(client, page, settings):
    text = client.get("/zh-hant/zhengce/yijian/").content.decode()
    assert f'<link rel="canonical" href="{settings.SITE_URL}/zhengce/yijian/">' in text
    assert text.count('name="robots"') == 1
    assert "noindex" in text


def test_the_switch_leads_there_and_back(client, page):
    assert 'href="/zh-hant/zhengce/yijian/"' in client.get("/zhengce/yijian/").content.decode()
    back = '<a class="script" href="/zhengce/yijian/" hreflang="zh-Hans" lang="zh-Hans">简体</a>'
    assert back in client.get("/zh-hant/zhengce/yijian/").content.decode()


def test_what_is_not_there_is_not_there_in_traditional_characters_either(client, page):
    assert client.get("/zh-hant/nichts/").status_code == 404
    page.unpublish()
    assert client.get("/zh-hant/zhengce/yijian/").status_code == 410


def test_redirects_stay_in_traditional_characters(client, page):
    assert client.get("/zh-hant/zhengce/yijian")["Location"].startswith("/zh-hant/zhengce/yijian")


def test_robots_are_not_told_of_the_second_rendering(client, page):
    listed = client.get("/sitemap-1.xml").content.decode()
    assert "/zhengce/yijian/" in listed
    assert "zh-hant" not in listed.lower()
    assert 'hreflang="zh-Hant"' not in client.get("/zhengce/yijian/").content.decode().split("</head>")[0]


def test_the_reading_aids_are_converted_too(client, page):
    assert "高對比度" in client.get("/zh-hant/zhengce/yijian/").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "admin/", "admin/login/", "admin", "api/", "api/v1/content", "api/wagtail/v3/pages/", "en/", "en/search/",
        "bo/", "zh-hant/", "zh-hant/zhengce/", "zh-hans/", "static/website/portal.css", "media/x.png",
        "documents/1/x.pdf", "sitemap.xml", "sitemap-1.xml", "robots.txt", "favicon.ico",
        "patterns/", "/evil.example/", "/", "./admin/",
        "../admin/", "%2e/admin/", "%2e%2e/admin/", "admin%2f", "zhengce/../admin/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("signed_in", [False, True])
def test_nothing_but_pages_of_the_chinese_website_is_answered_there(client, admin_client, page, address, signed_in):
    answer = (admin_client if signed_in else client).get(f"/zh-hant/{address}")
    assert answer.status_code == 404
    assert "<h1>没有找到这个页面</h1>" in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["", "zhengce/", "search/", "search/?q=改革", "sitemap/", "zhengce/feed/", "feed/rss/"]
)
def test_the_chinese_website_is_answered_there(client, page, address):
    assert client.get(f"/zh-hant/{address}").status_code == 200
