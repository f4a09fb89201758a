"""Personal data is found in text and in files, and nothing else is taken for it."""

import gzip
import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from cms.editorial.checks import personal
from cms.editorial.checks.findings import Severity
from cms.editorial.checks.personal import is_bank_card, is_identity_number
from cms.editorial.checks.reading import PageText, Passage
from pages.models import NewsPage
from tests.editorial.checks.conftest import file
from tests.importing.records import real_records

# Made up: no such person was born, no such card was issued.
IDENTITY = "630102199001011236"
CARD = "6222020000000000003"


def identity(region: str, born: str, sequence: str = "123") -> str:
    """A number with the right checksum."""
    body = region + born + sequence
    total = sum(weight * int(digit) for weight, digit in zip(personal._WEIGHTS, body, strict=True))
    return body + "10X98765432"[total % 11]


def luhn(body: str) -> str:
    """The digits with the check digit that makes them pass."""
    return next(body + str(digit) for digit in range(10) if is_bank_card(body + str(digit)))


@pytest.mark.parametrize("number", [identity("630102", "19900101"), identity("110101", "20081231", "00" + "1")])
def test_numbers_of_the_right_form_are_identity_numbers(number):
    assert is_identity_number(number)
    assert is_identity_number(number.lower())


@pytest.mark.parametrize(
    "number",
    [
        identity("630102", "19900230"),
        identity("990102", "19900101"),
        identity("630102", "20990101"),
        identity("630102", "19900101")[:-1] + "?",
        "63010219900101123",
    ],
)
def test_other_numbers_are_not(number):
    assert not is_identity_number(number)


def test_a_wrong_checksum_is_no_identity_number():
    right = identity("630102", "19900101")
    assert not any(is_identity_number(right[:-1] + digit) for digit in "0123456789X" if digit != right[-1])


@pytest.mark.parametrize(
    "text",
    [
        "身份证号：{0}。",
        "（{0}）",
        "张某{0}于1990年出生",
        "{1}",
    ],
)
def test_identity_numbers_in_text_stop_the_publication_and_are_shown_masked(on_text, text):
    number = identity("630102", "19900101")
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number)
    [message] = on_text(personal.check, text.format(number, wide))
    assert number not in message
    assert number[-4:] in message


@pytest.mark.parametrize("text", ["卡号 {0}", "卡号 {1}"])
def test_bank_cards_are_found_with_and_without_spaces(on_text, text):
    card = luhn("622202000000123456")
    [message] = on_text(personal.check, text.format(card, " ".join(card[i : i + 4] for i in range(0, 19, 4))))
    assert "银行卡" in message


@pytest.mark.parametrize("text", ["联系人：李某 13997123456", "139-9712-3456", "+86 13997123456", "139 9712 3456。"])
def test_mobile_numbers_are_shown_for_the_editor_to_judge(on_text, text):
    [message] = on_text(personal.check, text)
    assert "手机号" in message
    [finding] = personal.check(PageText(NewsPage(), [Passage("a", "b", text)]))
    assert finding.severity == Severity.ADVICE


@pytest.mark.parametrize(
    "text",
    [
        "电话：0971-6305702，邮编 810008",
        "投资 13997123456.78 元",
        "统一社会信用代码 11630000015000185W",
        "项目代码 2018-630102-77-03-018455",
        "索引号 QHFGW-2017-00455，6222020000000000001",
        "共 139971234567 千瓦时",
        "1234 5678 9012 3456",
        "0000000000000000",
    ],
)
def test_other_numbers_are_left_alone(on_text, text):
    assert on_text(personal.check, text) == []


def workbook() -> bytes:
    book = Workbook()
    book.active.append(["姓名", "身份证号"])
    book.active.append(["张某", identity("630102", "19900101")])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def word() -> bytes:
    stream = BytesIO()
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    number = identity("630102", "19900101")
    with ZipFile(stream, "w") as archive:
        # Word cuts a number into runs as it pleases.
        runs = f"<w:r><w:t>{number[:7]}</w:t></w:r><w:r><w:t>{number[7:]}</w:t></w:r>"
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{name}"><w:body><w:p>{runs}</w:p></w:body></w:document>',
        )
    return stream.getvalue()


def pdf() -> bytes:
    """The smallest file that shows a line of text."""
    stream = f"BT /F1 12 Tf 50 700 Td ({identity('630102', '19900101')}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("名单.xlsx", workbook()),
        ("名单.docx", word()),
        ("名单.pdf", pdf()),
        ("名单.txt", f"张某，{identity('630102', '19900101')}".encode("gb18030")),
    ],
)
def test_identity_numbers_are_found_in_files(name, content):
    upload = file(name, content)
    page = NewsPage(title="标题", body=[{"type": "attachment", "value": {"document": upload.pk, "title": ""}}])
    [finding] = personal.check(PageText.of(page))
    assert finding.is_blocking
    assert name in finding.place


@pytest.mark.django_db
def test_identity_numbers_are_found_in_what_is_said_of_a_change():
    page = NewsPage(title="标题", change_note=f"删去张某（{identity('630102', '19900101')}）", body=[])
    [finding] = personal.check(PageText.of(page))
    assert (finding.where, finding.is_blocking) == ("change_note", True)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["坏.docx", "坏.xlsx", "坏.pdf", "图.png"])
def test_files_that_cannot_be_read_say_nothing(name):
    upload = file(name, b"\x00\x01 not what it says")
    page = NewsPage(title="标题", body=[{"type": "attachment", "value": {"document": upload.pk, "title": ""}}])
    assert personal.check(PageText.of(page)) == []


@pytest.mark.django_db
def test_no_statute_gives_a_false_alarm():
    alarms = []
    with gzip.open(real_records(), "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            passages = [Passage("body", "正文", part.get("text") or "") for part in record["body"]]
            text = PageText(NewsPage(), [Passage("title", "标题", record["title"]), *passages])
            alarms += [(record["title"], finding.message) for finding in personal.check(text)]
    assert alarms == []
