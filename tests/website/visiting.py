"""A browser whose requests this process answers, so that it sees a test's own transaction."""

import time
from contextvars import copy_context
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route

SITE = "http://portal.test"
SECONDS = 20


def wait_until(page: Page, condition: str) -> None:
    """Go on when the expression is true in the page. Playwright's own way evaluates texts, which our policy forbids."""
    end = time.monotonic() + SECONDS
    while not page.evaluate(condition):
        if time.monotonic() > end:
            raise TimeoutError(condition)
        page.wait_for_timeout(20)


def answer_here(page: Page, client: Client | None = None) -> None:
    """Answer every request of the page here, as `client` if one is given; what it asks of other sites is refused."""
    client = client or Client()
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
