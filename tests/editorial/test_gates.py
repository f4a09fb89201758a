"""What is not ready is refused by every way to the public, with all reasons at once, and the refusal is recorded."""

import logging
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, PageLogEntry, TaskState, WorkflowTask
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.content import gates
from cms.content.gates import PublicationRefused, by_system
from cms.editorial.models import CountersignTask, DepartmentReviewTask, SecrecyReviewTask
from pages.models import NoticePage, PolicyAttachment, PolicyDocumentPage, PortalDocument
from snippets.models import Library
from tests import factories
from tests.editorial.conftest import bearer, is_public

pytestmark = [pytest.mark.django_db, pytest.mark.gates]


def refusals(page) -> list[str]:
    entries = PageLogEntry.objects.filter(page=page.pk, action="editorial.refuse")
    return [reason for entry in entries for reason in entry.data["reasons"]]


def by_write_api(client, office, page):
    headers = bearer(office.people["publisher"])
    answer = client.post(f"/api/wagtail/v3/pages/{page.pk}/actions/publish/", headers=headers)
    assert answer.status_code == 403
    assert "保密审查" in answer.json()["detail"]


def by_editing_api(client, office, page):
    body = {"title": "改了再发", "meta": {"type": page._meta.label, "action": "publish"}}
    address = f"/api/wagtail/v3/pages/{page.pk}/"
    headers = bearer(office.people["publisher"])
    assert client.patch(address, body, content_type="application/json", headers=headers).status_code == 403


def by_page_editor(client, office, page):
    client.force_login(office.people["publisher"])
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = client.post(address, form_of(page) | {"action-publish": "1"}, follow=True)
    assert "保密审查" in answer.content.decode()


def by_bulk_action(client, office, page):
    client.force_login(office.people["publisher"])
    address = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?id={page.pk}"
    answer = client.post(address, {"include_descendants": ""}, follow=True)
    assert "保密审查" in answer.content.decode()


def by_schedule(client, office, page):
    page.revisions.update(approved_go_live_at=timezone.now())
    call_command("publish_scheduled")
    assert not page.revisions.exclude(approved_go_live_at=None).exists()


def by_code(client, office, page):
    with pytest.raises(PublicationRefused, match="保密审查"):
        page.get_latest_revision().publish(user=office.people["publisher"])


