"""Files are served only while public content names them."""

import io

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image

from pages.models import PolicyAttachment, PortalDocument, PortalImage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]


@pytest.fixture
def attachment() -> PortalDocument:
    return PortalDocument.objects.create(title="附件", file=ContentFile(b"%PDF-1.4 text", name="fujian.pdf"))


@pytest.fixture
def image() -> PortalImage:
    picture = io.BytesIO()
    Image.new("RGB", (1200, 800), "steelblue").save(picture, "JPEG")
    return PortalImage.objects.create(title="青海湖", file=ImageFile(picture, name="lake.jpg"))


def with_attachment(attachment: PortalDocument, **fields):
    document = factories.policy(publish=False, **fields)
    document.attachments.add(PolicyAttachment(document=attachment))
    document.save_revision().publish()
    document.refresh_from_db()
    return document


def test_a_file_that_nobody_published_is_not_found(client, attachment):
    assert client.get(attachment.url).status_code == 404


def test_an_attachment_is_served_while_its_document_is_public(client, attachment):
    document = with_attachment(attachment)
    answer = client.get(attachment.url)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 text"
    document.unpublish()
    assert client.get(attachment.url).status_code == 404


def test_an_attachment_of_a_document_that_is_not_disclosed_is_not_found(client, attachment):
    with_attachment(attachment, disclosure="on_request")
    assert client.get(attachment.url).status_code == 404


def test_a_draft_does_not_publish_its_new_attachment(client, attachment):
    document = factories.policy()
    document.attachments.add(PolicyAttachment(document=attachment))
    document.save_revision()
    assert client.get(attachment.url).status_code == 404


def test_an_attachment_that_two_documents_share_stays_while_one_is_public(client, attachment):
    first, _second = with_attachment(attachment), with_attachment(attachment)
    first.unpublish()
    assert client.get(attachment.url).status_code == 200


def test_an_attachment_that_a_correction_removes_is_no_longer_served(client, attachment):
    document = with_attachment(attachment)
    document.attachments.clear()
    document.save_revision().publish()
    assert client.get(attachment.url).status_code == 404


def test_a_file_linked_from_rich_text_is_served(client, attachment):
    text = f'<p><a linktype="document" id="{attachment.pk}">下载</a></p>'
    factories.policy(body=[{"type": "text", "value": text}])
    assert client.get(attachment.url).status_code == 200


def test_stored_files_are_not_served_by_their_name(client, attachment, image):
    with_attachment(attachment)
    factories.news(image=image, image_alternative_text="湖面")
    assert client.get(f"/media/{attachment.file.name}").status_code == 404
    assert client.get(f"/media/{image.file.name}").status_code == 404


def test_renditions_are_served_while_a_public_page_shows_them(client, image):
    page = factories.news(publish=False, image=image, image_alternative_text="湖面")
    url = image.get_rendition("fill-480x320").url
    assert client.get(url).status_code == 404
    page.save_revision().publish()
    assert client.get(url).status_code == 200
    page.refresh_from_db()
    page.unpublish()
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("path", ["../cms/settings/base.py", "..%2f..%2fetc/passwd", "images/", "images/none.jpg"])
def test_no_path_leads_out_of_the_media_folder(client, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_those_who_have_the_library_see_files_before_they_are_public(client, attachment):
    client.force_login(factories.person("column_editor"))
    assert client.get(attachment.url).status_code == 404
    client.force_login(factories.person("publisher"))
    answer = client.get(attachment.url)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


def test_signed_in_people_without_access_to_the_administration_see_public_files_only(client, attachment):
    client.force_login(get_user_model().objects.create_user("citizen"))
    assert client.get(attachment.url).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "content", "said"),
    [
        ("bytes=0-3", 206, b"%PDF", "bytes 0-3/13"),
        ("bytes=9-", 206, b"text", "bytes 9-12/13"),
        ("bytes=-4", 206, b"text", "bytes 9-12/13"),
        ("bytes=-99", 206, b"%PDF-1.4 text", "bytes 0-12/13"),
        ("bytes=9-99", 206, b"text", "bytes 9-12/13"),
        ("bytes=13-", 416, b"", "bytes */13"),
        ("bytes=-0", 416, b"", "bytes */13"),
        # What is no part that can be given alone is answered with the whole.
        ("", 200, b"%PDF-1.4 text", None),
        ("bytes=-", 200, b"%PDF-1.4 text", None),
        ("bytes=5-2", 200, b"%PDF-1.4 text", None),
        ("bytes=0-1,3-4", 200, b"%PDF-1.4 text", None),
        ("lines=0-1", 200, b"%PDF-1.4 text", None),
        ("bytes=" + "9" * 5000 + "-", 200, b"%PDF-1.4 text", None),
    ],
)
def test_players_ask_for_parts_of_a_file(client, attachment, asked, status, content, said):
    with_attachment(attachment)
    answer = client.get(attachment.url, headers={"range": asked})
    told = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert (answer.status_code, told, answer.get("Content-Range")) == (status, content, said)
    assert status == 416 or (answer["Accept-Ranges"], int(answer["Content-Length"])) == ("bytes", len(content))


def test_parts_of_a_file_that_has_changed_are_not_mixed(client, attachment):
    with_attachment(attachment)
    known = client.get(attachment.url)
    for name in ("ETag", "Last-Modified"):
        same = client.get(attachment.url, headers={"range": "bytes=0-3", "if-range": known[name]})
        assert same.status_code == 206
    assert client.get(attachment.url, headers={"range": "bytes=0-3", "if-range": '"other"'}).status_code == 200


def test_a_file_that_is_not_encoded_names_no_encoding(client, attachment, image):
    with_attachment(attachment)
    factories.news(image=image, image_alternative_text="湖面")
    for address in (attachment.url, image.get_rendition("fill-480x320").url):
        assert "Content-Encoding" not in client.get(address)
