import pytest

from search import cutting, numbers


@pytest.mark.parametrize(
    "written",
    [
        "青发改办〔2017〕455号",
        "青发改办[2017]455号",
        "青发改办(2017)第455号",
        "青发改办【2017】455号",
        "青发改办2017年455号",
        "青发改办2017年第455号",
        "青发改办﹝2017﹞455 号",
        "请问青发改办〔2017〕455号",
    ],
)
def test_a_document_number_is_known_however_it_is_written(written: str) -> None:
    stored = numbers.keys("青发改办〔2017〕455号", "")
    assert "青发改办2017年455号" in stored
    assert set(numbers.asked(cutting.fold(written))) & set(stored)


@pytest.mark.parametrize(
    "written", ["国务院令第310号", "中华人民共和国国务院令310号", "國務院令第310號", "国务院令第三百一十号"]
)
def test_an_order_is_known_by_the_short_name_of_its_authority(written: str) -> None:
    stored = numbers.keys("中华人民共和国国务院令第310号", "")
    assert set(numbers.asked(cutting.fold(written))) & set(stored)


@pytest.mark.parametrize("written", ["QHDB11C499FDC7", "qhdb11c499fdc7", "QHDB-11C499-FDC7"])
def test_an_index_number_is_known_with_and_without_its_separators(written: str) -> None:
    assert set(numbers.asked(cutting.fold(written))) & set(numbers.keys("", "QHDB11C499FDC7"))


@pytest.mark.parametrize("query", ["第12号", "垃圾分类", "2017", "12345号"])
def test_what_names_no_authority_and_no_year_is_no_number(query: str) -> None:
    assert not [number for number in numbers.asked(query) if "号" in number]
