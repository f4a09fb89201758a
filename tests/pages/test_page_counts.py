"""A file tells how many pages a reader will download."""

import io
import re
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from docx import Document
from pypdf import PdfWriter

from pages.files import PortalDocument, present_file
from pages.uploads.documents import look
from pages.uploads.page_counts import MOST_XML


def pdf(pages: int) -> bytes:
    writer, file = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    writer.write(file)
    return file.getvalue()


def package(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return file.getvalue()


def office(kind: str, properties: str) -> bytes:
    return package(
        **{"[Content_Types]_xml": f"<Types>{kind}ml.{'presentation' if kind[0] == 'p' else 'sheet'}.main+xml</Types>"},
        docProps__app_xml=properties,
    )


def word(pages: int) -> bytes:
    file = io.BytesIO()
    document = Document()
    document.add_paragraph("正文")
    part = next(part for part in document.part.package.iter_parts() if part.partname == "/docProps/app.xml")
    part._blob = part.blob.replace(b"<Pages>1</Pages>", f"<Pages>{pages}</Pages>".encode())
    document.save(file)
    return file.getvalue()


OFD = package(
    OFD_xml='<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>'
    "</ofd:DocBody></ofd:OFD>",
    Doc_0__Document_xml='<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Pages><ofd:Page ID="1"/>'
    '<ofd:Page ID="2"/></ofd:Pages></ofd:Document>',
)


@pytest.mark.parametrize(
    ("content", "extension", "pages"),
    [
        (pdf(3), "pdf", 3),
        (word(12), "docx", 12),
        (OFD, "ofd", 2),
        (office("presentation", "<Properties><Slides>9</Slides></Properties>"), "pptx", 9),
        (office("spreadsheet", "<Properties/>"), "xlsx", None),
        (office("spreadsheet", "<Properties>" + " " * MOST_XML + "</Properties>"), "xlsx", None),
        (b"%PDF-1.4", "pdf", None),
        (b"not an archive", "docx", None),
        (pdf(3), "txt", None),
    ],
    ids=["pdf", "docx", "ofd", "pptx", "says nothing", "too large", "damaged pdf", "damaged docx", "text"],
)
def test_pages_are_counted_where_the_file_tells_them(content, extension, pages):
    found: dict = {}
    for more in look(io.BytesIO(content), extension):
        found |= more
    assert found.get("pages") == pages


@pytest.mark.django_db
def test_a_new_file_is_counted_again_and_a_new_title_is_not(monkeypatch):
    document = PortalDocument.objects.create(title="附表", file=ContentFile(pdf(3), "table.pdf"))
    assert present_file(document)["pages"] == 3
    document.file = ContentFile(pdf(5), "table.pdf")
    document.save()
    assert PortalDocument.objects.get().page_count == 5
    monkeypatch.setattr("pages.files.inspect_document", lambda *given: pytest.fail("read again"))
    document.title = "附表一"
    document.save()


@pytest.mark.django_db
def test_editors_see_how_many_pages_a_file_has(admin_client):
    document = PortalDocument.objects.create(title="附表", file=ContentFile(pdf(37), "table.pdf"))
    text = admin_client.get(reverse("wagtaildocs:edit", args=[document.pk])).content.decode()
    assert re.search(r"<dt>页数</dt>\s*<dd>37</dd>", text)
