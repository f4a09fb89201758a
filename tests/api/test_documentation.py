"""The OpenAPI document and the page for people."""

import json
import re

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from cms.api import urls
from tests.api.conftest import Get

SNAPSHOT = settings.BASE_DIR / "docs" / "openapi.json"


def test_the_document_is_the_one_in_the_repository(get: Get):
    found = get("openapi.json").json()
    assert found == json.loads(SNAPSHOT.read_text()), "the API changed: run `python manage.py openapi` if it should"
    assert found["openapi"] == "3.1.0"


def test_every_call_is_described_with_an_example(get: Get):
    for methods in get("openapi.json").json()["paths"].values():
        operation = methods["get"]
        assert operation["summary"]
        assert operation["description"]
        assert operation["responses"]["200"]["content"]["application/json"]["example"]
        assert all(parameter["description"] for parameter in operation["parameters"])


def test_the_page_describes_every_call_and_schema(client: Client):
    page = client.get("/api/v1/docs").content.decode()
    document = urls.api.document
    assert all(path in page for path in document["paths"])
    assert all(f'id="schema-{name}"' in page for name in document["components"]["schemas"])


def test_the_page_needs_no_script_and_no_other_server(client: Client):
    answer = client.get("/api/v1/docs")
    page = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(page)
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="https?:', page)
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.browser
def test_the_page_has_no_barrier_and_fits_a_small_screen(client: Client, page: Page):
    page.set_viewport_size({"width": 320, "height": 900})
    page.set_content(client.get("/api/v1/docs").content.decode())
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
