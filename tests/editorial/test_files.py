"""Files of public pages are changed by a new version of the page, never in place."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from PIL import Image

from cms.content.gates import PublicationRefused
from cms.editorial.audit.models import Action, AuditEntry
from cms.editorial.files import objection_to_change
from pages.files import PortalDocument, PortalImage, present_image
from pages.models import PolicyAttachment, PolicyDocumentPage
from snippets.models import Library
from tests import factories
from tests.editorial.conftest import is_public

pytestmark = [pytest.mark.django_db, pytest.mark.gates]

WHO = ["column_editor", "publisher"]


def stored(office, title, name):
    """A document in the office's library."""
    file = ContentFile(b"%PDF-1.4 old", name=name)
    return PortalDocument.objects.create(title=title, file=file, collection=Library.of(office.department).collection)


def drawn(office):
    """An image in the office's library."""
    file = ImageFile(picture("red"), name="red.png")
    return PortalImage.objects.create(title="图", file=file, collection=Library.of(office.department).collection)


@pytest.fixture
def attached(office):
    """A document that a public page offers."""
    document = stored(office, "附表", "table.pdf")
    page = factories.policy(office.column, publish=False, title="实施意见")
    page.attachments = [PolicyAttachment(document=document)]
    factories.published(page)
    return document


def picture(colour: str) -> io.BytesIO:
    data = io.BytesIO()
    Image.new("RGB", (1200, 800), colour).save(data, "PNG")
    data.seek(0)
    return data


@pytest.fixture
def shown(office):
    """An image that a public page shows."""
    image = drawn(office)
    news = factories.news(office.column, publish=False, image=image, image_alternative_text="会场", title="动态")
    factories.published(news)
    return image


def replace(client, document, **fields):
    values = {"title": document.title, "collection": document.collection_id, "tags": ""} | fields
    return client.post(reverse("wagtaildocs:edit", args=[document.pk]), values, follow=True).content.decode()


def read(document) -> bytes:
    with PortalDocument.objects.get(pk=document.pk).open_file() as file:
        return file.read()


@pytest.mark.parametrize("role", WHO)
def test_the_file_of_a_public_page_is_not_replaced_and_the_attempt_is_recorded(client, office, attached, role):
    client.force_login(office.people[role])
    text = replace(client, attached, file=SimpleUploadedFile("new.pdf", b"%PDF-1.4 new"))
    assert "正由已公开的《实施意见》使用" in text
    assert "请上传新文件" in text
    assert read(attached) == b"%PDF-1.4 old"
    entry = AuditEntry.objects.get(action=Action.REFUSE)
    assert (entry.actor, entry.title) == (role, "附表")


def test_its_name_on_public_pages_stays_as_well(client, office, attached):
    client.force_login(office.people["column_editor"])
    assert "不能直接替换、改名" in replace(client, attached, title="改名")
    assert PortalDocument.objects.get(pk=attached.pk).title == "附表"


def test_what_the_public_does_not_see_may_be_changed(client, office, attached):
    client.force_login(office.people["column_editor"])
    replace(client, attached, tags="统计")
    assert [tag.name for tag in attached.tags.all()] == ["统计"]


def test_a_file_that_no_public_page_needs_is_replaced(client, office, attached):
    spare = stored(office, "草稿附件", "spare.pdf")
    client.force_login(office.people["column_editor"])
    replace(client, spare, file=SimpleUploadedFile("new.pdf", b"%PDF-1.4 new"))
    assert read(spare) == b"%PDF-1.4 new"


def test_a_file_is_free_again_when_its_page_is_withdrawn(client, office, attached):
    PolicyDocumentPage.objects.get().unpublish()
    client.force_login(office.people["column_editor"])
    replace(client, attached, file=SimpleUploadedFile("new.pdf", b"%PDF-1.4 new"))
    assert read(attached) == b"%PDF-1.4 new"


def test_a_file_that_was_replaced_after_its_review_does_not_become_public(client, office):
    document = stored(office, "附表", "table.pdf")
    page = office.draft()
    page.attachments = [PolicyAttachment(document=document)]
    page.save_revision(user=office.people["column_editor"])
    page = office.approve(office.submit(page))
    client.force_login(office.people["column_editor"])
    replace(client, document, file=SimpleUploadedFile("new.pdf", b"%PDF-1.4 new"))
    with pytest.raises(PublicationRefused, match="“附表”在保密审查之后被更换"):
        office.act(page, "publisher")
    page = office.act(page, "publisher", "reject", "附件被更换")
    page = office.submit_again(page)
    office.act(page, "publisher")
    assert is_public(page)


