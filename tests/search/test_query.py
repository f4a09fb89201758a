from datetime import UTC, date, datetime

import pytest
from django.conf import LazySettings
from pytest_django import DjangoAssertNumQueries

from search.query import InvalidQuery, search, suggest
from tests.search.conftest import NOBODY, Publish

HOSTILE = [
    '"', "'", '"节水', "节水*", "*", "?", "(", ")", "节水 AND", "OR NOT", "NEAR(节水)", "title:节水", "-节水", "^节水",
    "{节水}",
    "节水\\", "\\", "a:b", "[1 TO 2]", "~1", "节水~", "/节水/", "&", "|", "!", "<->", "':*", "%s", "%", "_",
    ";DROP TABLE search_searchentry;--",
    "' OR 1=1 --", "<script>alert(1)</script>", "\0", "\x1b[31m", "节\0水", "\u200b节水\u202e", "😀",
    "👨‍👩‍👧‍👦节水", "\ud800", "\ufffe", "🇨🇳",
    "བོད་ཡིག", "节" * 200, "a" * 200, "1" * 200, "a b " * 50,
    "ﷺ" * 200, "第" * 199 + "号", "0号", "〔9999〕99999号", "·" * 200,
]  # fmt: skip


def titles(q: str, **options: object) -> list[str]:
    return [hit.light["title"] for hit in search(q, **options).hits]  # type: ignore[arg-type] # each test passes its own


def test_a_word_in_the_title_counts_more_than_one_in_the_body(engine: str, publish: Publish) -> None:
    publish("城市绿化办法", "城市绿化应当节约用水,推广节水灌溉。")
    publish("节水条例", "为了合理利用资源,制定本条例。")
    assert titles("节水") == ["节水条例", "城市绿化办法"]


def test_all_words_count_more_than_some(engine: str, publish: Publish) -> None:
    publish("节水条例", "农业灌溉。")
    publish("养老条例", "养老机构的服务。")
    publish("养老机构节水通知", "养老机构应当节水。")
    assert titles("养老机构 节水")[0] == "养老机构节水通知"


def test_some_words_are_better_than_nothing(engine: str, publish: Publish) -> None:
    publish("电梯安全管理办法")
    assert titles("小区电梯总是坏谁来管") == ["电梯安全管理办法"]


def test_words_that_stand_together_count_more_than_scattered_ones(engine: str, publish: Publish) -> None:
    publish("甲通知", "先进的单位,和生产的工作者,参加评选。")
    publish("乙通知", "先进生产工作者评选办法另行制定。")
    assert titles("先进生产工作者评选")[0] == "乙通知"


def test_a_sentence_is_found_although_it_was_cut_differently(engine: str, publish: Publish) -> None:
    publish("行政处罚办法", "违反本办法规定的,由县级以上人民政府林业主管部门责令改正。")
    assert titles("上人民政府林业主") == ["行政处罚办法"]


@pytest.mark.parametrize(
    "query", ["青发改办〔2017〕455号", "青发改办[2017]455号", "青发改办2017年第455号", "QH-1234-5678", "qh12345678"]
)
def test_a_number_leads_straight_to_its_document(engine: str, publish: Publish, query: str) -> None:
    publish(
        "转发青发改办〔2017〕455号的通知", "现将青发改办〔2017〕455号文件转发。QH-1234-5678", issued_on=date(2024, 1, 1)
    )
    publish("关于价格的通知", document_number="青发改办〔2017〕455号", index_number="QH12345678")
    assert titles(query)[0] == "关于价格的通知"


@pytest.mark.parametrize(
    "query", ["義務教育條例", "\u3000义务教育条例\u3000", "yiwujiaoyutiaoli", "jiaoyutiao", "ywjytl"]
)
def test_a_title_is_found_however_it_is_typed(engine: str, publish: Publish, query: str) -> None:
    publish("浙江省义务教育条例")
    publish("浙江省节水条例")
    assert titles(query)[0] == "浙江省义务教育条例"


