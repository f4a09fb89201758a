from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from search.engines import index
from search.models import SearchEntry
from search.query import search
from tests.search.conftest import NOBODY, Publish, changed, stored


def rebuild(*options: str) -> str:
    out = StringIO()
    call_command("rebuild_search", *options, stdout=out)
    return out.getvalue()


def test_everything_that_was_never_delivered_is_found_afterwards(engine: str) -> None:
    stored("节水条例")
    assert "1 条" in rebuild()
    assert search("节水").total == 1


def test_what_changed_or_was_withdrawn_unnoticed_is_mended(engine: str, publish: Publish) -> None:
    changed(publish("节水条例"), title="养老条例")
    changed(publish("节电条例"), state="withdrawn")
    publish("绿化条例")
    rebuild()
    assert search("节水").total == search("节电").total == 0
    assert search("养老").total == search("绿化").total == 1


def test_only_what_differs_is_cut_again(database_only: None, publish: Publish) -> None:
    publish("节水条例")
    changed(publish("节电条例"))
    assert "1 条" in rebuild()
    assert "2 条" in rebuild("--all")


def test_entries_spoilt_behind_our_back_are_mended_by_rebuilding_all(database_only: None, publish: Publish) -> None:
    publish("节水条例")
    SearchEntry.objects.update(title="", body="", pairs="")
    rebuild("--all")
    assert search("节水").total == 1


@pytest.mark.elasticsearch
def test_the_index_answers_all_the_time_and_what_is_published_meanwhile_is_in_the_new_one(
    elasticsearch: None, publish: Publish
) -> None:
    publish("节水条例")
    steps = index.rebuild()
    next(steps)
    assert search("节水").total == 1
    publish("节水办法")
    assert search("节水").total == 2
    list(steps)
    result = search("节水")
    assert result.total == 2
    assert not result.limited


def test_without_elasticsearch_the_command_says_so_after_mending_the_database(settings: LazySettings, db: None) -> None:
    settings.ELASTICSEARCH_URL = NOBODY
    stored("节水条例")
    with pytest.raises(CommandError):
        rebuild()
    assert SearchEntry.objects.count() == 1
