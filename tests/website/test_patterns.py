"""The pattern page shows every component, and only to those who work on the website."""

import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db

TEMPLATES = settings.BASE_DIR / "templates"

COMPONENTS = {
    "masthead": '<header class="masthead">',
    "navigation": '<nav class="navigation"',
    "breadcrumb": '<nav class="breadcrumb wrap"',
    "search box": 'id="q-pattern"',
    "record table": '<table class="record">',
    "list row": '<li class="row">',
    "card": '<li class="card">',
    "tabs": '<div class="tabs">',
    "filter panel": '<section class="facets"',
    "pagination": '<nav class="pagination"',
    "notice": '<div class="notice notice-repealed">',
    "attachment row": '<p class="attachment">',
    "table": "<caption>2026年各市州安排</caption>",
    "figure": '<figure class="figure">',
    "footer": '<footer class="footer"',
}


@pytest.mark.parametrize("address", ["/patterns/", "/en/patterns/", "/bo/patterns/"])
def test_every_component_is_shown(client: Client, portal: object, address: str) -> None:
    text = client.get(address).content.decode()
    assert [name for name, markup in COMPONENTS.items() if markup not in text] == []
    assert 'content="noindex, follow"' in text


def test_production_does_not_know_the_page() -> None:
    asked = "import django; django.setup(); from django.conf import settings; print(settings.SHOW_PATTERNS)"
    environment = {
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "SECRET_KEY": "x",
        "DATABASE_URL": "sqlite://:memory:",
        "ALLOWED_HOSTS": "x",
        "SITE_URL": "https://x",
    }
    said = subprocess.run(
        [sys.executable, "-c", asked],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "False"


def test_every_icon_is_used_and_every_icon_that_is_used_is_there() -> None:
    sources = [path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")]
    sources.append((settings.BASE_DIR / "pages" / "blocks" / "home.py").read_text(encoding="utf-8"))
    used = set(re.findall(r'icons/([\w-]+)\.svg"', "\n".join(sources)))
    offered = set(re.findall(r'^    \("([a-z0-9-]+)", _\(', sources[-1], re.MULTILINE))
    assert used | offered == {path.stem for path in (TEMPLATES / "icons").glob("*.svg")}