def test_a_wrong_character_that_sounds_right_is_forgiven_and_the_right_one_suggested(
    engine: str, publish: Publish
) -> None:
    publish("浙江省义务教育条例")
    result = search("义物教育条例")
    assert [hit.light["title"] for hit in result.hits] == ["浙江省义务教育条例"]
    assert result.suggestion == "义务教育条例"


def test_a_query_that_is_right_gets_no_suggestion(engine: str, publish: Publish) -> None:
    publish("浙江省义务教育条例")
    assert search("义务教育条例").suggestion is None


def test_law_in_force_stands_above_repealed_law(engine: str, publish: Publish) -> None:
    publish("节水条例", validity="repealed", issued_on=date(2022, 1, 1))
    publish("节水条例", validity="in_force", issued_on=date(2012, 1, 1), light='{"title": "现行"}')
    assert titles("节水条例")[0] == "现行"


def test_among_equals_the_newer_one_comes_first(engine: str, publish: Publish) -> None:
    publish("节水通知", issued_on=date(2024, 1, 1), light='{"title": "新"}')
    publish("节水通知", issued_on=date(2012, 1, 1), light='{"title": "旧"}')
    assert titles("节水") == ["新", "旧"]


def test_tags_are_searched(engine: str, publish: Publish) -> None:
    publish("关于价格的通知", links={"tag": ["阶梯电价"]})
    assert titles("阶梯电价") == ["关于价格的通知"]


def test_sorting_by_date(engine: str, publish: Publish) -> None:
    publish("节水一", issued_on=date(2020, 1, 1))
    publish("节水二", issued_on=date(2022, 1, 1))
    publish("节水三", issued_on=date(2021, 1, 1))
    assert titles("节水", sort="newest") == ["节水二", "节水三", "节水一"]
    assert titles("节水", sort="oldest") == ["节水一", "节水三", "节水二"]


def test_filters_narrow_and_facets_count(engine: str, publish: Publish) -> None:
    publish("节水甲", links={"column": ["c1", "c2"], "topic": ["water"], "department": ["d1"]}, validity="in_force")
    publish("节水乙", links={"column": ["c1"], "topic": ["water"]}, issued_on=date(2019, 1, 1))
    publish("节水丙", type="news", validity="repealed")
    result = search("节水")
    counted = {name: {count.value: count.count for count in counts} for name, counts in result.facets.items()}
    assert counted == {
        "type": {"policy_document": 2, "news": 1},
        "column": {"c1": 2, "c2": 1},
        "topic": {"water": 2},
        "department": {"d1": 1},
        "year": {"2020": 2, "2019": 1},
        "validity": {"in_force": 1, "repealed": 1},
    }
    assert titles("节水", column="c2") == ["节水甲"]
    assert titles("节水", department="d1") == ["节水甲"]
    assert sorted(titles("节水", topic="water")) == ["节水乙", "节水甲"]
    assert titles("节水", year=2019) == ["节水乙"]
    assert titles("节水", type="news") == ["节水丙"]
    assert titles("节水", validity="repealed") == ["节水丙"]
    assert titles("节水", column="c1", year=2020) == ["节水甲"]


def test_the_year_of_an_undated_item_is_that_of_its_publication_in_china(engine: str, publish: Publish) -> None:
    publish("跨年通知", issued_on=None, published_at=datetime(2021, 12, 31, 17, tzinfo=UTC))
    assert titles("跨年", year=2022) == ["跨年通知"]


def test_each_language_is_searched_on_its_own(engine: str, publish: Publish) -> None:
    publish("节水条例")
    publish("Water saving regulation", locale="en")
    publish("ཆུ་གྲོན་ཆུང", locale="bo")
    assert titles("water", locale="en") == ["Water saving regulation"]
    assert titles("ཆུ་གྲོན", locale="bo") == ["ཆུ་གྲོན་ཆུང"]
    assert titles("water") == []


