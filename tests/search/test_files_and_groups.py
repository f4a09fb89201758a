"""Hits in attachments, documents with their interpretations, and searches within titles and dates."""

from datetime import date

import pytest
from django.conf import LazySettings

from cms.content.models import ContentItem
from search.query import search
from tests.search.conftest import Publish

TEXTS = {
    "7": ("任务分工表", "一、抽水蓄能电站由能源处负责。二、容量电价由价格处负责。"),
    "8": ("名单", "城东区、城西区。"),
}


def texts(addresses: list[str]) -> dict[str, tuple[str, str]]:
    """What the uploaded files say."""
    return {address: TEXTS[address] for address in addresses if address in TEXTS}


@pytest.fixture
def files(settings: LazySettings) -> None:
    settings.FILE_TEXTS = f"{__name__}.texts"


def titles(q: str, **options: object) -> list[str]:
    return [hit.light["title"] for hit in search(q, **options).hits]  # type: ignore[arg-type] # each test passes its own


def test_a_word_in_an_attachment_finds_the_document_and_names_the_attachment(
    engine: str, publish: Publish, files: None
) -> None:
    publish("储能发展方案", "现印发给你们。", links={"upload": ["7", "8"]})
    (hit,) = search("容量电价").hits
    assert hit.light["title"] == "储能发展方案"
    assert hit.attachment is not None
    assert (hit.attachment.title, hit.attachment.url) == ("任务分工表", "/documents/7/")
    assert "<mark>容量电价</mark>由价格处负责" in hit.attachment.text


def test_the_attachment_is_named_by_its_title_too(engine: str, publish: Publish, files: None) -> None:
    publish("储能发展方案", links={"upload": ["7"]})
    assert titles("任务分工表") == ["储能发展方案"]


def test_a_word_in_the_text_counts_more_than_one_in_an_attachment(engine: str, publish: Publish, files: None) -> None:
    publish("储能发展方案", links={"upload": ["7"]}, issued_on=date(2024, 1, 1))
    publish("电价通知", "核定抽水蓄能电站的费用。")
    assert titles("抽水蓄能") == ["电价通知", "储能发展方案"]


def test_no_attachment_is_named_where_the_text_itself_says_it_all(engine: str, publish: Publish, files: None) -> None:
    publish("抽水蓄能容量电价办法", links={"upload": ["7"]})
    assert search("容量电价").hits[0].attachment is None


def test_words_parted_between_text_and_attachment_are_all_found(engine: str, publish: Publish, files: None) -> None:
    publish("储能发展方案", "二〇三〇年前。", links={"upload": ["7"]})
    publish("储能通知", "容量。", issued_on=date(2024, 1, 1))
    assert titles("储能 抽水蓄能电站")[0] == "储能发展方案"


def interpreted(publish: Publish) -> tuple[ContentItem, ContentItem]:
    document = publish("阶梯电价办法", "居民用电分三档。")
    interpretation = publish(
        "一图读懂阶梯电价办法",
        "三档分别是多少。",
        type="interpretation",
        links={"documents": [str(document.content_id)]},
        issued_on=date(2024, 1, 1),
    )
    return document, interpretation


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_a_document_and_its_interpretations_are_one_hit(engine: str, publish: Publish, sort: str) -> None:
    interpreted(publish)
    publish("煤炭通知", "阶梯。")
    result = search("阶梯电价", sort=sort)  # type: ignore[arg-type] # all three are sorts
    (hit,) = [hit for hit in result.hits if "电价" in hit.light["title"]]
    assert hit.light["title"] == "阶梯电价办法"
    assert [light["title"] for light in hit.interpretations] == ["一图读懂阶梯电价办法"]
    assert result.total == len(result.hits)


def test_an_interpretation_is_named_with_its_document_even_where_it_was_not_found(
    engine: str, publish: Publish
) -> None:
    interpreted(publish)
    (hit,) = search("居民用电").hits
    assert [light["title"] for light in hit.interpretations] == ["一图读懂阶梯电价办法"]


def test_an_interpretation_whose_document_was_not_found_stands_alone(engine: str, publish: Publish) -> None:
    interpreted(publish)
    assert titles("一图读懂") == ["一图读懂阶梯电价办法"]


def test_an_interpretation_withdrawn_meanwhile_is_not_named(engine: str, publish: Publish) -> None:
    _document, interpretation = interpreted(publish)
    ContentItem.objects.filter(pk=interpretation.pk).update(state="withdrawn")
    assert search("居民用电").hits[0].interpretations == []


def test_pages_of_grouped_hits_follow_one_another_without_gaps(engine: str, publish: Publish) -> None:
    for number in range(5):
        document = publish(f"节水通知第{number}期")
        publish(f"节水通知第{number}期解读", links={"documents": [str(document.content_id)]})
    pages = [titles("节水通知", page=page, limit=2) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert len({title for page in pages for title in page}) == 5


def test_dates_bound_what_is_found_both_days_included(engine: str, publish: Publish) -> None:
    for day in (1, 2, 3):
        publish(f"节水通知{day}", issued_on=date(2020, 5, day))
    day = date(2020, 5, 2)
    assert titles("节水", since=day, sort="oldest") == ["节水通知2", "节水通知3"]
    assert titles("节水", until=day, sort="oldest") == ["节水通知1", "节水通知2"]
    assert titles("", since=day, until=day) == ["节水通知2"]


def test_titles_alone_can_be_searched(engine: str, publish: Publish, files: None) -> None:
    publish("电价通知", "储能电站。", links={"upload": ["7"]})
    publish("储能通知")
    assert titles("储能", titles_only=True) == ["储能通知"]
    assert titles("抽水蓄能", titles_only=True) == []
    assert titles("chuneng", titles_only=True) == ["储能通知"]
