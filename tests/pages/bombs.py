"""Files that cost far more to read than to send, damaged ones, and ones that are not what their names say."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from openpyxl import Workbook
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from pages.demo.attachments import pdf
from tests.pages.word_files import official, repacked

MIB = 2**20
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def archive(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return target.getvalue()


def word(body: bytes) -> bytes:
    """A whole Word file with this body."""
    text = f"<w:document {W}><w:body>".encode() + body + b"</w:body></w:document>"
    return repacked(official().saved(), lambda name, part: text if name == "word/document.xml" else part)


def word_of(size: int) -> bytes:
    """One paragraph, again and again, up to so many bytes."""
    paragraph = b"<w:p><w:r><w:t>x</w:t></w:r></w:p>"
    return word(paragraph * (size // len(paragraph)))


def laughs() -> bytes:
    """A billion laughs (CVE-2003-1564)."""
    letters = "abcdefghij"
    entities = [f"&{inner};" * 10 for inner in letters]
    declared = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{value}">' for name, value in zip(letters[1:], entities, strict=False)
    )
    body = "<w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body>"
    text = f"<!DOCTYPE x [{declared}]><w:document {W}>{body}</w:document>"
    return repacked(official().saved(), lambda name, part: text.encode() if name == "word/document.xml" else part)


def workbook(**changed: bytes) -> bytes:
    """An empty workbook with other parts below xl/."""
    target = io.BytesIO()
    Workbook().save(target)
    parts = {"worksheets/sheet1": changed.pop("sheet", b"")} | changed
    whole = {f"xl/{name}.xml": part for name, part in parts.items()}
    return repacked(target.getvalue(), lambda name, part: None if name in whole else part, **whole)


def shared_string(length: int = 2_000_000) -> bytes:
    """Three thousand cells of one string."""
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    sheet += "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 3001))
    string = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1"><si><t>'
    return workbook(
        sheet=(sheet + "</sheetData></worksheet>").encode(),
        sharedStrings=(string + "水" * length + "</t></si></sst>").encode(),
    )


def endless_sheet() -> bytes:
    """One cell at each end of a sheet that claims all that a sheet can have."""
    return workbook(
        sheet=b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>'
    )


def shared_stream(pages: int = 50, operators: int = 400_000) -> bytes:
    """Pages that are all one stream of text."""
    writer, target = PdfWriter(), io.BytesIO()
    stream = DecodedStreamObject()
    stream.set_data(b"BT " + b"(x) Tj " * operators + b"ET")
    shared = writer._add_object(stream.flate_encode(9))
    for _ in range(pages):
        writer.add_blank_page(595, 842)[NameObject("/Contents")] = shared
    writer.write(target)
    return target.getvalue()


def tree_of_itself() -> bytes:
    """A PDF whose pages hold themselves, and claim to be a billion."""
    return (
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        b"2 0 obj\n<</Type/Pages/Count 999999999/Kids[2 0 R 2 0 R]>>\nendobj\n"
        b"trailer\n<</Root 1 0 R/Size 3>>\nstartxref\n0\n%%EOF"
    )


def locked() -> bytes:
    """A PDF that opens with a password only."""
    writer, target = PdfWriter(), io.BytesIO()
    writer.append(PdfReader(io.BytesIO(pdf("标题", ["正文"]))))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(target)
    return target.getvalue()


def lying() -> bytes:
    """Five megabytes that claim to be one thousand bytes."""
    content = archive({"a.bin": bytes(range(256)) * 20_000})
    return content.replace(struct.pack("<L", 256 * 20_000), struct.pack("<L", 1000))


def overlapping() -> bytes:
    """A thousand names for one part (Fifield 2019)."""
    content = archive({"a": bytes(MIB)})
    start = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    names = b"".join(content[start:end].replace(b"a", bytes([65 + n % 26]), 1) for n in range(1000))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(names), start, 0)
    return content[:start] + names + tail


def nested(depth: int = 5) -> bytes:
    """Archives in archives."""
    content = archive({"zeros": bytes(MIB)})
    for _ in range(depth):
        content = archive({f"{name}.zip": content for name in "ab"})
    return content


def flagged(flags: int = 0, method: int = 8) -> bytes:
    """A part that says of itself that it has a password, or a compression that nobody knows."""
    content = archive({"a.txt": b"text" * 100})
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(mark) + offset
        content = content[:at] + struct.pack("<2H", flags, method) + content[at + 4 :]
    return content


def spoilt() -> bytes:
    """An archive whose data nobody can inflate."""
    content = archive({"a.txt": bytes(range(256)) * 100})
    return content[:40] + b"\xff" * 60 + content[100:]


def picture(form: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "steelblue").save(target, form)
    return target.getvalue()


def endless_png(side: int = 50_000) -> bytes:
    """A PNG that would need gigabytes to be drawn."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">2L5B", side, side, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(100_000), 9)) + chunk(b"IEND", b"")