def form_of(page) -> dict[str, str]:
    fields = {"title": page.title, "slug": page.slug, "source": "青海省发展和改革委员会", "body": streamfield([])}
    return nested_form_data(fields | {"comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}})


WAYS = [by_write_api, by_editing_api, by_page_editor, by_bulk_action, by_schedule, by_code]


@pytest.mark.parametrize("way", WAYS)
def test_an_unreviewed_page_is_public_by_no_way(client, office, way):
    page = office.draft("notice")
    way(client, office, page)
    assert not NoticePage.objects.get(pk=page.pk).live
    assert not is_public(page)
    if way is not by_code:
        assert any("保密审查" in reason for reason in refusals(page))


@pytest.mark.parametrize("way", WAYS)
def test_what_was_edited_after_its_review_is_public_by_no_way(client, office, way):
    page = office.reviewed("notice")
    page.current_workflow_state.cancel()
    page = office.change(page, title="审后又改")
    way(client, office, page)
    assert not is_public(page)


@pytest.mark.parametrize("author", ["last editor", "owner", "nobody"])
def test_a_secrecy_review_by_an_author_opens_no_way_however_it_was_recorded(office, author):
    notice = office.reviewed("notice")
    revision = notice.get_latest_revision()
    authors = {"last editor": revision.user, "owner": office.people["countersigner_legal"], "nobody": None}
    type(notice).objects.filter(pk=notice.pk).update(owner=office.people["countersigner_legal"])
    reviews = TaskState.objects.filter(revision=revision, task__in=SecrecyReviewTask.objects.all())
    assert reviews.update(finished_by=authors[author])
    with pytest.raises(PublicationRefused, match="保密审查"):
        revision.publish()
    reviews.update(finished_by=office.people["secrecy_reviewer"])
    revision.publish()
    assert is_public(notice)


def test_what_the_publisher_has_returned_is_public_by_no_way(client, office):
    page = office.act(office.reviewed("notice"), "publisher", "reject", "附件不全")
    revision = page.get_latest_revision()
    (obstacle,) = gates.obstacles_to(revision.as_object(), revision, None)
    assert obstacle.message == "这一版本已在“发布”环节退回。"
    address = f"/api/wagtail/v3/pages/{page.pk}/actions/publish/"
    answer = client.post(address, headers=bearer(office.people["publisher"]))
    assert answer.status_code == 403
    assert "退回" in answer.json()["detail"]
    page.revisions.update(approved_go_live_at=timezone.now())
    call_command("publish_scheduled")
    assert not is_public(page)


@pytest.mark.parametrize(
    ("step", "kind"),
    [(DepartmentReviewTask, "notice"), (SecrecyReviewTask, "notice"), (CountersignTask, "interpretation")],
)
def test_a_workflow_without_a_step_that_the_rules_demand_leads_to_no_publication(office, step, kind):
    page = office.reviewed(kind, *([factories.policy(office.column)] if kind == "interpretation" else []))
    WorkflowTask.objects.filter(task__in=step.objects.all()[:1]).delete()
    revision = page.get_latest_revision()
    (obstacle,) = gates.obstacles_to(revision.as_object(), revision, None)
    assert obstacle.message == f"所在栏目的审签流程没有{step._meta.verbose_name}环节。"
    with pytest.raises(PublicationRefused, match="审签流程"):
        office.act(page, "publisher")


def test_reverting_to_an_unreviewed_revision_publishes_nothing(client, office):
    page = office.draft("notice", title="初稿")
    first = page.get_latest_revision()
    page = office.act(office.approve(office.submit(office.change(page, title="定稿"))), "publisher")
    headers = bearer(office.people["publisher"])
    address = f"/api/wagtail/v3/pages/{page.pk}/actions/"
    client.post(f"{address}revert/", {"revision_id": first.pk}, content_type="application/json", headers=headers)
    assert client.post(f"{address}publish/", headers=headers).status_code == 403
    with pytest.raises(PublicationRefused):
        first.publish()
    assert NoticePage.objects.get(pk=page.pk).title == "定稿"


def test_a_copy_is_a_new_page_and_is_not_kept_public(client, office):
    page = office.act(office.reviewed("notice"), "publisher")
    headers = bearer(office.people["publisher"])
    address = f"/api/wagtail/v3/pages/{page.pk}/actions/copy/"
    body = {"slug": "copy", "keep_live": True}
    answer = client.post(address, body, content_type="application/json", headers=headers)
    assert answer.status_code == 403
    assert "保密审查" in answer.json()["detail"]
    assert not NoticePage.objects.filter(slug="copy").exists()


def test_an_editor_makes_no_public_alias(client, office):
    page = office.act(office.reviewed("notice"), "publisher")
    headers = bearer(office.people["column_editor"])
    address = f"/api/wagtail/v3/pages/{page.pk}/actions/create_alias/"
    assert client.post(address, {}, content_type="application/json", headers=headers).status_code == 403


def test_a_translation_is_reviewed_like_any_page(office):
    page = office.act(office.reviewed("notice"), "publisher")
    english = Locale.objects.get(language_code="en")
    office.column.copy_for_translation(english)
    translation = page.copy_for_translation(english)
    with pytest.raises(PublicationRefused, match="保密审查"):
        translation.get_latest_revision().publish(user=office.people["publisher"])


def test_a_page_that_was_withdrawn_is_published_again_without_another_review(client, office):
    page = office.act(office.reviewed("notice"), "publisher")
    page.unpublish()
    headers = bearer(office.people["publisher"])
    assert client.post(f"/api/wagtail/v3/pages/{page.pk}/actions/publish/", headers=headers).status_code == 200
    assert is_public(page)


def test_columns_need_the_publishers_right_only(client, office):
    column = office.draft("column", slug="inner")
    headers = bearer(office.people["publisher"])
    assert client.post(f"/api/wagtail/v3/pages/{column.pk}/actions/publish/", headers=headers).status_code == 200


def broken_file(office):
    library = Library.of(office.department).collection
    document = PortalDocument.objects.create(title="附表", file=ContentFile(b"x", name="table.pdf"), collection=library)
    document.file.storage.delete(document.file.name)
    page = office.draft()
    page.attachments = [PolicyAttachment(document=document)]
    page.save_revision(user=office.people["column_editor"])
    return page


def damaged(office, **fields):
    """A document whose revision breaks a rule that forms would have kept, as an import or an old draft may."""
    page = office.draft()
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(user=office.people["column_editor"], clean=False)
    return page


CASES = [
    (lambda office: damaged(office, document_number="青发改455"), "document_number", "发文字号"),
    (lambda office: damaged(office, disclosure=""), "disclosure", "公开属性"),
    (lambda office: damaged(office, disclosure="withheld"), "disclosure_reason", "理由"),
    (lambda office: office.draft(is_normative=True), "legality_reviewer", "合法性审核"),
    (lambda office: office.draft(is_major_policy=True), "", "同步公开"),
    (broken_file, "attachments", "附表"),
    (lambda office: office.draft("notice", expire_at=timezone.now() - timedelta(hours=1)), "expire_at", "到期时间已过"),
    (lambda office: office.draft("interpretation", office.draft()), "interpreted_documents", "尚未公开"),
    (
        lambda office: office.draft(body=[{"type": "text", "value": '<embed embedtype="image" id="1" alt=""/>'}]),
        "body",
        "替代文字",
    ),
]


@pytest.mark.parametrize(("make", "field", "word"), CASES, ids=[word for _make, _field, word in CASES])
def test_everything_that_is_missing_is_said_at_once_with_its_place(office, make, field, word):
    page = make(office)
    revision = page.get_latest_revision()
    obstacles = gates.obstacles_to(revision.as_object(), revision, None)
    assert [str(each) for each in obstacles if each.field == field and word in str(each)]
    assert [each for each in obstacles if "保密审查" in each.message]


def test_the_system_publishes_by_name_and_the_name_is_recorded(office):
    page = office.draft("notice")
    with by_system("founding"):
        page.get_latest_revision().publish()
    entry = PageLogEntry.objects.get(page=page.pk, action="content.publish_by_system")
    assert entry.data["reason"] == "founding"


def test_no_request_passes_as_the_system():
    with gates.noting_refusals(), pytest.raises(RuntimeError), by_system("a request"):
        pass


def test_a_refusal_is_written_to_the_log(office, caplog, client):
    page = office.draft("notice")
    with caplog.at_level(logging.WARNING, logger="cms.editorial"):
        by_write_api(client, office, page)
    assert "refused to publisher" in caplog.text
    assert PolicyDocumentPage.objects.count() == 0
