"""Word lists that ship: an upgraded portal has those of a fresh one, and editors' own."""

from collections import Counter
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from cms.editorial.audit.models import AuditEntry
from snippets import shipped
from snippets.models import AllowedSite, SearchWords, ShippedEntry, WordRule
from snippets.shipped import KEYS, former_states, load

pytestmark = pytest.mark.django_db
STATES = list(former_states())


def installed(state: shipped.Entries) -> None:
    """The rows of an installation that former migrations have left, which kept no note of them."""
    ShippedEntry.objects.all().delete()
    for name in KEYS:
        model = apps.get_model("snippets", name)
        model.objects.all().delete()
        model.objects.bulk_create(
            model(**values) for (of, _key), entries in state.items() if of == name for values in entries
        )


def rows() -> Counter[tuple[str, ...]]:
    """All that stands in the lists."""
    return Counter(
        [("words", *row) for row in SearchWords.objects.values_list("kind", "words", "also")]
        + [("rule", *row) for row in WordRule.objects.values_list("kind", "word", "replacement", "note")]
        + [("site", *row) for row in AllowedSite.objects.values_list("domain", "name")]
    )


def ship(monkeypatch: pytest.MonkeyPatch, **changes: dict[str, str] | None) -> None:
    """What ships now, but for these entries of the vocabulary."""
    entries = dict(shipped.shipped())
    for key, values in changes.items():
        entries.pop(("searchwords", key), None)
        if values is not None:
            entries["searchwords", key] = [values]
    monkeypatch.setattr("snippets.shipped.shipped", lambda: entries)


def entry(words: str, also: str, kind: str = "leads") -> dict[str, str]:
    return {"kind": kind, "words": words, "also": also}


def test_no_entry_ships_twice() -> None:
    assert [key for key, entries in shipped.shipped().items() if len(entries) > 1] == []


# Before the word lists, before the vocabulary, after its first edition of all, and after its last but one.
@pytest.mark.parametrize("number", [0, 1, 5, 9])
def test_an_upgraded_portal_has_the_words_of_a_fresh_one(number: int) -> None:
    load()
    fresh = rows()
    installed(STATES[number])
    assert rows() != fresh
    load()
    assert rows() == fresh
    assert ShippedEntry.objects.count() == fresh.total()
    assert not load()


def test_the_installation_that_was_tried_lacked_303_words_and_had_389() -> None:
    known = [{repr(values) for each in state.values() for values in each} for state in STATES[1:]]
    assert len(known[-1] - known[-2]) == 303
    assert len(known[-2] - known[-1]) == 388  # One of them stood twice.


@pytest.mark.parametrize("number", [5, 9])
def test_what_editors_did_before_the_first_load_stays(number: int) -> None:
    installed(STATES[number])
    words = SearchWords.objects.filter(words="发改委 发展和改革委员会 发展改革委 发展改革部门 发改部门")
    assert words.update(also="改革") == WordRule.objects.filter(word="布署").update(replacement="安排") == 1
    WordRule.objects.filter(word="既使").delete()
    # Not all former editions had it.
    SearchWords.objects.filter(words="夫妻 两口子 夫妻关系 夫妻债务").delete()
    SearchWords.objects.create(words="江源 三江源")
    load()
    assert not WordRule.objects.filter(word="既使").exists()
    assert not SearchWords.objects.filter(words="夫妻 两口子 夫妻关系 夫妻债务").exists()
    assert WordRule.objects.get(word="布署").replacement == "安排"
    assert words.get().also == "改革"
    assert SearchWords.objects.filter(words="江源 三江源").exists()


def test_what_ships_anew_comes_what_ships_no_more_goes_and_what_changed_is_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load()
    new = entry("新词", "法律")
    ship(monkeypatch, 新词=new, 旧词=entry("旧词", "法律"), 改词=entry("改词", "法律"))
    load()
    ship(
        monkeypatch,
        新词=new,
        旧词=None,
        改词=entry("改词", "法规", "synonyms"),
        后词=entry("后词", "法"),
    )
    loaded = load()
    assert (loaded.added, loaded.updated, loaded.removed, loaded.left) == (1, 1, 1, [])
    assert SearchWords.objects.get(words="改词").also == "法规"
    assert SearchWords.objects.get(words="改词").kind == "synonyms"
    assert not SearchWords.objects.filter(words="旧词").exists()
    note = AuditEntry.objects.latest("moment").note
    assert note == "新增 1 条，更新 1 条，删除 1 条。"


@pytest.mark.parametrize("later", [entry("某词", "法规"), None], ids=["changed", "removed"])
@pytest.mark.parametrize("act", ["change", "delete", "write"])
def test_editors_have_the_last_word(monkeypatch: pytest.MonkeyPatch, act: str, later: dict[str, str] | None) -> None:
    load()
    if act == "write":
        SearchWords.objects.create(words="某词", also="自己的", kind="leads")
    else:
        ship(monkeypatch, 某词=entry("某词", "法律"))
        load()
        if act == "change":
            SearchWords.objects.filter(words="某词").update(also="自己的")
        else:
            SearchWords.objects.filter(words="某词").delete()
    kept = list(SearchWords.objects.filter(words="某词").values_list("also", flat=True))
    ship(monkeypatch, 某词=later)
    loaded = load()
    assert list(SearchWords.objects.filter(words="某词").values_list("also", flat=True)) == kept
    assert loaded.left == (["某词"] if later else [])
    assert not load()


def test_the_command_says_what_it_did(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    load()
    SearchWords.objects.create(words="某词", also="自己的", kind="leads")
    ship(monkeypatch, 某词=entry("某词", "法律"), 新词=entry("新词", "法律"))
    call_command("load_shipped_data")
    assert capsys.readouterr().out.splitlines() == [
        "1 added, 0 updated, 0 removed, 1 left to editors",
        "left to editors: 某词",
    ]
