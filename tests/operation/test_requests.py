"""The number of a request, and its line in the log."""

import json
import logging
from typing import Any

import pytest
from django.core import mail
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from cms.operation.logs import Formatter, without_secrets
from cms.operation.requests import number_of

pytestmark = pytest.mark.django_db
AGENT = 'x" \x1b[31m\r\n{"status": 200}'


def fails(request: Any) -> None:
    raise RuntimeError("planted")


def refuses(request: Any) -> None:
    from django.core.exceptions import BadRequest

    raise BadRequest


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """What the log of requests has."""
    return [json.loads(record.getMessage()) for record in caplog.records if record.name == "cms.access"]


@pytest.fixture
def access(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "cms.access")
    return caplog


@pytest.mark.usefixtures("portal")
def test_a_request_is_one_line_with_the_clients_address_and_its_duration(
    client: Client, access: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/?a=%E8%8A%82%E8%83%BD", HTTP_X_FORWARDED_FOR="203.0.113.9", HTTP_USER_AGENT=AGENT)
    (line,) = lines(access)
    assert (line["address"], line["method"], line["status"]) == ("203.0.113.9", "GET", 200)
    assert line["path"] == "/?a=%E8%8A%82%E8%83%BD"
    assert line["bytes"] == len(answer.content)
    assert 0 <= line["ms"] < 60_000
    assert line["request"] == answer.headers["X-Request-ID"]
    assert "\n" not in access.records[-1].getMessage()


@pytest.mark.parametrize(
    ("address", "given", "taken"),
    [
        ("127.0.0.1", "0123456789abcdef", True),
        ("203.0.113.9", "0123456789abcdef", False),
        ("127.0.0.1", "short", False),
        ("127.0.0.1", "0123456789abcdef\r\nforged", False),
        ("127.0.0.1", "a" * 65, False),
    ],
)
def test_only_a_proxy_of_ours_gives_a_request_its_number(address: str, given: str, taken: bool) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=address, HTTP_X_REQUEST_ID=given)
    assert (number_of(request) == given) is taken


@pytest.mark.usefixtures("portal")
@pytest.mark.parametrize("address", ["/nothing/", "/fails/", "/refuses/", "/api/v1/nothing"])
def test_an_error_shows_the_number_that_the_log_has(
    address: str, access: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cms import urls

    monkeypatch.setattr(urls, "urlpatterns", [path("fails/", fails), path("refuses/", refuses), *urls.urlpatterns])
    with override_settings(ROOT_URLCONF=urls):
        answer = Client(raise_request_exception=False).get(address)
    assert answer.status_code >= 400
    (line,) = lines(access)
    assert answer.headers["X-Request-ID"] == line["request"]
    assert line["request"] in answer.content.decode()
    if address.startswith("/api/"):
        assert answer.json()["request_id"] == line["request"]


@pytest.mark.usefixtures("portal")
def test_no_link_to_a_new_password_stands_in_the_log(
    client: Client, access: pytest.LogCaptureFixture, django_user_model: Any
) -> None:
    django_user_model.objects.create_user("somebody", "somebody@example.org", "a-long-password-1", is_superuser=True)
    client.post("/admin/password_reset/", {"email": "somebody@example.org"})
    link = next(word for word in str(mail.outbox[0].body).split() if "/confirm/" in word)
    address = link.partition("//")[2].partition("/")[2]
    *_place, key, token, _end = address.split("/")
    client.get(f"/{address}", follow=True)
    text = "\n".join(Formatter("%(message)s").format(record) for record in access.records)
    assert "/password_reset/confirm/***" in text
    assert key not in text.split("confirm/", 1)[1]
    assert token not in text


@pytest.mark.parametrize(
    "text",
    [
        "GET /api/v1/preview/SECRET HTTP/1.1",
        "Not Found: /api/v1/preview/SECRET?body=nodes",
        "Not Found: /admin/password_reset/confirm/SECRET/SECRET-1/",
        "/zc/?token=SECRET&a=1",
        "/zc/?a=1&%74oken=SECRET",
        "/zc/?api_key=SECRET",
        "/zc/?access_token=SECRET#x",
        "{'Authorization': 'Bearer SECRETSECRET'}",
        "Authorization: Basic SECRETSECRET==",
    ],
)
def test_what_opens_a_door_is_hidden_in_every_line(text: str) -> None:
    assert "SECRET" not in without_secrets(text)
    record = logging.LogRecord("any", logging.INFO, "", 0, "%s", (text,), None)
    assert "SECRET" not in Formatter("%(request_id)s %(message)s").format(record)


def test_what_citizens_search_for_is_hidden_from_nobody_who_mends() -> None:
    assert without_secrets("/search/?q=节能&page=2") == "/search/?q=节能&page=2"


def test_every_line_of_a_request_has_its_number() -> None:
    from cms.operation.logs import request_id

    record = logging.LogRecord("any", logging.INFO, "", 0, "said", (), None)
    token = request_id.set("0123456789abcdef")
    try:
        assert Formatter("%(request_id)s %(message)s").format(record) == "0123456789abcdef said"
    finally:
        request_id.reset(token)
