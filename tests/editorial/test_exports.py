"""Every list that the administration exports can be opened in a spreadsheet, whatever strangers have written."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

import pytest
from django.contrib.auth.models import User
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from openpyxl import load_workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.contrib.redirects.models import Redirect

from cms.content.spreadsheets import inert, writable
from cms.editorial.audit.models import Action
from cms.editorial.audit.recording import record
from snippets.models import WordRule

pytestmark = pytest.mark.django_db

FORMULA = '=HYPERLINK("https://evil.example/","x")'
CONTROLS = "".join(map(chr, (*range(1, 9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)))


def exports() -> list[str]:
    """The addresses of all views of the administration that export and take no argument."""
    return sorted({address for address, view in _views(get_resolver(), "/") if _exports(view)})


def _views(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, object]]:
    for each in resolver.url_patterns:
        address = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _views(each, address)
        elif isinstance(each, URLPattern) and "<" not in address:
            yield address, each.callback


def _exports(view: object) -> bool:
    while wrapped := getattr(view, "__wrapped__", None):
        view = wrapped
    kind = getattr(view, "view_class", None)
    return bool(kind and issubclass(kind, SpreadsheetExportMixin))


@pytest.fixture
def hostile(office):
    """Words that a spreadsheet would calculate, and all characters that XML has no place for."""
    word = FORMULA + CONTROLS
    page = office.draft("policy", title=word)
    office.submit(page)
    User.objects.create_user(f"{FORMULA[:40]}\x1b", first_name=f"@{CONTROLS}", last_name=word[:40])
    record(Action.SIGN_IN_FAILED, title=f"-1+2\x1b[31m{word}", note=word)
    Redirect.objects.create(old_path="/alt", redirect_link=f"https://example.org/{FORMULA}")
    WordRule.objects.create(word=f"\t{FORMULA}"[:20], replacement="+1", note=f"\r{CONTROLS}", kind="forbidden")


def test_every_export_is_inert(client, hostile):
    client.force_login(User.objects.create_superuser("root"))
    found = exports()
    assert {reverse("audit_report"), reverse("wagtailadmin_reports:site_history"), "/admin/redirects/"} <= set(found)
    told = ""
    for address in found:
        answer = client.get(address, {"export": "csv"})
        if "csv" not in answer["Content-Type"]:
            continue
        text = b"".join(answer.streaming_content).decode()
        assert text.startswith("\ufeff"), address
        for cell in (cell for row in csv.reader(StringIO(text[1:])) for cell in row):
            assert cell == inert(cell), (address, cell)
        told += text
        workbook = load_workbook(BytesIO(b"".join(client.get(address, {"export": "xlsx"}).streaming_content)))
        cells = [cell for row in workbook.active.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type in "fe"], address
        told += " ".join(str(cell.value) for cell in cells)
    # Reports, users, redirects and words were among them, and a workbook shows what was written.
    assert told.count("'=HYPERLINK") > 4
    assert FORMULA in told


@pytest.mark.parametrize("start", [*"=+-@\t\r\n\uff1d\uff0b\uff0d\uff20", " =", "\x1b="])
def test_what_begins_like_a_formula_is_marked_as_text(start):
    assert inert(f"{start}1+1").startswith("'")


def test_what_no_workbook_can_hold_is_left_out():
    assert writable(f"甲{CONTROLS}\n\t乙") == "甲\n\t乙"
