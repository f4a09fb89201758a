from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import override_settings
from playwright.sync_api import Page

from cms.content.gates import by_system
from pages.models import HomePage
from tests.website.everything import Everything
from tests.website.visiting import SITE, answer_here  # noqa: F401 -- tests import SITE from here


@pytest.fixture(scope="module")
def everything(module_rows: bool) -> Iterator[Everything]:
    """Made once for a module, since it takes seconds."""
    assert module_rows
    with override_settings(ELASTICSEARCH_URL=""):
        cache.clear()
        with by_system("tests"):
            portal = Everything(HomePage.objects.get(locale__language_code="zh-hans"))
        yield portal
    cache.clear()


@pytest.fixture
def visitor(db: None, page: Page) -> Page:
    """A browser whose every request is answered by this process, so that it sees the test's own transaction."""
    answer_here(page)
    return page
