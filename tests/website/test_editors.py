"""Signed-in editors have a user bar on the website and a checker in previews; citizens have nothing of it."""

import json
import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from django.urls import reverse

from pages.checker import ContentChecker
from tests import factories
from tests.website.conftest import SITE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]

KINDS = ["column", "policy", "interpretation", "catalogue", "news", "notice", "guide", "simple"]
BAR = "<wagtail-userbar>"
CHECKER = settings.BASE_DIR / "pages" / "static" / "pages" / "checker.js"


@pytest.fixture
def notice():
    return factories.notice(factories.column(slug="c"), slug="n")


def test_an_editor_is_led_from_the_page_to_its_form(admin_client, notice):
    answer = admin_client.get("/c/n/")
    assert BAR in answer.content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[notice.pk]) in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store" or answer["Cache-Control"] == "no-store, private"


def test_citizens_pages_stay_the_same_for_all_of_them(client, admin_client, notice):
    before = client.get("/c/n/")
    admin_client.get("/c/n/")
    after = client.get("/c/n/")
    assert BAR not in after.content.decode()
    assert after["ETag"] == before["ETag"]
    assert "public" in after["Cache-Control"]
    assert "Vary" not in after


def test_a_session_without_the_right_shows_nothing_and_is_kept_by_no_cache(client, django_user_model, notice):
    client.force_login(django_user_model.objects.create_user("reader"))
    answer = client.get("/c/n/")
    assert BAR not in answer.content.decode()
    assert "private" in answer["Cache-Control"]


def preview(client: Client, page, **query):
    """What the administration shows as the preview of the page as it stands in its form."""
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.get(edit).status_code == 200
    address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    return client.get(address, {"mode": "website", **query})


@pytest.mark.parametrize("kind", KINDS)
def test_the_draft_of_every_type_is_previewed_with_the_checker(admin_client, kind):
    make = getattr(factories, kind)
    draft = make(factories.policy(), publish=False) if kind == "interpretation" else make(publish=False)
    text = preview(admin_client, draft, in_preview_panel="true").content.decode()
    assert draft.title in text
    assert BAR in text
    assert "vague-link" in text


@pytest.mark.parametrize("kind", KINDS)
def test_previews_are_offered_at_the_widths_of_phone_tablet_and_desktop(admin_client, kind):
    make = getattr(factories, kind)
    draft = make(factories.policy(), publish=False) if kind == "interpretation" else make(publish=False)
    text = admin_client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert re.findall(r'data-device-width="(\d+)"', text) == ["375", "768", "1280"]


def test_the_home_page_is_previewed_as_well(admin_client, portal):
    assert BAR in preview(admin_client, portal).content.decode()


def test_every_rule_of_the_checker_has_its_words_in_chinese():
    assert set(ContentChecker.axe_run_only) == set(ContentChecker.axe_messages)
    for words in ContentChecker.axe_messages.values():
        assert all(re.search(r"[\u4e00-\u9fff]", str(words[name])) for name in ("error_name", "help_text"))


@pytest.mark.browser
@pytest.mark.sqlite
class TestInTheBrowser:
    def test_the_checker_finds_what_editors_must_put_right(self, visitor, admin_client, notice):
        notice.body = [
            factories.paragraph(
                '请<a href="https://a.example/">点击这里</a>，或看<a href="https://b.example/">办法全文</a>'
            ),
            {"type": "heading", "value": {"level": "4", "text": "跳级"}},
        ]
        factories.published(notice)
        text = admin_client.get("/c/n/").content.decode()
        told = json.loads(re.search(r'id="checker-axe-configuration"[^>]*>(.*?)</script>', text, re.DOTALL)[1])
        visitor.goto(f"{SITE}/c/n/")
        visitor.evaluate(AXE_SCRIPT)
        visitor.evaluate("told => axe.configure({rules: told.spec.rules, checks: told.spec.checks})", told)
        visitor.evaluate(CHECKER.read_text(encoding="utf-8"))
        result = visitor.evaluate(
            "told => axe.run(told.context, {...told.options, rules: {'alt-text-quality': {enabled: false}}})", told
        )
        found = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in result["violations"]]
        assert dict(found).keys() == {"vague-link", "heading-order"}
        assert ["点击这里" in html for html in dict(found)["vague-link"]] == [True]
