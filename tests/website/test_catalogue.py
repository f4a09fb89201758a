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
    from cms.website.downloads import inert

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
