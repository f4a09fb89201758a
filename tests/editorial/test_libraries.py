"""Files belong to departments: who may do what with them, by every door (a table of roles and actions)."""

import io

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection

from cms.editorial.founding import establish_libraries
from cms.editorial.models.roles import RoleKey
from pages.files import PortalDocument, PortalImage
from pages.models import NoticePage, PolicyAttachment
from snippets.models import Department, Library
from tests import factories
from tests.editorial.conftest import bearer

pytestmark = [pytest.mark.django_db, pytest.mark.gates]

ROLES = list(RoleKey.values)
PLANTED = "昆仑内部资料"


def picture(colour: str = "red") -> io.BytesIO:
    data = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(data, "PNG")
    data.seek(0)
    return data


def document(collection, title=PLANTED, **fields):
    file = ContentFile(b"%PDF-1.4 secret", name="kunlun.pdf")
    return PortalDocument.objects.create(title=title, file=file, collection=collection, **fields)


def image(collection, title=PLANTED, **fields):
    file = ImageFile(picture(), name="kunlun.png")
    return PortalImage.objects.create(title=title, file=file, collection=collection, **fields)


MAKE = {"document": document, "image": image}


@pytest.fixture
def own(office):
    return Library.of(office.department).collection


@pytest.fixture
def foreign(office):
    return Library.of(factories.department("jiagechu", "价格处")).collection


@pytest.fixture
def common(office):
    return Library.of(None).collection


def app(file):
    return "wagtaildocs" if isinstance(file, PortalDocument) else "wagtailimages"


def url(file, name, *more):
    return reverse(f"{app(file)}:{name}", args=[file.pk, *more])


def api(file):
    return f"/api/wagtail/v3/{'documents' if isinstance(file, PortalDocument) else 'images'}/{file.pk}/"


def shows(response, file) -> bool:
    return response.status_code == 200 and file.title in response.content.decode()


def listed(client, user, file):
    client.force_login(user)
    return shows(client.get(reverse(f"{app(file)}:index")), file)


def searched(client, user, file):
    client.force_login(user)
    name = f"{app(file)}:index_results"
    return shows(client.get(reverse(name), {"q": file.title[:4], "layout": "list"}), file)


def opened(client, user, file):
    client.force_login(user)
    return shows(client.get(url(file, "edit")), file)


def usage(client, user, file):
    client.force_login(user)
    name = "document_usage" if isinstance(file, PortalDocument) else "image_usage"
    return shows(client.get(url(file, name)), file)


def chosen(client, user, file):
    """Offered by the chooser, found by its search, and handed over; all three or none."""
    client.force_login(user)
    name = f"{app(file)}_chooser"
    answers = [
        client.get(reverse(f"{name}:choose")),
        client.get(reverse(f"{name}:choose_results"), {"q": file.title[:4]}),
        client.get(reverse(f"{name}:chosen", args=[file.pk])),
        client.get(reverse(f"{name}:chosen_multiple"), {"id": file.pk}),
    ]
    texts = [str(answer.json()) if "json" in answer["Content-Type"] else answer.content.decode() for answer in answers]
    assert len({file.title in text for text in texts}) == 1, texts
    return file.title in texts[0]


def renamed(client, user, file):
    client.force_login(user)
    values = {"title": "改名", "collection": file.collection_id, "tags": "", "credit": ""}
    client.post(url(file, "edit"), values)
    return type(file).objects.get(pk=file.pk).title == "改名"


def replaced(client, user, file):
    client.force_login(user)
    upload = SimpleUploadedFile("new.pdf", b"%PDF-1.4 new")
    if isinstance(file, PortalImage):
        upload = SimpleUploadedFile("new.png", picture("blue").read())
    values = {"title": file.title, "collection": file.collection_id, "tags": "", "credit": "", "file": upload}
    client.post(url(file, "edit"), values)
    return type(file).objects.get(pk=file.pk).file.name != file.file.name


def renamed_in_list(client, user, file):
    client.force_login(user)
    prefix = f"{'doc' if isinstance(file, PortalDocument) else 'image'}-{file.pk}"
    values = {"title": "改名", "collection": file.collection_id, "tags": "", "credit": ""}
    client.post(url(file, "edit_multiple"), {f"{prefix}-{name}": value for name, value in values.items()})
    return type(file).objects.get(pk=file.pk).title == "改名"


