"""The disclosure catalogue: searched, filtered, downloaded, and kept in its former editions."""

import csv
import io
import re

import pytest
from openpyxl import load_workbook

from tests import factories
from tests.website.everything import block, each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]

HOSTILE = '=HYPERLINK("https://evil.example","看")'


@pytest.fixture
def column():
    return factories.column(slug="c", title="公开目录", presentation="catalogue")


@pytest.fixture
def catalogue(column):
    areas = [
        block("area", {"title": "简政放权", "entries": each(
            factories.entry(item="权力清单", subject="法规处", fulfilled_by=column.pk),
            factories.entry(item="责任清单", subject="办公室", method="on_request"),
        )}),
        block("area", {"title": "价格", "entries": each(
            factories.entry(item="收费目录", content=HOSTILE, subject="价格处", legal_ground="价格法")
        )}),
    ]  # fmt: skip
    return factories.catalogue(column, slug="m", areas=areas)


def items(client, query=""):
    text = client.get(f"/c/m/{query}").content.decode()
    return [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r'<th scope="row">(.*?)</th>', text, re.DOTALL)]


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("", ["权力清单", "责任清单", "收费目录"]),
        ("?q=清单", ["权力清单", "责任清单"]),
        ("?q=价格法", ["收费目录"]),
        ("?q=清单 办公室", ["责任清单"]),
        ("?area=2", ["收费目录"]),
        ("?subject=法规处", ["权力清单"]),
        ("?method=on_request", ["责任清单"]),
        ("?q=没有的", []),
    ],
)
def test_citizens_search_and_filter_the_entries(client, catalogue, query, left):
    assert items(client, query) == left


def test_an_entry_leads_to_what_fulfils_it_while_that_is_public(client, catalogue, column):
    assert '<a href="/c/">权力清单</a>' in client.get("/c/m/").content.decode()
    other = factories.column(slug="other")
    catalogue.areas = [block("area", {"title": "价格", "entries": each(factories.entry(fulfilled_by=other.pk))})]
    catalogue.save_revision().publish()
    other.unpublish()
    assert "/other/" not in client.get("/c/m/").content.decode()


def test_a_catalogue_column_offers_the_areas_as_entrances(client, catalogue):
    text = client.get("/c/").content.decode()
    assert '<a href="/c/m/#area-2">价格</a>' in text