def film(form: str, frames: int = 1_500) -> bytes:
    """Very many frames."""
    target = io.BytesIO()
    pictures = [Image.new("L", (2, 2), n % 2 * 255) for n in range(frames)]
    pictures[0].save(target, form, save_all=True, append_images=pictures[1:], duration=20)
    return target.getvalue()


MACRO = "word/vbaProject.bin"
# Name of the file, how it is made, and what its refusal says.
REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "eight megabytes in a few": ("通知.docx", lambda: word_of(8 * MIB), "异常庞大"),
    "eighty megabytes": ("通知.docx", lambda: word_of(81 * MIB), "异常庞大"),
    "billion laughs": ("通知.docx", laughs, "不安全"),
    "macros": ("通知.docx", lambda: repacked(official().saved(), lambda name, part: part, **{MACRO: b"x"}), "宏"),
    "workbook as word": ("通知.docx", endless_sheet, "扩展名不符"),
    "shared string": ("表.xlsx", shared_string, "异常庞大"),
    "half an archive": ("通知.docx", lambda: official().saved()[:-500], "已损坏"),
    "lying": ("包.zip", lying, "已损坏"),
    "overlapping": ("包.zip", overlapping, "异常庞大"),
    "nested": ("包.zip", nested, "异常庞大"),
    "thousands of parts": ("包.zip", lambda: archive({str(n): b"" for n in range(10_001)}), "异常庞大"),
    "password": ("包.zip", lambda: flagged(flags=1), "密码"),
    "unknown compression": ("包.zip", lambda: flagged(method=77), "已损坏"),
    "spoilt": ("包.zip", spoilt, "已损坏"),
    "program": ("包.zip", lambda: archive({"说明.pdf.exe": b"MZ"}), "可执行程序"),
    "shared stream": ("计划.pdf", shared_stream, "异常庞大"),
    "locked": ("计划.pdf", locked, "密码"),
    "html": ("计划.pdf", lambda: b"<!DOCTYPE html><script>alert(1)</script>", "扩展名不符"),
    "html as text": ("说明.txt", "说明<script>alert(1)</script>".encode, "网页代码"),
    "binary as text": ("说明.csv", lambda: b"a,b\0c", "扩展名不符"),
    "nothing": ("说明.txt", lambda: b"", "空的"),
    "svg": ("视频.mp4", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "扩展名不符"),
    "old as new": ("表.xls", lambda: archive({"a.txt": b"x"}), "扩展名不符"),
    "spoilt compound": ("旧.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "已损坏"),
}
IMAGES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "endless": ("图.png", endless_png, "像素"),
    "film": ("图.gif", lambda: film("GIF"), "帧数"),
    "film in webp": ("图.webp", lambda: film("WEBP"), "帧数"),
    "another form": ("图.png", lambda: picture("TIFF"), "扩展名不符"),
    "renamed": ("图.png", lambda: picture("JPEG"), "扩展名不符"),
    "svg": ("图.png", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "扩展名不符"),
    "half": ("图.png", lambda: picture(size=(900, 900))[:-900], "已损坏"),
}


def half_characters() -> bytes:
    """A PDF whose font names half a character and NUL for what it shows."""
    table = b"""begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange
3 beginbfchar <0041> <D800> <0042> <0000> <0043> <6C34> endbfchar endcmap"""
    shown = b"BT /F 12 Tf 10 100 Td <004100420043> Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 99 99]/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(shown), shown),
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[7 0 R]>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(table), table),
        (
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/DW 500"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
        ),
    ]
    # Without a table of places: readers look for the objects themselves.
    body = b"".join(b"%d 0 obj%b endobj\n" % (number, each) for number, each in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Size 8/Root 1 0 R>>\nstartxref\n0\n%%EOF"
