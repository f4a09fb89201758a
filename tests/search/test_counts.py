"""What is asked is counted for editors, and tells nothing about who asked."""

import re
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from cms.editorial.audit.models import AuditEntry
from search import querying
from search.models import ApprovedQuery, QueryCount
from search.query import search, suggest
from snippets.models import WordRule
from tests import factories
from tests.search.conftest import Publish

# Digits of full width.
WIDE = "".join(chr(ord(digit) + 0xFEE0) for digit in "630102199001011234")


@pytest.fixture(autouse=True)
def counting(settings: LazySettings, database_only: None) -> None:
    settings.SEARCH_COUNTS = True
    querying.write()
    QueryCount.objects.all().delete()


def ask(q: str, times: int = 1, **options: object) -> None:
    for _number in range(times):
        search(q, **options)  # type: ignore[arg-type] # each test passes its own
    querying.write()


def test_queries_are_counted_by_day_in_one_form(publish: Publish) -> None:
    publish("阶梯电价办法")
    ask("阶梯电价", 3)
    ask(" 階梯電價 ", 2)
    row = QueryCount.objects.get()
    assert (row.query, row.day, row.locale, row.asked, row.empty, row.opened) == (
        "阶梯电价", timezone.localdate(), "zh-hans", 5, 0, 0,
    )  # fmt: skip


def test_nothing_but_the_words_the_day_and_the_language_is_kept() -> None:
    assert {field.name for field in QueryCount._meta.fields} == {
        "id", "day", "locale", "query", "asked", "empty", "opened",
    }  # fmt: skip


@pytest.mark.parametrize(
    "q",
    [
        "630102199001011234", "63010219900101123X", WIDE, "6301 0219 9001 0112 34",
        "张三 13909710001", "139-0971-0001", "0971-6305891", "6217000010001234567", "zhangsan@example.cn", "电", "？",
        "长" * 41,
    ],
)  # fmt: skip
def test_what_may_be_personal_is_not_counted(q: str) -> None:
    ask(q)
    assert not QueryCount.objects.exists()


def test_document_numbers_are_counted(publish: Publish) -> None:
    ask("青发改办〔2017〕455号")
    assert QueryCount.objects.get().query.endswith("455号")


def test_only_the_first_page_of_a_question_counts(publish: Publish) -> None:
    publish("阶梯电价办法")
    ask("阶梯电价", page=2)
    ask("阶梯电价", type="news")
    assert not QueryCount.objects.exists()


def test_what_found_nothing_is_told_apart(publish: Publish) -> None:
    ask("独角兽", 5)
    (total,) = querying.totals(30)
    assert (total.query, total.asked, total.empty) == ("独角兽", 5, 5)


def test_what_few_asked_is_shown_to_nobody(publish: Publish) -> None:
    ask("独角兽", querying.FEWEST - 1)
    assert querying.totals(30) == []
    ask("独角兽")
    assert len(querying.totals(30)) == 1


def test_an_opened_hit_is_counted_for_what_was_asked_today(client: Client, publish: Publish, portal: object) -> None:
    ask("阶梯电价", 2)
    for _number in range(4):
        assert client.post("/search/opened/", {"q": "阶梯电价"}).status_code == 204
    client.post("/search/opened/", {"q": "从未有人检索"})
    client.post("/search/opened/", {"q": "阶梯电价"}, headers={"sec-fetch-site": "cross-site"})
    # Never more often than it was asked.
    assert list(QueryCount.objects.values_list("query", "opened")) == [("阶梯电价", 2)]
    assert client.get("/search/opened/").status_code == 405


def test_what_few_asked_is_forgotten_after_a_month_and_everything_in_the_end(publish: Publish) -> None:
    today = timezone.localdate()
    for query, days, asked in (
        ("少有人问", querying.KEEP_RARE + 1, 1), ("昨天才问", 1, 1), ("许多人问", querying.KEEP_RARE + 1, 9),
        ("很久以前", querying.KEEP + 1, 9),
    ):  # fmt: skip
        QueryCount.objects.create(day=today - timedelta(days=days), locale="zh-hans", query=query, asked=asked)
    querying.purge()
    assert set(QueryCount.objects.values_list("query", flat=True)) == {"昨天才问", "许多人问"}


def test_a_database_that_cannot_write_loses_no_counts(monkeypatch: pytest.MonkeyPatch, publish: Publish) -> None:
    def broken(_counts: object) -> None:
        raise querying.DatabaseError("locked")

    with monkeypatch.context() as patch:
        patch.setattr(querying, "_add", broken)
        ask("阶梯电价")
    assert not QueryCount.objects.exists()
    querying.write()
    assert QueryCount.objects.get().asked == 1