def test_the_csv_opens_in_excel_and_calculates_nothing(client, catalogue):
    answer = client.get("/c/m/catalogue.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="catalogue-\d{4}-\d\d-\d\d\.csv"', answer["Content-Disposition"])
    assert answer.content.startswith(b"\xef\xbb\xbf")
    heading, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert heading[:3] == ["领域", "公开事项", "公开内容"]
    assert [row[1] for row in rows] == ["权力清单", "责任清单", "收费目录"]
    assert rows[2][2] == "'" + HOSTILE
    assert rows[0][9] == "https://fgw.example.gov.cn/c/"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b"])
def test_no_beginning_of_a_formula_survives_in_csv(start):
    from cms.content.spreadsheets import inert

    assert inert(f"{start}1") == f"'{start}1"


def test_the_workbook_holds_text_only(client, catalogue):
    answer = client.get("/c/m/catalogue.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet.max_row == 4
    assert sheet.cell(4, 3).value == HOSTILE
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_a_changed_catalogue_keeps_its_former_edition_at_an_address_of_its_own(client, catalogue):
    catalogue.areas = [block("area", {"title": "价格", "entries": each(factories.entry(item="新的事项"))})]
    catalogue.save_revision().publish()
    assert items(client) == ["新的事项"]
    text = client.get("/c/m/").content.decode()
    assert 'href="/c/m/editions/1/"' in text
    former = client.get("/c/m/editions/1/").content.decode()
    assert "权力清单" in former
    assert "这是历史版本" in former
    assert 'content="noindex, follow"' in former


@pytest.mark.parametrize("address", ["/c/m/editions/9/", "/c/editions/1/", "/c/catalogue.csv", "/c/m/catalogue.pdf"])
def test_what_no_catalogue_has_is_not_found(client, catalogue, address):
    assert client.get(address).status_code == 404


def test_a_withdrawn_catalogue_takes_its_downloads_and_editions_with_it(client, catalogue):
    catalogue.title = "新目录"
    catalogue.save_revision().publish()
    catalogue.unpublish()
    for address in ("/c/m/catalogue.csv", "/c/m/editions/1/"):
        assert client.get(address).status_code == 404


def test_the_json_says_what_the_page_says_with_codes_and_addresses(client, catalogue):
    answer = client.get("/c/m/catalogue.json")
    assert answer["Content-Type"] == "application/json"
    told = answer.json()
    assert told["title"] == catalogue.title
    assert [area["title"] for area in told["areas"]] == ["简政放权", "价格"]
    entry = told["areas"][0]["entries"][0]
    assert entry["item"] == "权力清单"
    assert entry["method"] == {"code": "proactive", "title": "主动公开"}
    assert entry["url"] == "https://fgw.example.gov.cn/c/"
    assert told["areas"][1]["entries"][0]["url"] is None


class TestComparison:
    """The catalogue in two editions: as made, then changed."""

    @pytest.fixture
    def changed(self, catalogue):
        first, _second = catalogue.areas[0].value["entries"].bound_blocks
        kept = block("item", factories.entry(item="权力清单", time_limit="形成之日起 7 个工作日内")) | {"id": first.id}
        catalogue.areas = [
            block("area", {"title": "简政放权", "entries": [kept, *each(factories.entry(item="新的事项"))]}),
            block("area", {"title": "价格", "entries": each(
                factories.entry(item="收费目录", content=HOSTILE, subject="价格处", legal_ground="价格法")
            )}),
        ]  # fmt: skip
        catalogue.save_revision().publish()

    def sections(self, client, query=""):
        text = client.get(f"/c/m/editions/compare/{query}").content.decode()
        return {
            re.search(r"<h2>(\S+)", section)[1]: re.findall(r"<h3>(\S+)", section)
            for section in re.findall(r'<section class="changes">.*?</section>', text, re.DOTALL)
        }

    def test_entries_are_told_that_came_went_and_changed(self, client, changed):
        assert self.sections(client) == {
            "新增的事项": ["新的事项"],
            "删除的事项": ["责任清单"],
            "修改的事项": ["权力清单"],
        }

    def test_the_other_way_round_what_came_went(self, client, changed):
        told = self.sections(client, "?from=2&to=1")
        assert told["新增的事项"] == ["责任清单"]
        assert told["删除的事项"] == ["新的事项"]

    def test_in_a_changed_field_the_change_itself_is_marked_in_words_too(self, client, changed):
        text = client.get("/c/m/editions/compare/").content.decode()
        field = text[text.index("<h2>修改的事项") :]
        assert re.findall(r"<dt>([^<]*)</dt>", field) == ["公开时限"]
        assert re.search(r"<del><span[^>]*>（删去：</span>20<", field)
        assert re.search(r"<ins><span[^>]*>（增加：</span>7<", field)

    def test_an_entry_made_anew_under_its_old_name_has_not_changed(self, client, changed):
        assert "收费目录" not in str(self.sections(client))

    def test_editions_without_a_difference_say_so(self, client, changed, catalogue):
        assert "没有不同" in client.get("/c/m/editions/compare/?from=2&to=2").content.decode()

    def test_a_catalogue_with_one_edition_is_like_itself(self, client, catalogue):
        assert "没有不同" in client.get("/c/m/editions/compare/").content.decode()
        assert "版本比较" not in client.get("/c/m/").content.decode()

    def test_the_page_leads_to_it_and_robots_leave_it(self, client, changed):
        assert 'href="/c/m/editions/compare/"' in client.get("/c/m/").content.decode()
        assert 'content="noindex, follow"' in client.get("/c/m/editions/compare/").content.decode()

    @pytest.mark.parametrize("query", ["?from=9", "?to=x", "?from=-1", "?from=\uff11", "?to=99999999999999"])
    def test_editions_that_are_not_there_are_not_found(self, client, changed, query):
        assert client.get(f"/c/m/editions/compare/{query}").status_code == 404

    def test_it_costs_no_more_queries_than_any_page(self, client, changed, django_assert_max_num_queries):
        client.get("/c/m/editions/compare/")
        with django_assert_max_num_queries(6):
            client.get("/c/m/editions/compare/?from=1&to=2")
