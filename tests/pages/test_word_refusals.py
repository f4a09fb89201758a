"""Files that are no Word documents, damaged or dangerous: a sentence for the editor, and never anything worse."""

import io
import random
import re
import time
import tracemalloc
import zipfile

import pytest
from PIL import Image

from pages.word.package import WordRefused
from pages.word.reading import read_word
from tests.pages.word_files import WordFile, official, repacked

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.fixture(scope="module")
def good() -> bytes:
    return official().saved()


def refusal(content: bytes) -> str:
    with pytest.raises(WordRefused) as refused:
        read_word(io.BytesIO(content))
    return str(refused.value)


def outcome(content: bytes) -> str:
    """The text of the document, or the sentence that refuses it; nothing else may happen."""
    try:
        return str(read_word(io.BytesIO(content)).blocks)
    except WordRefused as refused:
        return str(refused)


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    return repacked(content, lambda found, old: part if found == name else old)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "空的"),
        (OLE, "另存为 .docx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "取消密码"),
        (b"%PDF-1.7\n", "PDF"),
        (b"{\\rtf1 text}", "RTF"),
        (b"<html><body>text</body></html>", "另存为 .docx"),
        (b"PK\x03\x04 and no more", "已损坏"),
    ],
    ids=["empty", "doc or wps", "encrypted", "pdf", "rtf", "html", "half a zip"],
)
def test_other_files_are_told_apart(content, sentence):
    assert sentence in refusal(content)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_truncated_file_is_damaged(good, share):
    assert "已损坏" in refusal(good[: int(len(good) * share)])


def test_other_office_files_are_no_word_files(good):
    workbook = b"spreadsheetml.sheet.main+xml"
    content = repacked(good, lambda name, part: part.replace(b"wordprocessingml.document.main+xml", workbook))
    assert "不是 Word 文件" in refusal(content)


def test_macros_are_refused_by_their_part_and_by_their_type(good):
    assert "宏" in refusal(repacked(good, lambda name, part: part, **{"word/vbaProject.bin": b"x"}))
    named = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    assert "宏" in refusal(repacked(good, lambda name, part: part.replace(plain, named)))


@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/styles.xml", "word/numbering.xml", "[Content_Types].xml", "_rels/.rels"]
)
@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x SYSTEM "http://example.com/x.dtd">',
    ],
    ids=["outside entity", "billion laughs", "outside declaration"],
)
def test_declarations_in_xml_are_refused_unread(good, part, declaration):
    def change(name: str, content: bytes) -> bytes:
        return re.sub(rb"(<\?xml[^>]*\?>)?", rb"\1" + declaration, content, count=1) if name == part else content

    assert "不安全" in refusal(repacked(good, change))


def test_a_bomb_is_refused_before_it_is_unpacked(good):
    content = repacked(good, lambda name, part: part, **{"word/media/image1.png": bytes(150 * 2**20)})
    assert len(content) < 2**20
    tracemalloc.start()
    assert "异常庞大" in refusal(content)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20 * 2**20


def test_a_bomb_that_lies_about_its_size_is_refused_while_it_is_unpacked(good, settings):
    settings.WORD_IMPORT = settings.WORD_IMPORT | {"xml": 2**20}
    content = with_part(good, "word/document.xml", b"<a>" + bytes(range(32, 60)) * 80_000)
    assert "异常庞大" in refusal(content)
    # The sizes in the directory say little; in the parts themselves they are as they are.
    size = (80_000 * 28 + 3).to_bytes(4, "little")
    assert size in content
    assert refusal(content.replace(size, (1000).to_bytes(4, "little")))


def test_too_many_parts_are_refused(good):
    more = {f"word/media/{number}.png": b"" for number in range(3001)}
    assert "异常庞大" in refusal(repacked(good, lambda name, part: part, **more))


def test_a_file_beyond_the_limit_is_refused_with_the_limit(good):
    assert "20 MB" in refusal(good + bytes(20 * 2**20))


@pytest.mark.parametrize(
    "text",
    [
        b"no xml at all",
        b"<document/>",
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>',
    ],
)
def test_a_text_part_that_is_none_is_refused(good, text):
    assert refusal(with_part(good, "word/document.xml", text))


@pytest.mark.parametrize(
    "fragment",
    [
        '<w:p><w:r><w:footnoteReference w:id="77"/></w:r></w:p>',
        '<w:p><w:hyperlink r:id="rId777"><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>',
        "<w:p><w:r><w:sym/></w:r></w:p>",
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="x"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>',
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="900000000"/></w:tcPr><w:p/></w:tc></w:tr><w:tr/></w:tbl>',
    ],
    ids=["missing note", "missing link", "empty symbol", "no number", "endless table"],
)
def test_a_document_that_contradicts_itself_is_refused_or_read(fragment):
    file = WordFile()
    file.line("正文")
    file.raw(fragment)
    assert outcome(file.saved())


def test_a_document_nested_without_bottom_is_refused(good):
    deep = b"<w:smartTag>" * 5000 + b"</w:smartTag>" * 5000

    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"<w:body>", b"<w:body>" + deep) if name == "word/document.xml" else part

    assert refusal(repacked(good, change))


def test_no_damage_to_a_file_raises_anything_else(good):
    chance = random.Random(20171)
    for _ in range(150):
        content = bytearray(good)
        for _ in range(chance.randint(1, 30)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        assert outcome(bytes(content))


def test_no_damage_to_the_xml_raises_anything_else(good):
    chance = random.Random(20172)
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        text = archive.read("word/document.xml")
    tags = list(re.finditer(rb"<[^>]+/>|\"[^\"]*\"", text))
    for _ in range(60):
        content = text
        for found in sorted(chance.sample(tags, 5), key=lambda tag: -tag.start()):
            content = content[: found.start()] + (b'""' if found[0].startswith(b'"') else b"") + content[found.end() :]
        assert outcome(with_part(good, "word/document.xml", content))


def test_ten_megabytes_are_read_in_seconds_and_bounded_memory():
    file = WordFile()
    noise = random.Random(1)
    for number in range(10):
        for _ in range(200):
            file.line("　　各地区要认真贯彻执行，" * 12)
        image = io.BytesIO()
        Image.frombytes("RGB", (600, 580), noise.randbytes(600 * 580 * 3)).save(image, "PNG")
        file.document.add_picture(image)
        table = file.document.add_table(40, 6)
        for cell in table._cells:
            cell.text = f"{number}"
    content = file.saved()
    assert len(content) > 10 * 2**20
    tracemalloc.start()
    started = time.monotonic()
    word = read_word(io.BytesIO(content))
    seconds = time.monotonic() - started
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"{len(content) / 2**20:.1f} MB: {seconds:.1f} s traced, {most / 2**20:.0f} MB at most")
    assert len(word.pictures) == 10
    assert seconds < 60
    assert most < 250 * 2**20
