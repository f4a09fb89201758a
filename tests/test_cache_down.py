"""A shared cache that is down: everything is made anew, nobody gets an error, the log has one line."""

import time

import pytest
from django.core.cache import caches

from cms.http.cache import ForgivingRedisCache
from tests import factories
from tests.servers import free_port


@pytest.fixture
def silent(settings, monkeypatch):
    """A cache whose server does not answer, also for the pages that are kept."""
    monkeypatch.setattr(ForgivingRedisCache, "resting_until", 0.0)
    monkeypatch.setattr(ForgivingRedisCache, "told_until", 0.0)
    cache = ForgivingRedisCache(f"redis://127.0.0.1:{free_port()}/1", {"OPTIONS": {"socket_connect_timeout": 1}})
    monkeypatch.setattr("cms.content.keeping.store", cache)
    settings.KEEP_PAGES = 3600
    return cache


@pytest.mark.django_db
def test_pages_and_items_are_made_anew(client, portal, silent, caplog):
    page = factories.notice(factories.column(slug="list"), slug="first", title="公告甲")
    for address in (page.url, f"/api/v1/content/{page.translation_key}"):
        for _time in range(2):
            assert "公告甲" in client.get(address).content.decode()
    assert len([record for record in caplog.records if record.name == "cms.http.cache"]) == 1


def test_it_answers_as_an_empty_cache_does(silent):
    # Django's own cache that keeps nothing, for comparison.
    dummy = caches["renditions"]
    for cache in (silent, dummy):
        assert cache.get("a") is None
        assert cache.get("a", 5) == cache.get("a", default=5) == 5
        assert cache.get_or_set("a", lambda: 7) == 7
        assert cache.get_many(["a"]) == {}
        assert "a" not in cache
        assert not cache.delete("a")
        with pytest.raises(ValueError, match="not found"):
            cache.incr("a")
        cache.set("a", 1)
        cache.clear()
    assert silent.set_many({"a": 1}) == ["a"]


def test_a_server_that_is_down_is_left_alone_for_a_moment_and_then_asked_again(silent, monkeypatch):
    asked = []
    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.get", lambda *a, **o: asked.append(1) or "there")
    silent.set("a", 1)
    assert (silent.get("a"), asked) == (None, [])
    monkeypatch.setattr(ForgivingRedisCache, "resting_until", time.monotonic())
    assert silent.get("a") == "there"