def deleted(client, user, file):
    client.force_login(user)
    client.post(url(file, "delete"))
    return not type(file).objects.filter(pk=file.pk).exists()


def deleted_in_list(client, user, file):
    client.force_login(user)
    client.post(url(file, "delete_multiple"))
    return not type(file).objects.filter(pk=file.pk).exists()


def in_bulk(client, user, file, action, **data):
    client.force_login(user)
    address = reverse("wagtail_bulk_action", args=["pages", file._meta.model_name, action])
    client.post(f"{address}?id={file.pk}", data)
    return type(file).objects.filter(pk=file.pk).first()


def tagged_in_bulk(client, user, file):
    return bool(in_bulk(client, user, file, "add_tags", tags="词").tags.count())


def moved_in_bulk(client, user, file):
    """Into the common library or, of a common file, into one's own."""
    target = Library.of(factories.department() if file.collection_id == Library.of(None).collection_id else None)
    moved = in_bulk(client, user, file, "add_to_collection", collection=target.collection_id)
    return moved.collection_id == target.collection_id


def taken_in_bulk(client, user, file):
    """Into one's own library."""
    target = Library.of(factories.department()).collection_id
    return in_bulk(client, user, file, "add_to_collection", collection=target).collection_id == target


def deleted_in_bulk(client, user, file):
    return in_bulk(client, user, file, "delete") is None


def previewed(client, user, file):
    client.force_login(user)
    return isinstance(file, PortalImage) and client.get(url(file, "preview", "original")).status_code == 200


def read(client, user, file):
    """By its number, or by the name of a size."""
    client.force_login(user)
    address = file.url if isinstance(file, PortalDocument) else file.get_rendition("max-165x165").url
    answer = client.get(address)
    assert answer.status_code == 404 or answer["Cache-Control"] == "private, no-store"
    return answer.status_code == 200


def read_by_api(client, user, file):
    client.logout()
    one = client.get(api(file), headers=bearer(user))
    several = client.get(
        f"/api/wagtail/v3/{'documents' if app(file) == 'wagtaildocs' else 'images'}/?limit=20", headers=bearer(user)
    )
    assert (one.status_code == 200) == (file.title in str(several.json()))
    return one.status_code == 200


def renamed_by_api(client, user, file):
    client.logout()
    client.patch(api(file), {"title": "改名"}, content_type="application/json", headers=bearer(user))
    return type(file).objects.get(pk=file.pk).title == "改名"


def moved_by_api(client, user, file):
    client.logout()
    target = Library.of(factories.department()).collection_id
    body = {"collection_id": target}
    client.patch(api(file), body, content_type="application/json", headers=bearer(user))
    return type(file).objects.get(pk=file.pk).collection_id == target != file.collection_id


def deleted_by_api(client, user, file):
    client.logout()
    client.delete(api(file), headers=bearer(user))
    return not type(file).objects.filter(pk=file.pk).exists()


# Editor, head, secrecy reviewer, the two countersigners, publisher, disclosure office, the three members.
NOBODY, MEMBERS, OFFICES, EVERYBODY = "----------", "EH---PO---", "-----PO---", "EHSRLPODGA"
READERS = "--SRLPODGA"
CHANGED = [
    listed, searched, opened, usage, renamed, renamed_in_list, deleted, deleted_in_list, tagged_in_bulk,
    renamed_by_api, deleted_by_api,
]  # fmt: skip
SOME = [opened, renamed, deleted_by_api]
FOREIGN = dict.fromkeys(CHANGED, OFFICES) | {
    chosen: OFFICES, read: READERS, read_by_api: READERS, taken_in_bulk: OFFICES, moved_by_api: OFFICES,
    # The last ones, since the old file is gone although the row is put back.
    deleted_in_bulk: OFFICES, replaced: OFFICES,
}  # fmt: skip
COMMON = dict.fromkeys(SOME, "-----POD--") | {chosen: "EH---POD--", read: EVERYBODY, read_by_api: EVERYBODY}
TABLE = {
    ("own", "document"): dict.fromkeys(SOME, MEMBERS) | {chosen: MEMBERS, read: EVERYBODY, read_by_api: EVERYBODY},
    ("foreign", "document"): FOREIGN,
    ("foreign", "image"): {previewed: OFFICES} | FOREIGN,
    ("root", "document"): dict.fromkeys(SOME, OFFICES) | {chosen: OFFICES, read: READERS, read_by_api: READERS},
    ("common", "image"): COMMON | {moved_by_api: OFFICES},
}
LETTERS = "EHSRLPODGA"