def test_what_visitors_ask_is_suggested_to_nobody_until_an_editor_approves_it(client: Client, publish: Publish) -> None:
    publish("居民阶梯电价办法", links={"tag": ["阶梯水价"]})
    publish("阶梯气价办法")
    ask("阶梯电价", 20 * querying.FEWEST)
    assert "阶梯电价" not in suggest("阶梯") + suggest("jtdj")
    assert "阶梯水价" in suggest("阶梯水")
    client.force_login(factories.person("disclosure_office"))
    approve(client, " 階梯電價 ")
    assert suggest("阶梯")[0] == suggest("jtdj")[0] == "阶梯电价"
    assert suggest("阶梯", locale="en") == []
    text = client.get("/admin/reports/queries/").content.decode()
    assert "阶梯电价" in text
    # Wagtail's script looks for a section by its id, and none that begins with a digit can be looked for.
    assert not re.search(r'id="\d', text)
    approve(client, "阶梯电价", action="withdraw")
    assert "阶梯电价" not in suggest("阶梯") + suggest("jtdj")
    acts = AuditEntry.objects.filter(title="阶梯电价").values_list("action", flat=True)
    assert sorted(acts) == ["create", "delete"]


def approve(client: Client, query: str, **fields: str) -> str:
    form = {"query": query, "locale": "zh-hans", "action": "approve"} | fields
    return str(client.post("/admin/reports/queries/approval/", form, follow=True).content.decode())


@pytest.mark.parametrize("role", ["column_editor", "department_head", "publisher", "auditor"])
def test_who_has_no_right_approves_nothing(client: Client, portal: object, role: str) -> None:
    client.force_login(factories.person(role))
    approve(client, "阶梯电价")
    assert not ApprovedQuery.objects.exists()


def test_an_approval_is_checked(client: Client, portal: object) -> None:
    WordRule.objects.create(word="坏词", kind="forbidden")
    client.force_login(factories.person("administrator"))
    assert "含有禁用词" in approve(client, "某某坏词")
    for query, locale in (("", "zh-hans"), ("？", "zh-hans"), ("长" * 41, "zh-hans"), ("电价", "fr")):
        approve(client, query, locale=locale)
    assert not ApprovedQuery.objects.exists()
    approve(client, "电价")
    approve(client, "电价")
    assert ApprovedQuery.objects.count() == 1
    assert client.get("/admin/reports/queries/approval/").status_code == 405


def test_a_flood_of_different_queries_fills_neither_the_table_nor_the_memory(
    monkeypatch: pytest.MonkeyPatch, database_only: None
) -> None:
    monkeypatch.setattr(querying, "MOST_A_DAY", 8)
    monkeypatch.setattr(querying, "MOST_WAITING", 20)
    for number in range(100):
        querying.count(f"问题{number:02}", "zh-hans", found=True)
    assert len(querying._Waiting.counts) == 20
    querying.write()
    assert QueryCount.objects.count() == 8
    for number in range(100):
        querying.count(f"又问{number:02}", "zh-hans", found=True)
    known = QueryCount.objects.first()
    assert known
    querying._Waiting.counts.clear()
    querying.count(known.query, "zh-hans", found=True)
    querying.count("从未问过", "zh-hans", found=True)
    querying.write()
    assert QueryCount.objects.count() == 8
    # What has a row is counted on.
    assert QueryCount.objects.get(pk=known.pk).asked == known.asked + 1


def test_counts_that_cannot_be_written_do_not_pile_up(monkeypatch: pytest.MonkeyPatch, database_only: None) -> None:
    def broken(_counts: object) -> None:
        raise querying.DatabaseError("locked")

    monkeypatch.setattr(querying, "_add", broken)
    monkeypatch.setattr(querying, "MOST_WAITING", 20)
    for turn in range(3):
        for number in range(50):
            querying.count(f"问题{turn}{number:02}", "zh-hans", found=True)
        querying.write()
    assert len(querying._Waiting.counts) == 20
    querying._Waiting.counts.clear()


def test_the_report_shows_what_was_asked_in_vain_and_what_nobody_opened(client: Client, publish: Publish) -> None:
    publish("阶梯电价办法")
    ask("阶梯电价", 6)
    ask("独角兽", 7)
    client.force_login(factories.person("disclosure_office"))
    text = client.get("/admin/reports/queries/").content.decode()
    assert text.count('<td class="title">独角兽</td>') == 2
    assert text.count('<td class="title">阶梯电价</td>') == 2
    client.force_login(factories.person("column_editor"))
    assert client.get("/admin/reports/queries/").status_code in (302, 403)
