from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from playwright.sync_api import Page

from cms.content.gates import by_system
from pages.models import HomePage
from tests.website.everything import Everything
from tests.website.visiting import SITE, answer_here  # noqa: F401 -- tests import SITE from here


@pytest.fixture(scope="module")
def everything(django_db_setup: None, django_db_blocker) -> Iterator[Everything]:
    """Made once for a module, since it takes seconds; each test runs in a savepoint inside this transaction."""
    with django_db_blocker.unblock(), override_settings(ELASTICSEARCH_URL=""), transaction.atomic():
        cache.clear()
        with by_system("tests"):
            portal = Everything(HomePage.objects.get(locale__language_code="zh-hans"))
        yield portal
        transaction.set_rollback(True)
    cache.clear()


@pytest.fixture
def visitor(db: None, page: Page) -> Page:
    """A browser whose every request is answered by this process, so that it sees the test's own transaction."""
    answer_here(page)
    return page
