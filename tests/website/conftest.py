from collections.abc import Iterator
from contextvars import copy_context
from urllib.parse import unquote, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from playwright.sync_api import Page, Route

from cms.content.gates import by_system
from pages.models import HomePage
from tests.website.everything import Everything

SITE = "http://portal.test"


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
def visitor(db: None, page: Page, client: Client) -> Page:
    """A browser whose every request is answered by this process, so that it sees the test's own transaction."""

    # The browser's requests are handled in a context of their own, where Django would open another connection.
    here = copy_context()

    def answer(route: Route) -> None:
        address = urlsplit(route.request.url)
        if f"{address.scheme}://{address.netloc}" != SITE:
            route.abort()
        elif address.path.startswith("/static/"):
            route.fulfill(path=finders.find(unquote(address.path.removeprefix("/static/"))))
        else:
            response = here.run(client.get, route.request.url.removeprefix(SITE))
            body = b"".join(response.streaming_content) if response.streaming else response.content
            headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
            route.fulfill(status=response.status_code, headers=headers, body=body)

    page.route("**/*", answer)
    return page
