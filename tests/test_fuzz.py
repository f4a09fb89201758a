"""Whatever is asked of whichever address: an answer or a refusal in words, never a failure of the server.

The addresses are those of the URL resolver, so that none is forgotten; every part of them that varies, and every
parameter that some view reads, is filled with what strangers send. The choice is the same in every run.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern
from django.utils.regex_helper import normalize
from wagtail.api.v3.registry import registry
from wagtail.models import APIToken

from pages.models import ColumnPage, NoticePage
from tests import factories

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]

NUMBERS = [
    "0", "1", "2", "-1", "+1", "007", "1.5", "1e400", "nan", "inf", "٣", chr(0xFF11), "2147483648",
    "9999999999999999", "9223372036854775807", "9223372036854775808", "9" * 21, "9" * 5000, "0x1f", "1_000",
]  # fmt: skip
DATES = [
    "0000-01-01", "0001-01-01", "9999-12-31", "99999-01-01", "2026-02-30", "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01 00:00",
]  # fmt: skip
TEXTS = [
    "", "root", "all", "true", "x", "x\0", "\0", "\x1b[31m", "a\rb", "a\x7fb", "'", '"', "\\", "%", "%s", "{}", "[]",
    "[[[[", "{{7*7}}", "节能", "𠮷", "\u202e", "\ufffe", "e\u0301" * 50, "..", "../../etc/passwd", "//evil.example",
    "javascript:alert(1)", "http://[", "*", "(", "a" * 300, "长" * 3000, "00000000-0000-0000-0000-000000000000",
    "pages.NewsPage", "-title", "title", "pk__in", "password", "?", "#",
]  # fmt: skip
# Bytes that are no text.
RAW = ["%ff", "%C0%80", "%ED%A0%80", "%E8%8A", "%F4%90%80%80", "%", "%zz"]
VALUES = [*NUMBERS, *DATES, *TEXTS]
# What views of the portal and of Wagtail read from the query, as names that they share.
PARAMETERS = [
    "q", "p", "page", "type", "sort", "order", "ordering", "search", "search_operator", "within", "from", "to", "since",
    "limit", "offset", "cursor", "year", "kind", "topic", "department", "column", "validity", "locale", "tag", "path",
    "body", "issued_from", "issued_to", "id", "fields", "child_of", "descendant_of", "ancestor_of", "translation_of",
    "site", "html_path", "version", "rich_text_format", "user_id", "created_at_from", "created_at_to", "object_str",
    "approved_go_live_at_from", "parent_page_id", "page_type", "page_types", "user_perms", "match_subclass",
    "target_pages", "multiple", "days", "export", "format", "next", "mode", "in_preview_panel", "title", "name", "slug",
    "user", "action", "timestamp_from", "timestamp_to", "date_from", "date_to", "latest_revision_created_at_from",
    "latest_revision_created_at_to", "owner", "edited_by", "has_child_pages", "status", "content_type", "ids",
    "collection_id", "label", "object", "filters", "per_page", "is_private", "with_index", "recent",
]  # fmt: skip
# The end of the session, and what Wagtail has that fails on purpose.
LEFT_OUT = ("admin/logout/", "admin/failwhale/")
FILTERS = [
    "type", "column", "topic", "department", "year", "validity", "q", "page", "sort", "from", "to", "within", "kind",
    "issued_from", "cursor", "limit",
]  # fmt: skip
# Of the write API.
OF_LISTS = [
    "type", "ancestor_of", "child_of", "descendant_of", "translation_of", "locale", "site", "order", "search", "limit",
    "search_operator", "offset", "title", "slug", "first_published_at", "pk", "id", "version", "html_path", "user_id",
    "created_at_from", "created_at_to", "rich_text_format", "object_str",
]  # fmt: skip
HEADERS = {
    "If-None-Match": ['"', "*", 'W/"', '"x", ' * 500, "\xff"],
    "If-Modified-Since": ["never", "Mon, 01 Jan 0000 00:00:00 GMT", "Thu, 31 Dec 99999 23:59:59 GMT", "0"],
    "Range": ["bytes=", "bytes=-", "bytes=9-1", f"bytes={'9' * 30}-", "bytes=0-1,2-3,4-5", "items=1", "bytes=-0"],
    "Accept-Language": ["*", "zh-" + "a" * 600, "q=;", "en;q=9", ",,,,", "zh-Hans;q=0.5;q=" + "1" * 50],
    "Accept": ["/", "*/*;q=x", "text/html;" * 200],
    "Accept-Encoding": ["gzip;q=nan", "\x00", "," * 300],
    "Cookie": [
        "sessionid=x", f"sessionid={'a' * 32}", r'sessionid="\000\000\000\000\000\000\000\000\000"', "sessionid=\xff",
        f"sessionid={'b' * 5000}", r'csrftoken="\000"', r'django_language="\000"', r'messages="\000"', "=;;=",
    ],
    "X-Forwarded-For": ["::ffff:1.2.3.4", "1.2.3.4.5", "\x00", "fe80::1%eth0", "," * 300, "unknown"],
    "Host": ["evil.example", "[", "a" * 300, "localhost:99999999", "exa\x00mple", ""],
    "Origin": ["null", "http://[", "\x00", "a" * 300],
    "Referer": ["http://[", "\x00", "//", "javascript:"],
    "Authorization": ["Bearer", "Bearer \x00", "Basic x", "Bearer " + "9" * 5000, "\xff"],
    "User-Agent": ["", "\x00", "a" * 5000],
    "Content-Type": ["multipart/form-data", "text/plain; charset=nonsense", "/"],
    "Content-Length": ["-1", "x", "9" * 30],
    "Sec-Fetch-Site": ["\x00"],
    "X-Requested-With": ["\x00"],
}  # fmt: skip


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every address below the resolver as a format with the names of what varies in it."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver) and isinstance(pattern.pattern, LocalePrefixPattern):
            for code, _name in settings.LANGUAGES:
                language = "" if code == settings.LANGUAGE_CODE else f"{code}/"
                yield from addresses(pattern, prefix + language)
            continue
        own = prefix + pattern.pattern.regex.pattern.removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, own)
        elif isinstance(pattern, URLPattern):
            yield from ((form, names) for form, names in normalize(own.replace(r"\Z", "")))


class Asking:
    """One visitor who asks hostile questions, and what failed."""

    def __init__(self, client: Client, **headers: str) -> None:
        self.client, self.headers = client, headers
        client.raise_request_exception = False
        self.random = random.Random(20261128)
        self.failed: dict[str, str] = {}
        self.statuses: Counter[int] = Counter()

    def value(self) -> str:
        """A value as it stands in an address."""
        return self.random.choice(RAW) if self.random.random() < 0.05 else quote(self.random.choice(VALUES), safe="/")

    def path(self, form: str, names: list[str]) -> str:
        """The address, filled so that it mostly leads to its view."""
        filled = {name: self.random.choice(["1", self.value(), quote(self.random.choice(NUMBERS))]) for name in names}
        return "/" + re.sub("%(?![0-9a-fA-F]{2}|$)", "%25", form % filled) if names else "/" + form

    def query(self, parameters: list[str], most: int = 12) -> str:
        """A query of some of the parameters."""
        chosen = self.random.sample(parameters, min(most, len(parameters)))
        return "&".join(f"{name}={self.value()}" for name in chosen)

    def thing(self) -> Any:
        """A value as JSON has them."""
        value = self.random.choice(VALUES)
        things = [value, value, None, True, -1, 10**30, 1e308, [], {}, [value], {value: value}, {"id": 10**30}]
        blocks = [{"type": kind, "value": each} for kind in ("text", "heading", "image", "table") for each in things]
        return self.random.choice([*things, *([block] for block in blocks)])

    def ask(self, method: str, address: str, body: Any = "", content_type: str = "", **headers: str) -> None:
        """Ask, and remember a failure."""
        path, _mark, query = address.partition("?")
        told = {f"HTTP_{name.upper().replace('-', '_')}": text for name, text in (self.headers | headers).items()}
        told |= {"QUERY_STRING": query, "PATH_INFO": unquoted(path)}
        with transaction.atomic():
            answer = self.client.generic(method, "/", body, content_type or "application/octet-stream", **told)
            b"".join(answer) if answer.streaming else answer.content
            transaction.set_rollback(True)
        self.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            self.failed[f"{method} {address[:300]} {headers or ''} {str(body)[:200]}"] = repr(answer.exc_info)[:300]
        elif answer.status_code >= 400 and path.startswith("/api/") and method != "HEAD":
            assert answer["Content-Type"] == "application/problem+json", (address[:300], answer.content[:500])


def unquoted(path: str) -> str:
    """The path as a server passes it on: its bytes, each as one character."""
    return re.sub("%([0-9a-fA-F]{2})", lambda found: chr(int(found[1], 16)), path)


def all_addresses() -> list[tuple[str, list[str]]]:
    return list(addresses(get_resolver()))


@pytest.fixture(scope="module")
def content(module_rows: bool) -> None:
    column = factories.column(slug="zc")
    factories.policy(column, slug="yijian")
    factories.notice(column, slug="gonggao")
    factories.catalogue(column, slug="mulu")


@pytest.mark.usefixtures("content")
def test_no_citizen_brings_the_website_or_the_api_down(client: Client) -> None:
    asking = Asking(client)
    for form, names in all_addresses():
        if not form.startswith(("admin/", "api/wagtail/")):
            for _turn in range(2):
                asking.ask("GET", asking.path(form, names))
                asking.ask("GET", f"{asking.path(form, names)}?{asking.query(PARAMETERS)}")
            asking.ask("POST", asking.path(form, names), asking.query(PARAMETERS), "application/x-www-form-urlencoded")
    assert asking.failed == {}


@pytest.mark.usefixtures("content")
def test_no_value_of_a_filter_brings_search_or_a_list_down(client: Client) -> None:
    asking = Asking(client)
    every = [*map(quote, VALUES), *RAW]
    for parameter in FILTERS:
        for path in ("/search/", "/zc/", "/api/v1/search", "/api/v1/content"):
            for value in ["%00", "9" * 18, *asking.random.sample(every, 6)]:
                asking.ask("GET", f"{path}?{parameter}={value}")
    assert asking.failed == {}


@pytest.mark.usefixtures("content")
def test_no_header_brings_a_page_down(client: Client) -> None:
    asking = Asking(client)
    for path in ("/zc/", "/api/v1/content", "/documents/1/x.pdf", "/admin/login/"):
        for name, values in HEADERS.items():
            for value in values:
                asking.ask("GET", path, **{name: value})
    for value in HEADERS["Content-Type"]:
        asking.ask("POST", "/search/opened/", "q=x", value)
    assert asking.failed == {}


@pytest.mark.usefixtures("content")
def test_no_administrator_brings_the_administration_down(client: Client) -> None:
    client.force_login(User.objects.create_superuser("chief", "chief@example.gov.cn"))
    asking = Asking(client)
    for form, names in all_addresses():
        if form.startswith("admin/") and not form.startswith(LEFT_OUT):
            asking.ask("GET", f"{asking.path(form, names)}?{asking.query(PARAMETERS, 20)}")
    assert asking.failed == {}


@pytest.fixture
def bearer(client: Client, content: None) -> Asking:
    key = APIToken.generate_token()
    machine = User.objects.create_superuser("machine")
    APIToken.objects.create(user=machine, name="fuzz", key_hash=APIToken.hash_token(key), prefix=key[:12])
    return Asking(client, Authorization=f"Bearer {key}")


def test_no_bearer_of_a_token_brings_the_write_api_down(bearer: Asking) -> None:
    for form, names in all_addresses():
        if form.startswith("api/wagtail/"):
            for parameter in bearer.random.sample(OF_LISTS, 6):
                bearer.ask("GET", f"{bearer.path(form, names)}?{parameter}={bearer.value()}")
            for method in ("POST", "PATCH", "DELETE"):
                body = json.dumps({"meta": bearer.thing(), "title": bearer.thing(), "recursive": bearer.thing()})
                bearer.ask(method, bearer.path(form, names), body, "application/json")
    for body in (b"{", b"\xff", b'"\\ud800"', b"[" * 5000, b'{"meta": 1e999}', b"9" * 5000, b"null"):
        bearer.ask("POST", "/api/wagtail/v3/pages/", body, "application/json")
    assert bearer.failed == {}


def test_no_field_of_a_page_brings_the_write_api_down(bearer: Asking) -> None:
    page, parent = NoticePage.objects.get(), ColumnPage.objects.get()
    for label in ("pages.NoticePage", "pages.PolicyDocumentPage", "pages.ColumnPage", "pages.CataloguePage"):
        meta = {"type": label, "parent_id": parent.pk}
        for field in registry.get_type_schemas(label)["create"]["properties"]:
            body = {"title": "标题", "slug": "s", field: bearer.thing(), "meta": meta}
            bearer.ask("POST", "/api/wagtail/v3/pages/", json.dumps(body), "application/json")
            body = {field: bearer.thing(), "meta": {"type": "pages.NoticePage", "action": "publish"}}
            bearer.ask("PATCH", f"/api/wagtail/v3/pages/{page.pk}/", json.dumps(body), "application/json")
    assert bearer.failed == {}
    assert bearer.statuses[201]
