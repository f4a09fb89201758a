"""Lines that break a rule are refused by name, and keep out no other line."""

import csv
import gzip
from datetime import timedelta

import pytest
from django.utils import timezone

from pages.importing.reading import LONGEST_LINE, rows
from pages.importing.refusals import Refused
from pages.models import PolicyDocumentPage
from tests.importing.records import line, record, run, write_lines
from tests.pages import bombs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]

# A run may go on past midnight.
SOON = (timezone.localdate() + timedelta(days=2)).isoformat()
# What is wrong, the spoilt line, the field that the refusal names, words of the reason.
SPOILT = [
    ("broken JSON", line(record(900))[:-2], "", "JSON"),
    ("a line of something else", "索引号,标题".encode(), "", "JSON"),
    ("not an object", b'["QHFGW-2024-00900"]', "", "对象"),
    ("half a surrogate pair", line(record(900)).replace("第".encode(), b"\\ud800", 1), "", "JSON"),
    ("another encoding", line(record(900)).decode().encode("gb18030"), "", "UTF-8"),
    ("a line over 5 MB", line(record(900, summary="长" * 4_000_000)), "", "5 MB"),
    ("no index number", line(record(900, index_number="")), "index_number", "不能为空"),
    ("an index number too long", line(record(900, index_number="Q" * 61)), "index_number", "60"),
    ("no title", line({k: v for k, v in record(900).items() if k != "title"}), "title", "不能为空"),
    ("a blank title", line(record(900, title="   ")), "title", "不能为空"),
    ("a title that is a number", line(record(900, title=42)), "title", "文字"),
    ("a title of 256 characters", line(record(900, title="标" * 256)), "title", "255"),
    ("a control character", line(record(900, title="标\x00题")), "title", "控制字符"),
    ("an impossible day", line(record(900, date_issued="2024-02-30")), "date_issued", "日期"),
    ("a date in words", line(record(900, date_issued="去年三月")), "date_issued", "日期"),
    ("a date that is a number", line(record(900, date_issued=20240301)), "date_issued", "文字"),
    ("a date in the future", line(record(900, date_issued=SOON)), "date_issued", "晚于今天"),
    ("a publication in the future", line(record(900, date_published=SOON)), "date_published", "晚于今天"),
    ("published before it was written", line(record(900, date_published="2024-02-01")), "date_published", "早于"),
    ("an unknown attribute", line(record(900, disclosure="内部公开")), "disclosure", "主动公开、依申请公开、不予公开"),
    ("no attribute", line(record(900, disclosure=None)), "disclosure", "不能为空"),
    ("withheld without a reason", line(record(900, disclosure="不予公开")), "disclosure_reason", "理由"),
    ("an unknown validity", line(record(900, validity="作废")), "validity", "废止"),
    (
        "a document number of another form",
        line(record(900, document_number="青发改办[2024]9号")),
        "document_number",
        "〔",
    ),
    ("an unknown department", line(record(900, department="不存在处")), "department", "不存在处"),
    ("an unknown column", line(record(900, column="/nowhere/")), "column", "/nowhere/"),
    ("a topic that is too long", line(record(900, topic="题" * 101)), "topic", "100"),
    ("no body", line(record(900, body=None)), "body", "数组"),
    ("a body of text", line(record(900, body="第一条")), "body", "数组"),
    ("a body of texts", line(record(900, body=["第一条"])), "body", "type"),
    ("a body of unknown parts", line(record(900, body=[{"type": "table", "text": ""}])), "body", "type"),
    ("a body without words", line(record(900, body=[{"type": "paragraph"}])), "body", "text"),
]


@pytest.mark.parametrize(("spoilt", "field", "reason"), [entry[1:] for entry in SPOILT], ids=[e[0] for e in SPOILT])
def test_a_spoilt_line_is_refused_by_line_and_field_and_the_others_are_in(tmp_path, capsys, spoilt, field, reason):
    file = write_lines(tmp_path / "records.jsonl", [record(1), spoilt, record(2)])
    report = tmp_path / "report.csv"
    assert run(file, report=report) == 1
    with report.open(encoding="utf-8-sig") as opened:
        heading, *rows = csv.reader(opened)
    assert heading == ["文件", "行号", "字段", "原因"]
    assert [row[:3] for row in rows] == [["records.jsonl", "2", field]]
    assert reason in rows[0][3]
    assert f"records.jsonl 第 2 行 {field}".strip() in capsys.readouterr().err
    assert PolicyDocumentPage.objects.count() == 2


@pytest.mark.sqlite
def test_of_a_file_with_50_spoilt_lines_50_are_refused_and_the_rest_is_in(tmp_path):
    spoilt = [SPOILT[number % len(SPOILT)][1] for number in range(50)]
    lines = [record(number) for number in range(1, 201)]
    places = [4 * number + 3 for number in range(50)]
    for place, bad in zip(places, spoilt, strict=True):
        lines.insert(place - 1, bad)
    report = tmp_path / "report.csv"
    assert run(write_lines(tmp_path / "records.jsonl", lines), report=report) == 1
    with report.open(encoding="utf-8-sig") as opened:
        assert [int(row["行号"]) for row in csv.DictReader(opened)] == places
    assert PolicyDocumentPage.objects.filter(live=True).count() == 200


def test_the_second_line_of_an_index_number_is_refused(tmp_path, capsys):
    file = write_lines(tmp_path / "records.jsonl", [record(1), record(2), record(1, title="又一份")])
    assert run(file) == 1
    assert "第 3 行 index_number：与第 1 行重复" in capsys.readouterr().err
    assert not PolicyDocumentPage.objects.filter(title="又一份").exists()


def test_a_line_that_is_longer_than_memory_should_hold_is_never_held(tmp_path):
    from pages.importing.reading import rows

    file = tmp_path / "records.jsonl.gz"
    with gzip.open(file, "wb") as opened:
        opened.write(line(record(1)) + b"\n")
        for _ in range(20):
            opened.write(b" " * LONGEST_LINE)
        opened.write(b"\n" + line(record(2)) + b"\n")
    import tracemalloc

    tracemalloc.start()
    numbers = [row.number for row in rows(file)]
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert numbers == [1, 2, 3]
    assert peak < 4 * LONGEST_LINE


def test_a_compressed_file_that_ends_too_early_gives_what_can_be_read(tmp_path, capsys):
    file = tmp_path / "records.jsonl.gz"
    whole = gzip.compress(b"\n".join(line(record(number)) for number in range(1, 400)), compresslevel=0)
    file.write_bytes(whole[: len(whole) // 2])
    assert run(file) == 1
    assert "文件已损坏" in capsys.readouterr().err
    assert PolicyDocumentPage.objects.count() > 100


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (bombs.shared_string, "解压后异常庞大"),
        (bombs.laughs, "不是有效的 XLSX"),
        (lambda: bombs.workbook(sheet=b"<worksheet><sheetData><row><c><v>1"), "不是有效的 XLSX"),
        (lambda: bombs.flagged(method=77), "不是有效的 XLSX"),
        (lambda: bombs.flagged(flags=1), "不是有效的 XLSX"),
    ],
    ids=["swollen", "laughs", "half a sheet", "unknown compression", "password"],
)
def test_workbooks_that_cannot_be_read_are_refused(make, reason, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(make())
    *_before, last = rows(path)
    assert isinstance(last.data, Refused)
    assert reason in last.data.reason
