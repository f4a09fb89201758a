"""Feeds, site map and robots.txt."""

import pytest
from defusedxml import ElementTree
from django.utils.dateparse import parse_datetime
from wagtail.models import Locale

from cms.website.views import sitemap
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ALTERNATE = "{http://www.w3.org/1999/xhtml}link"
SITE = "https://fgw.example.gov.cn"


def xml(client, address):
    return ElementTree.fromstring(client.get(address).content)


@pytest.fixture
def column():
    return factories.column(slug="c", title="公告")


def test_the_atom_feed_of_a_column_tells_what_is_new_in_it(client, column):
    factories.notice(factories.column(slug="other"), title="别处的公告")
    notice = factories.notice(column, title="一件事 & <两件事>", summary="摘要")
    feed = xml(client, "/c/feed/")
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "一件事 & <两件事>"
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{notice.translation_key}"
    assert entry.find(f"{ATOM}link").get("href") == f"{SITE}{notice.url}"
    assert parse_datetime(entry.findtext(f"{ATOM}updated"))
    assert feed.findtext(f"{ATOM}title") == "公告 - 青海省发展和改革委员会"


def test_the_feed_of_the_portal_tells_what_is_new_in_all_columns(client, column):
    factories.notice(column, title="甲")
    factories.notice(factories.column(slug="other"), title="乙")
    channel = xml(client, "/feed/rss/").find("channel")
    assert [item.findtext("title") for item in channel.findall("item")] == ["乙", "甲"]
    assert channel.findtext("language") == "zh-hans"


def test_each_language_has_its_own_feed(client, column):
    factories.notice(column, title="甲")
    assert xml(client, "/bo/feed/").findall(f"{ATOM}entry") == []
    assert parse_datetime(xml(client, "/bo/feed/").findtext(f"{ATOM}updated"))


def test_control_characters_in_a_title_do_not_break_the_feed(client, column):
    factories.notice(column, title="甲\x0b乙")
    for address in ("/c/feed/", "/c/feed/rss/"):
        assert "甲乙" in ElementTree.tostring(xml(client, address), encoding="unicode")


def test_only_columns_and_home_pages_have_feeds(client, column):
    notice = factories.notice(column)
    assert client.get(f"{notice.url}feed/").status_code == 404
    assert client.get("/nothing/feed/").status_code == 404
    column.unpublish()
    assert client.get("/c/feed/").status_code == 404


def listed(client):
    index = xml(client, "/sitemap.xml")
    files = [each.findtext(f"{MAP}loc").removeprefix(SITE) for each in index]
    return {url.findtext(f"{MAP}loc"): url for file in files for url in xml(client, file)}


def test_the_site_map_lists_every_public_address_once_over_several_files(client, column, monkeypatch):
    monkeypatch.setattr(sitemap, "PER_FILE", 3)
    for number in range(5):
        factories.notice(column, slug=f"n{number}")
    factories.notice(column, slug="hidden").unpublish()
    expected = {f"{SITE}{path}" for path in ["/", "/bo/", "/en/", "/c/", *(f"/c/n{n}/" for n in range(5))]}
    assert set(listed(client)) == expected
    assert len(xml(client, "/sitemap.xml")) == 3
    assert client.get("/sitemap-4.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404


def test_the_site_map_names_translations_also_when_they_stand_in_another_file(client, column, monkeypatch):
    monkeypatch.setattr(sitemap, "PER_FILE", 2)
    column.copy_for_translation(Locale.objects.get(language_code="en")).save_revision().publish()
    alternates = {link.get("hreflang"): link.get("href") for link in listed(client)[f"{SITE}/c/"].findall(ALTERNATE)}
    assert alternates == {"zh-hans": f"{SITE}/c/", "en": f"{SITE}/en/c/"}


def test_robots_find_the_site_map(client):
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {SITE}/sitemap.xml" in text
    assert "Disallow: /admin/" in text


def test_the_site_map_for_people_shows_the_tree_of_columns(client, column):
    factories.column(column, slug="child", title="子栏目")
    assert '<a href="/c/child/">子栏目</a>' in client.get("/sitemap/").content.decode()
