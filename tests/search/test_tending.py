"""The upkeep that the worker does between deliveries, and the alarm."""

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.management import call_command
from django.test import Client

from search import alarm, vocabulary
from search.channel import SearchChannel
from search.engines import EngineUnavailable, breaker, index
from search.models import SearchEntry, SearchState, SearchTerm
from search.query import search
from search.tending import Tending
from snippets.models import SearchWords
from tests import factories
from tests.search.conftest import NOBODY, Publish, changed, stored


def tend() -> int:
    """Do all that is to be done; the number of pieces."""
    tending = Tending()
    pieces = 0
    while tending.step():
        pieces += 1
    return pieces


@pytest.fixture
def administrator(portal: object) -> object:
    return factories.person("administrator")


def test_after_a_change_of_vocabulary_everything_is_cut_again_in_the_background(engine: str, publish: Publish) -> None:
    SearchWords.objects.all().delete()
    publish("三江源国家公园条例", "国家公园内禁止开矿。")
    before = SearchEntry.objects.get().cut
    SearchWords.objects.create(kind="whole", words="江源国家")
    assert SearchEntry.objects.get().cut == before
    assert tend() > 0
    assert SearchEntry.objects.get().cut == vocabulary.current().fingerprint != before
    # How common a word is follows, and it is found as before.
    assert SearchTerm.objects.get(word="江源国家").documents == 1
    assert search("江源国家").total == 1
    assert tend() == 0


def test_progress_can_be_read_while_it_goes_on_and_is_shown_in_the_administration(
    database_only: None, publish: Publish, client: Client, administrator: object
) -> None:
    for number in range(150):
        stored(f"节水通知{number}")
    tending = Tending()
    assert tending.step()
    assert tending.step()
    state = SearchState.current()
    assert (state.task, state.done, state.total) == ("更新检索条目", 100, 150)
    client.force_login(administrator)
    text = client.get("/admin/").content.decode()
    assert '<progress id="search-progress" max="150" value="100">' in text
    while tending.step():
        pass
    assert SearchState.current().task == ""
    assert SearchEntry.objects.count() == 150
    assert "search-progress" not in client.get("/admin/").content.decode()


def test_what_was_withdrawn_unnoticed_is_taken_out(engine: str, publish: Publish) -> None:
    changed(publish("节水条例"), state="withdrawn")
    tend()
    assert not SearchEntry.objects.exists()


def test_the_alarm_is_raised_once_and_taken_back_once(
    settings: LazySettings, publish: Publish, client: Client, administrator: object
) -> None:
    settings.ELASTICSEARCH_URL = NOBODY
    for _number in range(3):
        tend()
    assert SearchState.current().down_since is not None
    (message,) = mail.outbox
    assert message.subject == "检索受限"
    assert message.to == [administrator.email]  # type: ignore[attr-defined] # a user
    client.force_login(administrator)
    assert "Elasticsearch 无法使用" in client.get("/admin/").content.decode()
    for _number in range(2):
        alarm.note(None)
    assert [message.subject for message in mail.outbox] == ["检索受限", "检索已恢复正常"]
    assert "Elasticsearch 无法使用" not in client.get("/admin/").content.decode()


def test_a_silent_engine_is_left_alone_for_a_while_and_then_tried_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(breaker.time, "monotonic", lambda: now)
    tried = breaker.Breaker()
    assert tried.may_ask()
    tried.failed("silent")
    assert not tried.may_ask()
    now += breaker.PAUSE + 0.1
    assert [tried.may_ask(), tried.may_ask()] == [True, False]
    tried.succeeded()
    assert [tried.may_ask(), tried.may_ask()] == [True, True]


def test_citizens_wait_for_a_silent_engine_only_once(
    settings: LazySettings,
    db: None,
    publish: Publish,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.ELASTICSEARCH_URL = ""
    publish("节水条例")
    settings.ELASTICSEARCH_URL = NOBODY
    from search.engines.elasticsearch import ElasticsearchEngine

    asked: list[int] = []

    def silent(*_arguments: object) -> None:
        asked.append(1)
        raise EngineUnavailable("silent")

    monkeypatch.setattr(ElasticsearchEngine, "find", silent)
    results = [search("节水") for _number in range(5)]
    assert all(result.limited and result.total == 1 for result in results)
    assert len(asked) == 1
    assert [record.levelname for record in caplog.records if record.name == "search.engines.breaker"] == ["ERROR"]


@pytest.mark.elasticsearch
def test_repair_mends_only_what_differs(
    elasticsearch: None, publish: Publish, settings: LazySettings, capsys: pytest.CaptureFixture[str]
) -> None:
    publish("节水条例")
    spoilt = publish("节电条例")
    url, settings.ELASTICSEARCH_URL = settings.ELASTICSEARCH_URL, ""
    publish("节气条例")
    settings.ELASTICSEARCH_URL = url
    entry = SearchEntry.objects.select_related("item").get(pk=spoilt.pk)
    entry.digest = "spoilt"
    index.update([entry], [])
    index.client(10).index(index=settings.ELASTICSEARCH_INDEX, id=str(10**9), document={"digest": "of nothing"})
    index.refresh()
    call_command("search_repair")
    index.refresh()
    assert "Elasticsearch：3 条" in capsys.readouterr().out
    assert index.digests() == {entry.pk: index.digest(entry) for entry in SearchEntry.objects.all()}
    call_command("search_repair")
    assert "Elasticsearch：0 条" in capsys.readouterr().out


@pytest.mark.elasticsearch
def test_a_lost_index_is_built_anew_by_the_worker_however_large(
    elasticsearch: None, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "MOST_AT_ONCE", 1)
    publish("节水条例")
    publish("节电条例")
    index.drop()
    breaker.elasticsearch = breaker.Breaker()
    assert search("节水").limited
    with pytest.raises(Exception, match="still to be built"):
        SearchChannel().deliver([stored("节气条例")])
    tend()
    breaker.elasticsearch = breaker.Breaker()
    result = search("节")
    assert not result.limited
    assert search("节气").total == search("节水").total == 1


@pytest.mark.elasticsearch
def test_two_processes_never_build_at_once(elasticsearch: None, publish: Publish) -> None:
    publish("节水条例")
    building = index.rebuild()
    next(building)
    with pytest.raises(index.BuiltElsewhere):
        list(index.rebuild())
    list(building)
    assert search("节水").total == 1
    list(index.rebuild())
