import pytest
from django.conf import LazySettings

from cms.content.channels import ChannelUnavailable
from cms.content.models import ContentItem
from search import entries
from search.channel import SearchChannel
from search.engines import index
from search.models import SearchEntry, SearchTerm
from search.query import search
from tests.search.conftest import NOBODY, Publish, changed, stored


def titles(q: str) -> list[str]:
    return [hit.light["title"] for hit in search(q).hits]


def test_a_published_item_is_found(engine: str, publish: Publish) -> None:
    publish("节约用水条例")
    assert titles("节约用水") == ["节约用水条例"]


def test_a_changed_item_is_found_by_its_new_words_only(engine: str, publish: Publish) -> None:
    item = changed(publish("节约用水条例"), title="无障碍环境建设条例", light='{"title": "无障碍环境建设条例"}')
    SearchChannel().deliver([item])
    if engine == "elasticsearch":
        index.refresh()
    assert titles("无障碍") == ["无障碍环境建设条例"]
    assert titles("节约用水") == []


def test_a_withdrawn_item_is_found_no_more(engine: str, publish: Publish) -> None:
    item = changed(publish("节约用水条例"), state="withdrawn")
    SearchChannel().deliver([item])
    if engine == "elasticsearch":
        index.refresh()
    assert not SearchEntry.objects.exists()
    assert titles("节约用水") == []


def test_an_item_withdrawn_since_it_was_indexed_is_not_shown(engine: str, publish: Publish) -> None:
    changed(publish("节约用水条例"), state="withdrawn")
    assert titles("节约用水") == []


def test_delivering_twice_changes_nothing(engine: str, publish: Publish) -> None:
    item = publish("节约用水条例", "鼓励节水。")
    before = SearchEntry.objects.values().get(), list(SearchTerm.objects.values_list())
    SearchChannel().deliver([item])
    assert (SearchEntry.objects.values().get(), list(SearchTerm.objects.values_list())) == before
    assert search("节约用水").total == 1


def test_an_item_whose_digest_is_the_same_is_not_cut_again(
    database_only: None, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = publish("节约用水条例")
    monkeypatch.setattr(entries, "_entry", lambda *arguments: pytest.fail("cut again"))
    SearchChannel().deliver([item])


def test_an_older_delivery_does_not_overwrite_a_newer_one(engine: str, publish: Publish) -> None:
    old = publish("节约用水条例")
    new = changed(old, title="无障碍环境建设条例", light='{"title": "无障碍环境建设条例"}')
    SearchChannel().deliver([new])
    SearchChannel().deliver([old])
    if engine == "elasticsearch":
        index.refresh()
    assert titles("无障碍") == ["无障碍环境建设条例"]


def test_an_older_delivery_does_not_bring_back_what_was_withdrawn(engine: str, publish: Publish) -> None:
    old = publish("节约用水条例")
    SearchChannel().deliver([changed(old, state="withdrawn")])
    SearchChannel().deliver([old])
    assert not SearchEntry.objects.exists()


@pytest.mark.elasticsearch
def test_elasticsearch_itself_refuses_an_older_state(elasticsearch: None, publish: Publish) -> None:
    item = publish("节约用水条例")
    old = SearchEntry.objects.select_related("item").get()
    SearchChannel().deliver([changed(item, title="无障碍环境建设条例")])
    index.update([old], [])
    index.refresh()
    assert search("无障碍").total == 1


def test_while_elasticsearch_is_down_the_database_is_brought_up_to_date_all_the_same(
    settings: LazySettings, db: None
) -> None:
    settings.ELASTICSEARCH_URL = NOBODY
    item = stored("节约用水条例")
    with pytest.raises(ChannelUnavailable):
        SearchChannel().deliver([item])
    result = search("节约用水")
    assert result.limited
    assert result.total == 1


def test_the_first_delivery_to_an_empty_elasticsearch_brings_everything_that_was_published_before(
    engine: str, publish: Publish, settings: LazySettings
) -> None:
    url = settings.ELASTICSEARCH_URL
    settings.ELASTICSEARCH_URL = ""
    publish("节约用水条例")
    settings.ELASTICSEARCH_URL = url
    publish("节约用电办法")
    assert sorted(titles("节约")) == ["节约用水条例", "节约用电办法"]


def test_words_are_counted_exactly_through_changes(database_only: None, publish: Publish) -> None:
    first = publish("节约用水条例")
    publish("节约用电办法")
    SearchChannel().deliver([changed(first, title="无障碍环境建设条例")])
    counted = dict(SearchTerm.objects.filter(documents__gt=0).values_list("word", "documents"))
    assert counted["节约"] == 1
    assert counted[SearchTerm.ALL] == 2
    entries.recount()
    assert dict(SearchTerm.objects.values_list("word", "documents")) == counted


def test_an_item_that_a_delivery_names_but_nobody_has_any_more_is_passed_over(database_only: None) -> None:
    item = stored("节约用水条例")
    ContentItem.objects.all().delete()
    item.state = "withdrawn"
    SearchChannel().deliver([item])
    assert not SearchEntry.objects.exists()


def test_an_item_that_is_deleted_leaves_no_words_behind(database_only: None, publish: Publish) -> None:
    key = publish("节约用水条例").pk
    ContentItem.objects.all().delete()
    publish("无障碍环境建设条例", id=key)
    assert titles("节约用水") == []
