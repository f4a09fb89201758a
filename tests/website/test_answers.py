"""How the website answers: methods, caches, headers, addresses."""

import re

import pytest

from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]


@pytest.fixture
def notice():
    return factories.notice(factories.column(slug="c"), slug="n")


@pytest.mark.parametrize("address", ["/", "/c/", "/c/n/", "/search/", "/feed/", "/sitemap.xml", "/nothing/"])
class TestEveryAddress:
    def test_only_reading_is_allowed(self, client, notice, address):
        assert client.post(address).status_code == 405
        assert client.head(address).status_code == client.get(address).status_code

    def test_caches_may_keep_one_copy_for_everybody(self, client, notice, address):
        answer = client.get(address)
        assert answer["Cache-Control"] == "public, max-age=60" or answer["Cache-Control"] == "max-age=60, public"
        assert "Vary" not in answer
        assert not answer.cookies

    def test_browsers_are_told_what_a_page_may_load(self, client, notice, address):
        policy = client.get(address)["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy


def test_browsers_find_the_mark_where_no_page_names_it(client):
    assert client.get("/favicon.ico").url.endswith("website/mark.svg")


def test_what_has_not_changed_is_not_sent_again(client, notice):
    etag = client.get("/c/n/")["ETag"]
    assert client.get("/c/n/", headers={"if-none-match": etag}).status_code == 304
    notice.title = "新标题"
    notice.save_revision().publish()
    assert client.get("/c/n/", headers={"if-none-match": etag}).status_code == 200


def test_the_administration_keeps_its_scripts(client):
    assert "Content-Security-Policy" not in client.get("/admin/login/")


def test_an_address_without_its_last_stroke_is_led_to_the_page(client, notice):
    answer = client.get("/c/n")
    assert answer.status_code == 301
    assert answer["Location"] == "/c/n/"


def test_the_default_language_has_one_address_only(client, notice):
    answer = client.get("/zh-hans/c/n/?page=1")
    assert answer.status_code == 301
    assert answer["Location"] == "/c/n/?page=1"


def test_a_page_that_is_not_there_offers_to_search(client):
    text = client.get("/nothing/").content.decode()
    assert "没有找到这个页面" in text
    assert 'id="q-error"' in text
    assert 'content="noindex, follow"' in text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/c/yingshang-huanjing-2020/", "yingshang huanjing"),
        ("/old/index.jsp", ""),
        ("/zhengce/%E8%90%A5%E5%95%86%E7%8E%AF%E5%A2%83.html", "营商环境"),
        ("/c/n/20201231/", ""),
        ("/c/%22%3E%3Cscript%3Ealert/", "script alert"),
    ],
)
def test_a_page_that_is_not_there_offers_the_words_of_its_address(client, notice, address, words):
    text = client.get(address).content.decode()
    field = text[text.index('id="q-error"') :]
    assert re.search(r'value="([^"]*)"', field)[1] == words


def test_a_page_that_is_not_there_leads_to_the_nearest_place_that_is(client, notice):
    child = factories.column(notice.get_parent(), slug="d", title="子栏目")
    near = client.get("/c/nothing/").content.decode().split("您可能要找")[1]
    assert re.findall(r'<a href="([^"]*)"', near)[:2] == ["/c/", child.url]
    assert "您可能要找" in client.get("/nothing/").content.decode()


def test_a_page_that_is_not_there_can_be_reported_with_its_address(client):
    assert "url=https%3A%2F%2Ffgw.example.gov.cn%2Fnothing%2F" in client.get("/nothing/").content.decode()


def test_addresses_that_no_view_knows_get_the_same_page(client):
    answer = client.get("/old/index.jsp")
    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.content.decode()


def test_an_editor_s_redirect_leads_on(client, notice):
    from wagtail.contrib.redirects.models import Redirect

    Redirect.add_redirect("/old.jsp", redirect_to=notice)
    answer = client.get("/old.jsp")
    assert answer.status_code == 301
    assert answer["Location"].endswith("/c/n/")


def test_withdrawn_content_tells_the_editor_s_reason(client, notice):
    notice.public_note_on_withdrawal = "内容有误，更正后重新发布。"
    notice.save_revision().publish()
    notice.unpublish()
    answer = client.get("/c/n/")
    assert answer.status_code == 410
    assert "内容有误，更正后重新发布。" in answer.content.decode()
    assert notice.title not in answer.content.decode()
