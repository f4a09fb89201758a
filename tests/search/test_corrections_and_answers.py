"""Near misses, pinned answers, and what is said when nothing is found."""

import pytest

from cms.content.models import ContentItem
from search.models import Promotion
from search.query import search
from tests import factories
from tests.search.conftest import Publish


def titles(q: str) -> list[str]:
    return [hit.light["title"] for hit in search(q).hits]


def test_a_wrong_character_that_sounds_right_is_read_as_the_right_one(engine: str, publish: Publish) -> None:
    publish("关于价格的通知", "开展节能审查工作。")
    result = search("节能审茶")
    assert result.corrected == "节能审查"
    assert [hit.light["title"] for hit in result.hits] == ["关于价格的通知"]


def test_one_wrong_character_of_a_longer_word_is_forgiven(engine: str, publish: Publish) -> None:
    publish("青海省可再生能源发展条例")
    result = search("可再主能源")
    assert [hit.light["title"] for hit in result.hits] == ["青海省可再生能源发展条例"]


def test_a_short_word_with_another_sound_is_not_taken_for_a_slip(engine: str, publish: Publish) -> None:
    publish("渔业条例")
    result = search("林业")
    assert result.corrected is None
    assert result.hits == []


def test_a_query_that_finds_enough_is_left_alone(engine: str, publish: Publish) -> None:
    for number in range(4):
        publish(f"节能审查办法{number}")
    assert search("节能审查").corrected is None


def test_the_words_that_stand_nowhere_are_named(engine: str, publish: Publish) -> None:
    publish("节水条例")
    assert search("独角兽").unknown == ["独角兽"]
    assert search("节水").unknown == []


@pytest.fixture
def guide(portal: object) -> ContentItem:
    page = factories.news(factories.column(slug="pinned", title="办事"), title="阶梯电价一问一答")
    return ContentItem.objects.get(page_id=page.pk)


def pin(queries: str, item: ContentItem, note: str = "") -> Promotion:
    promotion = Promotion(queries=queries, page_id=item.page_id, note=note)
    promotion.full_clean()
    promotion.save()
    return promotion


def test_a_pinned_answer_stands_above_the_hits_of_its_queries_only(engine: str, guide: ContentItem) -> None:
    pin("电费\n电 价", guide, "分三档计价。")
    for q in ("电费", "电价", "電價", " 电费？"):
        (answer,) = search(q).answers
        assert (answer.light["title"], answer.note) == ("阶梯电价一问一答", "分三档计价。")
    assert search("电费标准").answers == []
    assert search("电费", locale="en").answers == []


def test_a_column_can_be_pinned(engine: str, portal: object) -> None:
    column = factories.column(slug="prices", title="价格管理")
    pin("物价", ContentItem.objects.get(page_id=column.pk))
    assert [answer.light["title"] for answer in search("物价").answers] == ["价格管理"]


def test_what_is_no_longer_public_is_no_answer(engine: str, guide: ContentItem) -> None:
    pin("电费", guide)
    ContentItem.objects.filter(pk=guide.pk).update(state="withdrawn")
    assert search("电费").answers == []


def test_a_pin_that_is_taken_away_is_gone_at_once(engine: str, guide: ContentItem) -> None:
    promotion = pin("电费", guide)
    assert search("电费").answers
    promotion.delete()
    assert search("电费").answers == []
