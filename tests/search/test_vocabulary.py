from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from search import remembering, vocabulary
from search.query import search
from snippets.models import SearchWords, ShippedEntry
from snippets.shipped import load
from tests.search.conftest import Publish


@pytest.fixture(autouse=True)
def only_the_words_of_the_test(db: None) -> None:
    SearchWords.objects.all().delete()
    remembering.forget()


def say(words: str, also: str = "", kind: str = "synonyms") -> SearchWords:
    entry = SearchWords(words=words, also=also, kind=kind)
    entry.full_clean()
    entry.save()
    return entry


def titles(q: str) -> list[str]:
    return [hit.light["title"] for hit in search(q).hits]


def test_a_portal_begins_with_a_vocabulary_of_the_field() -> None:
    ShippedEntry.objects.all().delete()
    load()
    remembering.forget()
    known = vocabulary.current()
    assert SearchWords.objects.count() > 2100
    assert "发展和改革委员会" in known.synonyms["发改委"]
    assert "发改委" in known.synonyms["发展和改革委员会"]
    assert "工伤保险" in known.synonyms["上班受伤"]
    assert "上下班途中" not in known.synonyms["上班受伤"]
    assert "花" not in known.synonyms
    for entry in SearchWords.objects.all():
        entry.full_clean()


def test_a_word_also_finds_what_means_the_same_in_both_directions(engine: str, publish: Publish) -> None:
    publish("养犬管理条例")
    publish("发展和改革委员会工作规则")
    assert titles("养狗") == []
    say("养狗 养犬")
    say("发改委、发展和改革委员会")
    assert titles("养狗") == ["养犬管理条例"]
    assert titles("发改委") == ["发展和改革委员会工作规则"]


def test_a_word_finds_a_wider_one_but_not_the_other_way_round(engine: str, publish: Publish) -> None:
    publish("电瓶车通告")
    publish("非机动车管理办法")
    say("电瓶车", also="非机动车")
    assert titles("电瓶车") == ["电瓶车通告", "非机动车管理办法"]
    assert titles("非机动车") == ["非机动车管理办法"]


def test_what_citizens_say_leads_to_words_of_the_law_without_meaning_the_same(engine: str, publish: Publish) -> None:
    publish("工伤保险条例")
    publish("上下班途中交通事故统计")
    say("上班受伤 上下班途中", also="工伤保险", kind="leads")
    assert titles("上班受伤") == ["工伤保险条例"]
    assert titles("工伤保险") == ["工伤保险条例"]


def test_what_was_typed_stands_above_what_means_the_same(engine: str, publish: Publish) -> None:
    publish("养犬管理条例")
    publish("养狗管理条例")
    say("养狗 养犬")
    assert titles("养狗") == ["养狗管理条例", "养犬管理条例"]
    assert titles("养犬") == ["养犬管理条例", "养狗管理条例"]


def test_the_words_found_instead_are_marked(engine: str, publish: Publish) -> None:
    publish("养犬管理条例")
    say("养狗 养犬")
    assert search("养狗").hits[0].highlights["title"] == ["<mark>养犬</mark>管理条例"]


def test_a_stop_word_is_left_out_of_the_query(engine: str, publish: Publish) -> None:
    publish("办事指南", "窗口办事。")
    publish("婚姻登记条例")
    say("办事", kind="stop")
    assert titles("办事 婚姻登记") == ["婚姻登记条例"]
    # Alone it is all there is to go by.
    assert titles("办事") == ["办事指南"]


def test_a_word_of_grammar_can_be_made_a_word_again(engine: str, publish: Publish) -> None:
    assert "应当" in vocabulary.current().stop_words
    say("应当", kind="whole")
    assert "应当" not in vocabulary.current().stop_words


def test_a_change_takes_effect_at_once_and_so_does_taking_it_back(engine: str, publish: Publish) -> None:
    publish("养犬管理条例")
    entry = say("养狗 养犬")
    assert titles("养狗") == ["养犬管理条例"]
    entry.delete()
    assert titles("养狗") == []


def test_a_change_made_by_another_process_is_noticed_within_a_second(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(remembering.time, "monotonic", lambda: now)
    remembering.forget()
    assert "养狗" not in vocabulary.current().synonyms
    # Written past the signals, as another process does.
    later = timezone.now() + timedelta(seconds=1)
    SearchWords.objects.bulk_create([SearchWords(words="养狗 养犬", updated_at=later)])
    now += remembering.LOOK_AGAIN + 0.1
    assert "养狗" in vocabulary.current().synonyms


@pytest.mark.parametrize(
    ("words", "also", "kind"),
    [
        ("、", "", "synonyms"),
        ("养狗", "", "synonyms"),
        ("养狗", "养狗", "synonyms"),
        ("的", "地", "stop"),
        ("养狗", "", "leads"),
    ],
)
def test_an_entry_that_says_nothing_is_refused(db: None, words: str, also: str, kind: str) -> None:
    with pytest.raises(ValidationError, match="。"):
        say(words, also, kind)


def test_a_long_word_is_also_found_by_the_words_that_it_is_made_of(engine: str, publish: Publish) -> None:
    publish("集贸市场地摊管理办法")
    say("地摊 摊贩")
    assert titles("摆地摊") == ["集贸市场地摊管理办法"]
