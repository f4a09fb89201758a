"""Editors import Word files: as a new draft, or in place of the body of one; by nobody else's leave than theirs."""

import json
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageLogEntry

from cms.content.models import ContentItem
from pages.models import (
    ColumnPage,
    InterpretationPage,
    NewsPage,
    NoticePage,
    PolicyDocumentPage,
    PortalDocument,
    PortalImage,
    SimplePage,
)
from snippets.models import Library
from tests import factories
from tests.pages.word_files import WordFile, official, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]


@pytest.fixture
def column() -> ColumnPage:
    return factories.column(department=factories.department())


@pytest.fixture
def editor(client: Client, column: ColumnPage) -> User:
    user = factories.person("column_editor", column.department)
    client.force_login(user)
    return user


def create(client: Client, parent: Page, content: bytes, kind: str = "policydocumentpage", **fields: str):
    data = {"kind": kind, "file": upload(content, fields.pop("name", "原稿.docx")), **fields}
    return client.post(reverse("word_new", args=[parent.pk]), data)


def replace(client: Client, page: Page, content: bytes, **fields: str):
    address = reverse("word_replace", args=[page.pk])
    return client.post(address, {"file": upload(content), "confirmed": "on", **fields})


def told(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def said(page: Page) -> str:
    page = Page.objects.get(pk=page.pk)
    return json.dumps(list(page.get_latest_revision_as_object().body.raw_data), ensure_ascii=False, default=dict)


def test_a_document_becomes_a_draft_with_its_record(client, column, editor):
    response = create(client, column, official().saved())
    page = PolicyDocumentPage.objects.get()
    assert response.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "已导入为草稿" in told(response)
    assert (page.title, page.document_number) == (
        "关于印发《全面推进政务公开工作实施意见》的通知",
        "青发改办〔2017〕455号",
    )
    assert (page.date_written, page.date_issued) == (date(2017, 9, 1), date(2017, 9, 4))
    assert page.issuing_authority == "青海省发展和改革委员会"
    assert (page.owner, page.department) == (editor, column.department)
    assert page.slug.startswith("guan-yu-yin-fa")
    assert page.index_number
    assert not page.live
    assert not ContentItem.objects.filter(page_id=page.pk).exists()
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize("model", [InterpretationPage, NewsPage, NoticePage, SimplePage])
def test_every_type_with_a_text_can_be_imported(client, column, editor, model):
    create(client, column, official().saved(), kind=model._meta.model_name)
    page = model.objects.get()
    assert "青发改办〔2017〕455号" in said(page)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_a_draft_can_be_published_as_it_came_but_for_what_only_people_decide(client, column, editor):
    create(client, column, official().saved())
    page = PolicyDocumentPage.objects.get()
    page.disclosure = "proactive"
    factories.published(page)
    document = json.loads(ContentItem.objects.get(page_id=page.pk).document)
    assert next(block["text"] for block in document["body"] if block["type"] == "heading") == "一、总体要求"


def test_two_imports_of_one_file_are_two_drafts(client, column, editor):
    for _ in range(3):
        create(client, column, official().saved())
    assert PolicyDocumentPage.objects.values("slug").distinct().count() == 3


def test_a_file_without_a_title_lends_its_name(client, column, editor):
    file = WordFile()
    file.line("一段话。")
    create(client, column, file.saved(), name="节能工作总结.docx")
    assert PolicyDocumentPage.objects.get().title == "节能工作总结"


def test_what_was_left_out_is_told_and_recorded(client, column, editor):
    file = official()
    paragraph = file.line("正文")
    for words in ("一", "二", "三"):
        file.document.add_comment(paragraph.runs[0], words, "某某")
    response = create(client, column, file.saved())
    assert "3 条批注未导入。" in told(response)
    entry = PageLogEntry.objects.get(action="word.import")
    assert entry.user == editor
    assert entry.data == {"file": "原稿.docx", "left_out": ["3 条批注未导入。"]}
    history = client.get(reverse("wagtailadmin_pages:history", args=[PolicyDocumentPage.objects.get().pk]))
    assert "从 Word 文件“原稿.docx”导入。3 条批注未导入。" in history.content.decode()


class TestPictures:
    def test_pictures_are_kept_in_the_collection_of_the_department_once(self, client, column, editor):
        file = official()
        file.picture("投资增长图")
        for _ in range(2):
            create(client, column, file.saved())
        image = PortalImage.objects.get()
        assert image.collection.name == "法规处"
        assert image.uploaded_by_user == editor
        figures = [
            block.value
            for page in PolicyDocumentPage.objects.all()
            for block in page.body
            if block.block_type == "figure"
        ]
        assert [(figure["image"], figure["alternative_text"]) for figure in figures] == [(image, "投资增长图")] * 2

    @pytest.mark.gates
    def test_a_picture_without_words_waits_for_its_editor(self, client, column, editor):
        file = official()
        file.picture()
        response = create(client, column, file.saved())
        assert "1 幅图片没有替代文字，发布前必须填写。" in told(response)
        editing = client.get(response.url)
        assert "图片缺少替代文字" in editing.content.decode()

    def test_who_may_not_add_pictures_imports_the_text_without_them(self, client, column, editor):
        editor.groups.get().collection_permissions.all().delete()
        file = official()
        file.picture("图")
        response = create(client, column, file.saved(), attach="on")
        assert "1 幅图片未导入：您没有添加图片的权限。" in told(response)
        assert "总体要求" in said(PolicyDocumentPage.objects.get())
        assert not PortalImage.objects.exists()
        assert not PortalDocument.objects.exists()

    def test_outside_every_department_the_common_library_takes_them(self, client):
        client.force_login(User.objects.create_superuser("root"))
        file = official()
        file.picture("图")
        create(client, factories.column(), file.saved())
        assert PortalImage.objects.get().collection == Library.of(None).collection


class TestAttachment:
    def test_the_file_is_an_attachment_of_a_document_if_wanted(self, client, column, editor):
        content = official().saved()
        create(client, column, content, attach="on")
        document = PolicyDocumentPage.objects.get().attachments.get().document
        assert document.file.read() == content
        assert document.filename.endswith(".docx")
        assert document.collection.name == "法规处"
        assert (document.title, document.file_size) == ("关于印发《全面推进政务公开工作实施意见》的通知", len(content))

    def test_other_pages_have_it_at_the_end_of_their_text(self, client, column, editor):
        create(client, column, official().saved(), kind="newspage", attach="on")
        last = NewsPage.objects.get().body[-1]
        assert last.block_type == "attachment"
        assert last.value["document"] == PortalDocument.objects.get()

    def test_otherwise_it_is_not_kept(self, client, column, editor):
        create(client, column, official().saved())
        assert not PortalDocument.objects.exists()


class TestReplacing:
    @pytest.fixture
    def draft(self, column: ColumnPage) -> PolicyDocumentPage:
        return factories.policy(column, publish=False, title="旧标题", body=[factories.paragraph("旧正文")])

    def test_the_body_gives_way_in_a_new_revision_and_the_old_one_stays(self, client, draft, editor):
        old = draft.latest_revision
        response = replace(client, draft, official().saved())
        assert response.url == reverse("wagtailadmin_pages:edit", args=[draft.pk])
        draft.refresh_from_db()
        assert "总体要求" in said(draft)
        assert "旧正文" not in said(draft)
        assert draft.latest_revision.user == editor
        assert "旧正文" in str(old.as_object().body)

    def test_other_fields_stay(self, client, draft, editor):
        replace(client, draft, official().saved())
        page = Page.objects.get(pk=draft.pk).get_latest_revision_as_object()
        assert (page.title, page.document_number, page.date_written) == ("旧标题", "", draft.date_written)

    def test_what_is_public_stays_as_it_is(self, client, column, editor):
        page = factories.policy(column, body=[factories.paragraph("公开的正文")])
        before = ContentItem.objects.get(page_id=page.pk).digest
        replace(client, page, official().saved())
        assert ContentItem.objects.get(page_id=page.pk).digest == before
        assert "总体要求" in said(page)
        assert "公开的正文" in str(PolicyDocumentPage.objects.get(pk=page.pk).body)

    def test_a_page_that_was_never_saved_as_a_revision_gets_one_of_its_old_state(self, client, draft, editor):
        draft.revisions.all().delete()
        PolicyDocumentPage.objects.filter(pk=draft.pk).update(latest_revision=None)
        replace(client, draft, official().saved())
        assert "旧正文" in str(draft.revisions.order_by("pk").first().as_object().body)

    def test_the_file_joins_the_attachments_of_the_draft(self, client, draft, editor):
        replace(client, draft, official().saved(), attach="on")
        page = Page.objects.get(pk=draft.pk).get_latest_revision_as_object()
        assert [each.document for each in page.attachments.all()] == [PortalDocument.objects.get()]

    def test_without_confirmation_nothing_happens(self, client, draft, editor):
        response = client.post(reverse("word_replace", args=[draft.pk]), {"file": upload(official().saved())})
        assert "请先确认替换正文。" in response.content.decode()
        assert "旧正文" in said(draft)

    def test_a_refused_file_changes_nothing(self, client, draft, editor):
        response = replace(client, draft, b"%PDF-1.7")
        assert response.status_code == 200
        assert "这是 PDF 文件" in response.content.decode()
        assert draft.revisions.count() == 1

    def test_a_page_under_review_is_not_touched(self, client, draft, editor):
        draft.get_workflow().start(draft, editor)
        assert replace(client, draft, official().saved()).status_code == 302
        assert "旧正文" in said(draft)
        assert draft.revisions.count() == 1


class TestRefusals:
    @pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
    def test_a_bad_file_is_refused_beside_its_field_and_nothing_is_stored(self, client, column, editor, content):
        response = create(client, column, content, attach="on")
        assert response.status_code == 200
        assert len(response.context["form"].errors["file"]) == 1
        assert not PolicyDocumentPage.objects.exists()
        assert not PortalDocument.objects.exists()

    def test_without_a_file_one_is_asked_for(self, client, column, editor):
        response = client.post(reverse("word_new", args=[column.pk]), {"kind": "newspage"})
        assert "请选择 .docx 文件。" in response.content.decode()

    def test_a_type_that_has_no_place_there_is_refused(self, client, column, editor):
        assert create(client, column, official().saved(), kind="homepage").status_code == 200
        assert create(client, column, official().saved(), kind="columnpage").status_code == 200
        assert Page.objects.child_of(column).count() == 0


ALLOWED = {"column_editor", "department_head", "publisher", "disclosure_office"}
ROLES = sorted(ALLOWED | {"secrecy_reviewer", "countersigner_legal", "administrator", "auditor"})


class TestPermissions:
    @pytest.mark.parametrize("role", ROLES)
    def test_who_may_write_pages_in_a_column_may_import_there(self, client, column, role):
        client.force_login(factories.person(role, column.department))
        draft = factories.notice(column, publish=False)
        create(client, column, official().saved())
        assert PolicyDocumentPage.objects.exists() is (role in ALLOWED)
        replace(client, draft, official().saved())
        assert ("总体要求" in said(draft)) is (role in ALLOWED)

    def test_nobody_imports_into_a_column_of_another_department(self, client, column):
        client.force_login(factories.person("column_editor", factories.department("caijin", "财金处")))
        draft = factories.notice(column, publish=False)
        for response in (create(client, column, official().saved()), replace(client, draft, official().saved())):
            # Of a draft of others he is told nothing; from a public column he is sent away.
            assert response.status_code == 404 or response.url == reverse("wagtailadmin_home")
        assert not PolicyDocumentPage.objects.exists()
        assert "总体要求" not in said(draft)

    def test_strangers_are_sent_to_sign_in(self, client, column):
        assert "/login/" in create(client, column, official().saved()).url

    def test_a_home_page_offers_what_stands_below_it_and_columns_are_not_replaced(self, client, column):
        client.force_login(User.objects.create_superuser("root"))
        home = client.get(reverse("word_new", args=[column.get_parent().pk]))
        assert [value for value, _label in home.context["form"].fields["kind"].choices] == ["simplepage"]
        assert replace(client, column, official().saved()).url == reverse("wagtailadmin_home")


class TestWays:
    """Editors find the import where they look for it."""

    def test_in_the_column_and_in_the_draft(self, client, column, editor):
        draft = factories.notice(column, publish=False)
        explorer = client.get(reverse("wagtailadmin_explore", args=[column.pk])).content.decode()
        assert reverse("word_new", args=[column.pk]) in explorer
        editing = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
        assert reverse("word_replace", args=[draft.pk]) in editing

    def test_where_the_type_of_a_new_page_is_chosen(self, client, column, editor):
        choosing = client.get(reverse("wagtailadmin_pages:add_subpage", args=[column.pk])).content.decode()
        assert reverse("word_new", args=[column.pk]) in choosing

    @pytest.mark.parametrize(("model", "offered"), [("noticepage", True), ("columnpage", False)])
    def test_where_a_new_page_is_written(self, client, column, editor, model, offered):
        address = reverse("wagtailadmin_pages:add", args=["pages", model, column.pk])
        link = f"{reverse('word_new', args=[column.pk])}?kind={model}"
        assert (link in client.get(address).content.decode()) is offered
        if offered:
            assert client.get(link).context["form"].initial["kind"] == model