@pytest.mark.parametrize("query", ["", "   ", "!?。", "😀"])
def test_a_query_without_words_lists_what_the_filters_leave_newest_first(
    engine: str, publish: Publish, query: str
) -> None:
    publish("旧新闻", type="news", issued_on=date(2019, 1, 1))
    publish("新新闻", type="news", issued_on=date(2021, 1, 1))
    publish("节水条例")
    assert titles(query, type="news") == ["新新闻", "旧新闻"]
    assert search(query).total == 3


def test_pages_follow_one_another_without_gaps(engine: str, publish: Publish) -> None:
    for number in range(7):
        publish(f"节水通知第{number}期", issued_on=date(2020, 1, number + 1))
    pages = [titles("节水", page=page, limit=3) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert len({title for page in pages for title in page}) == 7
    assert search("节水", page=2, limit=3).total == 7


def test_no_query_breaks_anything(engine: str, publish: Publish) -> None:
    publish("节水条例", "节约用水")
    for query in HOSTILE:
        assert not search(query).limited, query
        suggest(query)


@pytest.mark.parametrize(
    "options",
    [
        {"q": "水" * 201},
        {"q": "水", "page": 0},
        {"q": "水", "limit": 0},
        {"q": "水", "limit": 101},
        {"q": "水", "page": 501, "limit": 20},
        {"q": "水", "sort": "best"},
        {"q": "水", "year": 0},
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_sentence(database_only: None, options: dict[str, object]) -> None:
    with pytest.raises(InvalidQuery, match=r"[\u4e00-\u9fff]+.*。$"):
        search(**options)  # type: ignore[arg-type] # invalid on purpose


def test_while_elasticsearch_is_down_the_database_answers(settings: LazySettings, publish: Publish, db: None) -> None:
    settings.ELASTICSEARCH_URL = ""
    publish("节水条例")
    settings.ELASTICSEARCH_URL = NOBODY
    result = search("节水")
    assert result.limited
    assert [hit.light["title"] for hit in result.hits] == ["节水条例"]


def test_found_words_are_marked_in_the_text_as_published(engine: str, publish: Publish) -> None:
    publish("節水<条例>", "第一条 为了节约用水,制定本条例。" + "其他。" * 100 + "第九条 鼓励節水器具。")
    (hit,) = search("节水").hits
    assert hit.highlights["title"] == ["<mark>節水</mark>&lt;条例&gt;"]
    assert "<mark>節水</mark>器具" in hit.highlights["text"][0]


@pytest.mark.parametrize("typed", ["节约", "节约用", "约用水", "jieyue", "jieyueyongsh", "jyys", "節約"])
def test_titles_complete_what_is_typed(database_only: None, publish: Publish, typed: str) -> None:
    publish("节约用水条例")
    publish("城市绿化办法")
    assert suggest(typed) == ["节约用水条例"]


def test_completions_begin_with_what_is_typed_before_they_contain_it(database_only: None, publish: Publish) -> None:
    publish("浙江省节水条例", issued_on=date(2023, 1, 1))
    publish("节水条例", issued_on=date(2010, 1, 1))
    publish("节水条例", issued_on=date(2011, 1, 1))
    assert suggest("节水") == ["节水条例", "浙江省节水条例"]
    assert suggest("节水", limit=1) == ["节水条例"]
    assert suggest("") == []


@pytest.mark.parametrize(("typed", "most"), [("节水", 4), ("节睡", 6), ("节睡通知", 6)])
def test_a_page_of_hits_costs_few_statements_however_many_there_are(
    database_only: None,
    publish: Publish,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    most: int,
) -> None:
    # As in production, the vocabulary is remembered for a while.
    monkeypatch.setattr("search.remembering.LOOK_AGAIN", 3600)
    for number in range(12):
        publish(f"节水通知第{number}期", links={"column": ["c1"]})
    search("其他")
    with django_assert_max_num_queries(most):
        result = search(typed)
    assert result.total == 12
    assert [(facet.value, facet.count) for facet in result.facets["column"]] == [("c1", 12)]
