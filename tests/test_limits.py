"""Search is asked so often and no more, by whichever way; a made-up session costs nothing."""

import json
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.test import Client

from cms.http.sessions import RANDOM, SessionStore, is_made_here
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]

STRANGER = {"X-Forwarded-For": "203.0.113.9"}
WAYS = [
    "/search/?q=x", "/en/search/?q=x", "/bo/search/", "/zh-hant/search/?q=x", "/search", "/search/opened/",
    "/zh-hant/search/opened/", "/api/v1/search?q=x", "/api/v1/suggest?q=x", "/api/v1/search/", "/api/v1/suggest",
]  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    # In the middle of a minute, that no count begins anew on the way.
    monkeypatch.setattr("cms.http.limits.time.time", lambda: 1_800_000_030.0)
    caches["limits"].clear()


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_search_is_limited_by_one_count(client: Client, settings: Any, way: str) -> None:
    settings.SEARCH_PER_MINUTE = 3
    for asked in ("/search/", "/api/v1/suggest?q=x", "/zh-hant/search/"):
        assert client.get(asked, headers=STRANGER).status_code == 200
    method = client.post if "opened" in way else client.get
    answer = method(way, headers=STRANGER)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "30"
    assert "no-store" in answer["Cache-Control"]
    if way.startswith("/api/"):
        assert answer["Content-Type"] == "application/problem+json"
        assert "30 秒" in json.loads(answer.content)["detail"]
    elif way.startswith("/en/"):
        assert "try again in 30 seconds" in answer.content.decode()
    else:
        assert "<h1>" in answer.content.decode()
    assert client.get("/", headers=STRANGER).status_code == 200


def test_another_client_and_our_own_machines_are_not_limited(client: Client, settings: Any) -> None:
    settings.SEARCH_PER_MINUTE = 1
    for _turn in range(3):
        assert client.get("/search/").status_code == 200
    assert client.get("/search/", headers=STRANGER).status_code == 200
    assert client.get("/search/", headers=STRANGER).status_code == 429
    assert client.get("/search/", headers={"X-Forwarded-For": "203.0.113.10"}).status_code == 200
    assert client.get("/search/", headers={"X-Forwarded-For": "2001:db8::1"}).status_code == 200
    # One client has all addresses of its network.
    assert client.get("/search/", headers={"X-Forwarded-For": "2001:db8::2"}).status_code == 429
    # What the client wrote itself does not count.
    assert client.get("/search/", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}).status_code == 429


def test_a_minute_later_and_without_a_limit_it_is_answered(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SEARCH_PER_MINUTE = 1
    assert [client.get("/search/", headers=STRANGER).status_code for _turn in range(2)] == [200, 429]
    monkeypatch.setattr("cms.http.limits.time.time", lambda: 1_800_000_090.0)
    assert client.get("/search/", headers=STRANGER).status_code == 200
    settings.SEARCH_PER_MINUTE = 0
    assert client.get("/search/", headers=STRANGER).status_code == 200


def test_a_store_that_is_down_costs_no_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_arguments: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(type(caches["limits"]), "add", down)
    assert client.get("/search/", headers=STRANGER).status_code == 200


def said(answer: Any) -> dict[str, str]:
    """The headers of an answer, but for the number of its request."""
    return {name: value for name, value in answer.headers.items() if name != "X-Request-ID"}


class TestSessions:
    @pytest.fixture
    def notice(self, settings: Any) -> Any:
        settings.KEEP_PAGES = settings.LOOK_AGAIN = 3600
        cache.clear()
        return factories.notice(factories.column(slug="list"), slug="first")

    @pytest.mark.parametrize("key", ["x", "a" * 32, "z9" * 16, "%00", '"', ""])
    def test_a_made_up_cookie_gets_the_kept_page_at_its_cost(
        self, client: Client, notice: Any, key: str, django_assert_num_queries: Any
    ) -> None:
        kept = client.get(notice.url)
        with django_assert_num_queries(1):
            answer = client.get(notice.url, headers={"Cookie": f"sessionid={key}"})
        assert answer.content == kept.content
        assert said(answer) == said(kept)
        assert "public" in answer["Cache-Control"]

    def test_a_session_that_has_ended_costs_one_look(
        self, client: Client, notice: Any, django_assert_num_queries: Any
    ) -> None:
        kept = client.get(notice.url)
        ended = SessionStore()
        ended.create()
        ended.delete()
        for queries in (2, 1, 1):
            with django_assert_num_queries(queries):
                answer = client.get(notice.url, headers={"Cookie": f"sessionid={ended.session_key}"})
        assert said(answer) == said(kept)

    def test_a_session_in_which_nobody_has_signed_in_is_a_citizens(self, client: Client, notice: Any) -> None:
        kept = client.get(notice.url)
        session = SessionStore()
        session["anything"] = 1
        session.create()
        answer = client.get(notice.url, headers={"Cookie": f"sessionid={session.session_key}"})
        assert said(answer) == said(kept)

    def test_who_has_signed_in_gets_a_page_of_his_own(self, admin_client: Client, notice: Any) -> None:
        assert "private" in admin_client.get(notice.url)["Cache-Control"]

    def test_keys_are_signed(self) -> None:
        session = SessionStore()
        session.create()
        key = str(session.session_key)
        assert is_made_here(key)
        assert not is_made_here(key[:RANDOM] + key[RANDOM:][::-1] + "a")
        assert not is_made_here(("b" if key[0] == "a" else "a") + key[1:])
        assert SessionStore(("b" if key[0] == "a" else "a") + key[1:]).session_key is None
