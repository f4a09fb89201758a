"""An item that many ask for is put together once, and anew as soon as any content changes."""

from typing import Any

import pytest
from django.core.cache import cache

from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal"), pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def keeping(settings: Any) -> Any:
    settings.KEEP_PAGES = 3600
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def document() -> Any:
    return factories.policy(title="试行办法")


@pytest.fixture
def address(document: Any) -> str:
    return f"/api/v1/content/{document.translation_key}"


def test_the_second_call_costs_one_query(client, address, django_assert_num_queries):
    first = client.get(address)
    with django_assert_num_queries(1):
        second = client.get(address)
    assert second.content == first.content
    number = {"X-Request-ID": ""}
    assert dict(second.headers) | number == dict(first.headers) | number
    with django_assert_num_queries(1):
        assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304


def test_each_form_of_the_body_is_kept_by_itself(client, address):
    html, nodes = client.get(address).json(), client.get(f"{address}?body=nodes").json()
    assert html["body"] != nodes["body"]
    assert client.get(address).json() == html
    assert client.get(f"{address}?body=nodes").json() == nodes


def test_a_change_is_told_at_once(client, document, address):
    before = client.get(address)
    document.title = "正式办法"
    factories.published(document)
    after = client.get(address, headers={"if-none-match": before["ETag"]})
    assert after.json()["title"] == "正式办法"


def test_an_interpretation_that_appears_is_told_at_once(client, document, address):
    assert "interpretations" not in client.get(address).json()["links"]
    factories.interpretation(document, title="解读")
    assert [each["title"] for each in client.get(address).json()["links"]["interpretations"]] == ["解读"]


def test_what_is_withdrawn_is_gone_at_once(client, document, address):
    assert client.get(address).status_code == 200
    document.unpublish()
    assert client.get(address).status_code == 410


def test_an_address_of_the_site_that_was_changed_is_told_at_once(client, settings, address):
    assert settings.SITE_URL in client.get(address).content.decode()
    settings.SITE_URL = "https://new.example.gov.cn"
    assert "https://fgw.example.gov.cn" not in client.get(address).content.decode()