@pytest.mark.parametrize(("place", "kind"), TABLE)
def test_every_role_may_do_what_the_table_says_and_nothing_else(client, office, own, foreign, common, place, kind):
    where = {"own": own, "foreign": foreign, "common": common, "root": Collection.get_first_root_node()}[place]
    file = MAKE[kind](where)
    outcome = {}
    for action in TABLE[place, kind]:
        marks = ""
        for role, letter in zip(ROLES, LETTERS, strict=True):
            user = User.objects.get(username=role)
            with transaction.atomic():
                marks += letter if action(client, user, type(file).objects.get(pk=file.pk)) else "-"
                transaction.set_rollback(True)
        outcome[action.__name__] = marks
    assert outcome == {action.__name__: marks for action, marks in TABLE[place, kind].items()}


def by_office(office, page):
    """The page as a draft that the publisher has saved."""
    page.save_revision(user=office.people["publisher"])
    return type(page).objects.get(pk=page.pk)


@pytest.mark.parametrize("kind", MAKE)
def test_what_stands_on_a_page_is_read_by_those_who_have_the_page(client, office, foreign, kind):
    file = MAKE[kind](foreign)
    page = factories.notice(office.column, publish=False)
    editor = office.people["column_editor"]
    assert not read(client, editor, file)
    name = {"document": "attachment", "image": "figure"}[kind]
    values = {"document": file.pk, "title": ""} if kind == "document" else {"image": file.pk, "alternative_text": "图"}
    page.body = [{"type": name, "value": values | ({"caption": ""} if kind == "image" else {})}]
    page = by_office(office, page)
    assert read(client, User.objects.get(pk=editor.pk), file)
    assert not renamed(client, User.objects.get(pk=editor.pk), file)
    page.delete()
    assert not read(client, User.objects.get(pk=editor.pk), file)


@pytest.mark.parametrize("role", ["publisher", "secrecy_reviewer", "security_administrator", "administrator"])
def test_files_of_a_withheld_document_are_seen_by_none_who_must_not_read_it(client, office, foreign, role):
    secret = PortalDocument.objects.create(
        title="不宜公开的附件", file=ContentFile(b"%PDF-1.4 x", name="s.pdf"), collection=foreign
    )
    column = factories.column(department=factories.department("jiagechu"))
    document = factories.policy(
        column, publish=False, title="内部文件", disclosure="withheld", disclosure_reason="条例第十四条"
    )
    document.attachments = [PolicyAttachment(document=secret)]
    document.save()
    document.save_revision()
    for reader, expected in ((office.people[role], 404), (office.people["disclosure_office"], 200)):
        client.force_login(User.objects.get(pk=reader.pk))
        assert client.get(secret.url).status_code == expected
        listed = "不宜公开的附件" in client.get(reverse("wagtaildocs:index")).content.decode()
        assert not (listed and expected == 404)


def test_what_only_the_draft_of_a_public_page_names_is_read_too(client, office, foreign):
    file = document(foreign)
    page = factories.published(factories.notice(office.column, publish=False))
    page = NoticePage.objects.get(pk=page.pk)
    page.body = [{"type": "attachment", "value": {"document": file.pk, "title": ""}}]
    by_office(office, page)
    assert read(client, office.people["column_editor"], file)


def test_what_is_public_may_be_used_by_all_and_changed_by_its_department(client, office, foreign):
    file = document(foreign)
    page = factories.policy(publish=False)
    page.attachments.add(PolicyAttachment(document=file))
    factories.published(page)
    editor = office.people["column_editor"]
    assert chosen(client, editor, file)
    assert read_by_api(client, User.objects.get(pk=editor.pk), file)
    assert not opened(client, User.objects.get(pk=editor.pk), file)
    client.logout()
    assert client.get(file.url).get("Cache-Control") != "private, no-store"


