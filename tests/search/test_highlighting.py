import pytest

from search import highlighting, plan


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """A plan asks the database how common its words are."""


def test_what_was_not_found_is_left_out() -> None:
    assert highlighting.highlights(plan.make("节水"), "城市绿化", "花草树木") == {}


def test_positions_are_those_of_the_text_before_folding() -> None:
    text = "㎡㎡㎡ ﷺ 节水"
    assert highlighting.highlights(plan.make("节水"), text, "")["title"] == ["㎡㎡㎡ ﷺ <mark>节水</mark>"]


def test_a_phrase_is_marked_as_a_whole_over_punctuation_and_line_breaks() -> None:
    shown = highlighting.highlights(plan.make("按照劳动法第五十一条"), "", "按照《劳动法》\n第五十一条的规定")
    assert shown["text"] == ["<mark>按照《劳动法》 第五十一条</mark>的规定"]


def test_markup_in_the_text_is_escaped() -> None:
    shown = highlighting.highlights(plan.make("节水"), "<b>节水</b> & 节电", "")
    assert shown["title"] == ["&lt;b&gt;<mark>节水</mark>&lt;/b&gt; &amp; 节电"]


def test_the_passage_with_most_of_the_words_is_shown() -> None:
    text = "节水。" + "无关内容。" * 60 + "养老机构应当节水。" + "无关内容。" * 60 + "养老。"
    (passage,) = highlighting.highlights(plan.make("养老机构 节水"), "", text)["text"]
    assert "<mark>养老机构</mark>应当<mark>节水</mark>" in passage
    assert len(passage) < 200


def test_a_passage_begins_with_its_sentence_and_says_where_it_was_cut() -> None:
    text = "无关内容。" * 60 + "各单位应当节水。" + "无关内容。" * 60
    (passage,) = highlighting.highlights(plan.make("节水"), "", text)["text"]
    assert passage.startswith("各单位应当<mark>节水</mark>。")
    assert passage.endswith("…")