def test_a_file_replaced_while_its_page_was_withdrawn_is_reviewed_before_it_returns(client, office):
    image = drawn(office)
    news = office.reviewed("news", image=image, image_alternative_text="会场")
    news = office.act(news, "publisher")
    news.unpublish()
    client.force_login(office.people["column_editor"])
    values = {"title": "图", "collection": image.collection_id, "tags": "", "credit": ""}
    values["file"] = SimpleUploadedFile("blue.png", picture("blue").read())
    client.post(reverse("wagtailimages:edit", args=[image.pk]), values)
    with pytest.raises(PublicationRefused, match="“图”在保密审查之后被更换"):
        news.get_latest_revision().publish(user=office.people["publisher"])
    assert not is_public(news)


@pytest.mark.parametrize("way", ["one", "bulk"])
def test_a_file_in_the_body_of_a_public_page_is_not_deleted(client, admin_user, office, way):
    attached = stored(office, "附表", "table.pdf")
    block = {"type": "attachment", "value": {"document": attached.pk, "title": ""}}
    factories.notice(office.column, body=[block])
    client.force_login(admin_user)
    address = reverse("wagtaildocs:delete", args=[attached.pk])
    if way == "bulk":
        address = f"{reverse('wagtail_bulk_action', args=['pages', 'portaldocument', 'delete'])}?id={attached.pk}"
    text = client.post(address, follow=True).content.decode()
    assert "不能直接替换、改名或删除" in text
    assert PortalDocument.objects.filter(pk=attached.pk).exists()
    assert AuditEntry.objects.filter(action=Action.REFUSE, title="附表").count() == 1


def test_an_image_whose_first_publication_was_undone_is_protected_by_the_second(client, office):
    image = drawn(office)
    with transaction.atomic():
        present_image(image)
        transaction.set_rollback(True)
    news = factories.news(office.column, publish=False, image=image, image_alternative_text="会场", title="动态")
    factories.published(news)
    assert objection_to_change(PortalImage.objects.get(pk=image.pk))


def test_an_image_in_public_use_is_neither_replaced_nor_deleted(client, admin_user, office, shown):
    client.force_login(office.people["column_editor"])
    values = {"title": "新题", "collection": shown.collection_id, "tags": "", "credit": ""}
    files = {"file": SimpleUploadedFile("blue.png", picture("blue").read())}
    address = reverse("wagtailimages:edit", args=[shown.pk])
    assert "请上传新文件" in client.post(address, values | files, follow=True).content.decode()
    stored = PortalImage.objects.get(pk=shown.pk)
    assert stored.file_hash == shown.file_hash
    client.post(address, values, follow=True)
    assert PortalImage.objects.get(pk=shown.pk).title == "新题"
    client.force_login(admin_user)
    client.post(reverse("wagtailimages:delete", args=[shown.pk]))
    assert PortalImage.objects.filter(pk=shown.pk).exists()


def test_what_the_public_sees_is_not_changed_in_the_shell_either(office, attached, shown):
    attached.title = "改名"
    shown.credit = "别人"
    for file in (attached, shown):
        with pytest.raises(PublicationRefused, match="不能直接替换"):
            file.save()
    shown.refresh_from_db()
    shown.title = "库内名称"
    shown.save()


def test_what_was_made_of_a_replaced_image_is_gone(office):
    image = drawn(office)
    old, digest = image.get_rendition("width-960").url, image.get_file_hash()
    image.file = ImageFile(picture("blue"), name="blue.png")
    image.save()
    again = PortalImage.objects.get(pk=image.pk)
    assert not again.renditions.exists()
    assert again.file_hash not in {digest, ""}
    assert again.get_rendition("width-960").url != old


def test_the_reviewer_sees_what_becomes_public_with_the_page(client, office):
    document, image = stored(office, "附表", "table.pdf"), drawn(office)
    page = office.draft("news", image=image, image_alternative_text="会场")
    body = [{"type": "attachment", "value": {"document": document.pk, "title": ""}}]
    page = office.submit(office.change(page, body=body))
    client.force_login(office.people["secrecy_reviewer"])
    text = client.get(reverse("editorial_review", args=[page.pk])).content.decode()
    assert "随本页公开的文件和图片" in text
    for address in (document.url, image.get_rendition("width-960").url):
        assert f'href="{address}"' in text
        assert client.get(address).status_code == 200
