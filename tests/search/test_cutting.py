import pytest

from search import cutting

# The vocabulary is in the database.
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("\uff21\uff22\uff23\uff11\uff12\uff13", "abc123"),
        ("條例", "条例"),
        ("科學技術檔案", "科学技术档案"),
        ("(试行)", "(试行)"),
        ("a\0b", "a b"),
    ],
)
def test_different_ways_of_writing_are_folded_into_one(written: str, folded: str) -> None:
    assert cutting.fold(written) == folded


def test_a_lone_surrogate_does_not_stop_folding() -> None:
    assert cutting.fold("条例\ud800") == "条例?"


def test_full_width_punctuation_is_folded_like_the_narrow_one() -> None:
    assert cutting.fold("\uff08试行\uff09\u3000") == "(试行) "


def test_long_words_are_followed_by_the_words_in_them() -> None:
    assert list(cutting.words("义务教育条例")) == ["义务", "教育", "义务教育", "条例"]


def test_each_character_is_in_one_whole_word() -> None:
    assert list(cutting.whole_words("义务教育条例 2017")) == ["义务教育", "条例", "2017"]


def test_pairs_do_not_reach_over_punctuation() -> None:
    assert list(cutting.pairs("节水、节电")) == ["节水", "节电"]


def test_a_character_that_stands_alone_is_kept() -> None:
    assert list(cutting.pairs("水 abc")) == ["水"]


def test_tibetan_is_cut_into_syllables() -> None:
    assert list(cutting.words("བོད་ཡིག")) == ["བོད", "ཡིག"]


def test_english_is_cut_into_words() -> None:
    assert list(cutting.words("open government data_2")) == ["open", "government", "data", "2"]


def test_plain_text_keeps_only_the_spaces_that_words_need() -> None:
    assert cutting.plain("按照《劳动法》 第 51 条, open data") == "按照劳动法第51条open data"


def test_a_title_is_found_by_pinyin_and_initials_from_each_syllable_on() -> None:
    assert list(cutting.sound_keys("节水条例")) == [
        "jieshuitiaoli", "jstl", "shuitiaoli", "stl", "tiaoli", "tl", "li", "l",
    ]  # fmt: skip


def test_a_character_is_read_as_its_word_wants_it() -> None:
    assert cutting.sounds("重庆市银行") == ["chong", "qing", "shi", "yin", "hang"]
