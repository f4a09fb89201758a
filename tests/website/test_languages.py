"""The languages of the website, and their texts."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation
from wagtail.models import Locale

from cms.content.models import Validity, Withdrawal
from cms.content.types import content_types
from tests import factories

LANGUAGES = ["bo", "en"]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TEMPLATES = [
    path
    for folder in ("", "blocks/", "errors/", "includes/", "pages/**/")
    for path in (settings.BASE_DIR / "templates").glob(f"{folder}*.html")
]
MODULES = [path for room in ("http", "website") for path in (settings.BASE_DIR / "cms" / room).rglob("*.py")]


def catalogue(language: str, suffix: str = "po") -> Path:
    return settings.BASE_DIR / "cms" / "locale" / language / "LC_MESSAGES" / f"django.{suffix}"


def texts() -> set[str]:
    """Every text that the website and its templates translate."""
    found: set[str] = set()
    for path in TEMPLATES:
        source = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'{% translate "([^"]*)"', source))
        blocks = re.findall(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate", source, re.DOTALL)
        found |= {re.sub(r"{{ (\w+) }}", r"%(\1)s", block) for block in blocks}
    for path in MODULES:
        found |= set(re.findall(r'\b_\(\s*"([^"]*)"', path.read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_website_is_translated(language):
    entries = {entry.msgid: entry for entry in polib.pofile(str(catalogue(language)))}
    assert {text for text in texts() if text not in entries or not entries[text].translated()} == set()
    assert [entry.msgid for entry in entries.values() if CHINESE.search(entry.msgstr)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_placeholders(language):
    for entry in polib.pofile(str(catalogue(language))):
        names = re.compile(r"%\(\w+\)[sd]")
        assert sorted(names.findall(entry.msgid)) == sorted(names.findall(entry.msgstr)), entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_translations_are_those_of_the_source(language):
    compiled = {entry.msgid: entry.msgstr for entry in polib.mofile(str(catalogue(language, "mo")))}
    source = {entry.msgid: entry.msgstr for entry in polib.pofile(str(catalogue(language)))}
    assert compiled == source


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_public_words_of_content_are_translated(language):
    with translation.override(language):
        words = [str(choice.label) for choices in (Validity, Withdrawal) for choice in choices]
        for each in content_types().values():
            words += [str(each.label), *(str(each[name].label) for name in each.record)]
            shown = [field for field in each.fields if field.choices and field.name in (*each.record, "kind")]
            words += [str(label) for field in shown for _code, label in field.choices.choices]
    assert [word for word in words if CHINESE.search(word)] == []


@pytest.fixture
def column(portal):
    return factories.column(slug="c", title="公告")


@pytest.fixture
def english(column):
    page = column.copy_for_translation(Locale.objects.get(language_code="en"))
    page.title = page.draft_title = "Notices"
    page.save_revision().publish()
    return page


@pytest.mark.django_db
class TestSwitch:
    def test_it_stays_on_the_page_where_there_is_a_translation(self, client, english):
        text = client.get("/c/").content.decode()
        assert re.search(r'<a href="/en/c/" hreflang="en">', text)
        assert '<link rel="alternate" hreflang="en" href="https://fgw.example.gov.cn/en/c/">' in text

    def test_it_says_so_where_there_is_none(self, client, english):
        text = client.get("/c/").content.decode()
        entry = text[text.index('<a href="/bo/" hreflang="bo">') :]
        assert "（无译文）" in entry[: entry.index("</li>")]
        assert 'hreflang="bo" href=' not in text

    def test_a_translated_page_speaks_its_language_throughout(self, client, english):
        text = client.get("/en/c/").content.decode()
        assert '<html lang="en">' in text
        assert "There is nothing in this section yet" in text
        assert '<a href="/en/">Home</a>' in text
        assert re.search(r'<a href="/c/" hreflang="zh-hans">', text)

    def test_in_no_language_it_promises_a_translation_that_is_not_there(self, client, english):
        words = {"/c/": ("bo", "（无译文）"), "/en/c/": ("bo", "(not translated)")}
        for address, (code, note) in words.items():
            entry = client.get(address).content.decode().split(f'hreflang="{code}">')[1]
            assert note in entry[: entry.index("</li>")], address

    def test_search_and_site_map_are_there_in_every_language(self, client, english):
        for address in ("/bo/search/", "/en/search/", "/bo/sitemap/"):
            assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_what_is_presented_does_not_depend_on_the_language_of_the_editor(column):
    document = factories.policy(column, publish=False, validity="repealed", changed_by=None)
    interpretation = factories.interpretation(document, parent=column, kind="video", publish=False)
    with translation.override("en"):
        interpretation.save_revision().publish()
    from cms.content.models import ContentItem

    assert '"kind_title":"视频解读"' in ContentItem.objects.get(page_id=interpretation.pk).document
