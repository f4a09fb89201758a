"""Files to download, written in code: a PDF with Chinese text, and a workbook."""

import io
import textwrap

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

A4 = (595, 842)
MARGIN, LEADING, SIZE, TITLE_SIZE = 72, 24, 12, 16
CHARACTERS_A_LINE = (A4[0] - 2 * MARGIN) // SIZE
LINES_A_PAGE = (A4[1] - 2 * MARGIN) // LEADING - 2
# The font, objects 3 to 6 of the file: not embedded, since every reader of PDF brings it or replaces it.
SONG = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R] >>",
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R /CIDSystemInfo 6 0 R >>",
    b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /Ascent 880 /StemV 93 >>",
    b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>",
)


def workbook(title: str, rows: list[list[str | float]]) -> bytes:
    """An XLSX file with one sheet: the first row is the heading of the table."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "清单"
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(rows[0]))
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=14), Alignment(horizontal="center")
    for row in rows:
        sheet.append(row)
    for cell in sheet[2]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EEF7")
    for number, cells in enumerate(zip(*rows, strict=True), 1):
        # A Chinese character is about two units wide.
        sheet.column_dimensions[get_column_letter(number)].width = 4 + 2 * max(len(str(cell)) for cell in cells)
    sheet.freeze_panes = "A3"
    stored = io.BytesIO()
    book.save(stored)
    return stored.getvalue()


def pdf(title: str, lines: list[str]) -> bytes:
    """A PDF of paragraphs, with the title as its heading and its name."""
    text = [part for line in lines for part in textwrap.wrap("\u3000\u3000" + line, CHARACTERS_A_LINE)]
    leaves = [text[start : start + LINES_A_PAGE] for start in range(0, len(text), LINES_A_PAGE)] or [[]]
    kids = " ".join(f"{7 + 2 * number} 0 R" for number in range(len(leaves)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (zh-CN) /ViewerPreferences << /DisplayDocTitle true >> >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(leaves)} >>".encode(),
        *SONG,
    ]
    for number, leaf in enumerate(leaves):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {A4[0]} {A4[1]}] /Contents {8 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        content = _leaf(title if number == 0 else "", leaf)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    objects.append(f"<< /Title <FEFF{title.encode('utf-16-be').hex()}> >>".encode())
    return _file(objects)


def _leaf(title: str, lines: list[str]) -> bytes:
    top = A4[1] - MARGIN
    written = [(title, TITLE_SIZE, (A4[0] - len(title) * TITLE_SIZE) // 2, top)] if title else []
    written += [(line, SIZE, MARGIN, top - LEADING * (2 + number)) for number, line in enumerate(lines)]
    return b"\n".join(
        f"BT /F1 {size} Tf {x} {y} Td <{line.encode('utf-16-be').hex()}> Tj ET".encode() for line, size, x, y in written
    )


def _file(objects: list[bytes]) -> bytes:
    """The objects, numbered from 1, with the cross-reference table; the first is the catalogue, the last the titles."""
    content, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>\nstartxref\n{len(content)}\n%%EOF\n"
    return content + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, trailer.encode())