def forged(page, file):
    return {
        "title": page.title, "slug": page.slug, "summary": "", "source": "", "body-count": "1", "body-0-deleted": "",
        "body-0-order": "0", "body-0-type": "attachment", "body-0-id": "", "body-0-value-document": str(file.pk),
        "body-0-value-title": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip


@pytest.mark.parametrize("door", ["save", "save with a mistake", "preview", "method"])
def test_a_file_of_others_is_not_chosen_by_its_number(client, office, own, foreign, door):
    editor, page = office.people["column_editor"], factories.notice(office.column, publish=False)
    for file, allowed in ((document(foreign), False), (document(own, title="自己的"), True)):
        client.force_login(editor)
        values, answer = forged(page, file), None
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        if door == "save":
            answer = client.post(address, values, follow=True)
        elif door == "save with a mistake":
            answer = client.post(address, values | {"title": ""}, follow=True)
        elif door == "preview":
            address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
            client.post(address, values)
            answer = client.get(address)
        else:
            page.body = [{"type": "attachment", "value": {"document": file.pk, "title": ""}}]
            if not allowed:
                with pytest.raises(PermissionDenied):
                    page.save_revision(user=editor)
        assert answer is None or allowed or file.title not in answer.content.decode()
        if door == "save":
            latest = NoticePage.objects.get(pk=page.pk).get_latest_revision_as_object()
            assert ((PortalDocument, file.pk) in {each[1:] for each in latest.named_files()}) is allowed


def test_uploads_go_into_the_library_of_the_department(client, office, own, foreign):
    editor = office.people["column_editor"]
    client.force_login(editor)
    data = {"title": "新", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.4"), "tags": "", "collection": foreign.pk}
    client.post(reverse("wagtaildocs:add"), data)
    upload = {"title": "批量", "files[]": SimpleUploadedFile("b.pdf", b"%PDF-1.4"), "collection": foreign.pk}
    client.post(reverse("wagtaildocs:add_multiple"), upload)
    prefixed = {f"document-chooser-upload-{name}": value for name, value in data.items()}
    prefixed["document-chooser-upload-file"] = SimpleUploadedFile("c.pdf", b"%PDF-1.4")
    client.post(reverse("wagtaildocs_chooser:create"), prefixed)
    client.logout()
    sent = {"title": "接口", "file": SimpleUploadedFile("d.pdf", b"%PDF-1.4")}
    assert client.post("/api/wagtail/v3/documents/", sent, headers=bearer(editor)).status_code == 201
    sent = {"title": "越界", "file": SimpleUploadedFile("e.pdf", b"%PDF-1.4"), "collection_id": foreign.pk}
    client.post("/api/wagtail/v3/documents/", sent, headers=bearer(editor))
    assert not PortalDocument.objects.filter(collection=foreign).exists()
    assert PortalDocument.objects.filter(collection=own).count() >= 4


def test_the_form_offers_a_publisher_his_own_library_first(client, office, own, foreign):
    client.force_login(office.people["publisher"])
    form = client.get(reverse("wagtaildocs:add")).context["form"]
    assert form["collection"].value() == own.pk
    assert form.fields["collection"].label == "所属文件库"
    assert not form.fields["collection"].queryset.filter(depth=1).exists()


def test_libraries_are_made_and_named_with_their_departments(client, office):
    department = Department.objects.create(code="nengyuan", title="能源处")
    library = Library.of(department)
    assert library.collection.name == "能源处"
    department.title = "能源和气候处"
    department.save()
    assert Collection.objects.get(pk=library.collection_id).name == "能源和气候处"
    client.force_login(office.people["administrator"])
    client.post(reverse("wagtailadmin_collections:delete", args=[library.collection_id]))
    assert Collection.objects.filter(pk=library.collection_id).exists()


def test_an_older_portal_gets_libraries_and_its_files_move_there(office):
    known = factories.department()
    root = Collection.get_first_root_node()
    Library.objects.all().delete()
    mine = document(root, uploaded_by_user=office.people["column_editor"])
    nobodys = document(root, uploaded_by_user=None)
    establish_libraries()
    for file, where in ((mine, Library.of(known).collection), (nobodys, root)):
        file.refresh_from_db()
        assert file.collection == where
    assert Library.objects.count() == Department.objects.count() + 1
