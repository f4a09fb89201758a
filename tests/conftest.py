"""What all tests share: the servers they may ask for by a marker, and the browser."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from django.conf import settings
from django.db import connection, transaction
from playwright.sync_api import Browser, Page, sync_playwright

from tests import tools

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

    from pages.models import HomePage


def missing_elasticsearch() -> str:
    """Why tests on Elasticsearch cannot run, or nothing."""
    return (
        ""
        if settings.ELASTICSEARCH_URL
        else "no Elasticsearch: `make test` starts one, or name yours in ELASTICSEARCH_URL"
    )


def missing_postgresql() -> str:
    """Why tests on PostgreSQL cannot run, or nothing."""
    engine = settings.DATABASES["default"]["ENGINE"]
    return "" if "postgresql" in engine else "no PostgreSQL: `make test` starts one, or name yours in DATABASE_URL"


def missing_browser() -> str:
    """Why tests in a browser cannot run, or nothing."""
    try:
        tools.chromium()
    except tools.ToolMissing as reason:
        return str(reason)
    return ""


NEEDS = {"elasticsearch": missing_elasticsearch, "postgresql": missing_postgresql, "browser": missing_browser}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose server is missing on a desk; in CI that is a failure."""
    for marker, missing in NEEDS.items():
        if item.get_closest_marker(marker) and (reason := missing()):
            do_without(reason)


def do_without(reason: str) -> NoReturn:
    """End a test for whose needs this computer lacks something."""
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium. Tests that use it carry the marker `browser`.

    It ends with its module, since Playwright's event loop gives everything that runs later in this thread a context,
    and with it a database connection, of its own.
    """
    # Playwright runs an event loop in the tests' thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**tools.chromium_options())
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page of a fresh browser profile that speaks Chinese."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def html_checker() -> list[str]:
    """The beginning of the command line of the Nu HTML checker; it writes its messages to stderr."""
    try:
        return tools.vnu_command()
    except tools.ToolMissing as reason:
        do_without(str(reason))


@pytest.fixture(scope="session", autouse=True)
def flush_past_the_audit_trail() -> Iterator[None]:
    """Tests that commit empty all tables afterwards; PostgreSQL lets nobody empty the trail while its guard is on."""
    guard = "ALTER TABLE audit_auditentry {} TRIGGER audit_truncation"
    operations = type(connection.ops)
    flush = operations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        statements = flush(self, style, tables, **options)
        if connection.vendor == "postgresql" and "audit_auditentry" in tables:
            return [guard.format("DISABLE"), *statements, guard.format("ENABLE")]
        return statements

    operations.sql_flush = sql_flush
    yield
    operations.sql_flush = flush


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> None:
    """The database of the tests with a founded portal, since founding takes a second and most tests need one."""
    from pages.founding import found_portal
    from snippets.shipped import load

    with django_db_blocker.unblock():
        # Into a database that is used again, and that a test has emptied.
        load()
        found_portal()


@pytest.fixture
def portal(db: None) -> "HomePage":
    """The founded portal with its site and languages: its Chinese home page."""
    from pages.founding import found_portal
    from pages.models import HomePage

    # A test that commits leaves an empty database behind.
    return HomePage.objects.filter(locale__language_code="zh-hans").first() or found_portal()


@pytest.fixture(scope="module")
def module_rows(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: "DjangoDbBlocker"
) -> Iterator[bool]:
    """Whether fixtures of a module that ask for this may write rows for all its tests.

    Each test then works in a savepoint, and a rollback follows the last one. A module whose tests commit has none.
    """
    own = (item for item in request.session.items if item.getparent(pytest.Module) is request.node)
    marks = (item.get_closest_marker("django_db") for item in own)
    if any(mark.kwargs.get("transaction") for mark in marks if mark):
        yield False
        return
    with django_db_blocker.unblock(), transaction.atomic():
        yield True
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def gates_as_marked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are published without review, but in tests that are about it; these carry the marker `gates`."""
    if not request.node.get_closest_marker("gates"):
        monkeypatch.setattr("cms.content.gates._gates", [])
