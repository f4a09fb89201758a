"""Attempts around the rules: refused, and recorded with who tried what from where."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from cms.content.gates import PublicationRefused
from cms.editorial.audit.models import Action, Channel
from pages.models import NoticePage
from tests import factories
from tests.editorial.conftest import bearer, is_public
from tests.editorial.test_gates import by_bulk_action, by_editing_api, by_page_editor, by_schedule, by_write_api

pytestmark = [pytest.mark.django_db, pytest.mark.gates]

WAYS = [
    (by_write_api, Channel.WRITE_API, "publisher"),
    (by_editing_api, Channel.WRITE_API, "publisher"),
    (by_page_editor, Channel.ADMIN, "publisher"),
    (by_bulk_action, Channel.ADMIN, "publisher"),
    (by_schedule, Channel.SCHEDULE, ""),
]


@pytest.mark.parametrize(("way", "channel", "actor"), WAYS, ids=[way.__name__ for way, _channel, _actor in WAYS])
def test_a_refused_publication_is_recorded_once_although_it_is_undone(client, office, trail, way, channel, actor):
    page = office.draft("notice")
    way(client, office, page)
    (entry,) = trail(page, Action.REFUSE)
    assert "保密审查" in entry.note
    assert (entry.channel, entry.actor) == (channel, actor)
    assert not trail(action=Action.DENY)
    assert not trail(action=Action.PUBLISH)


@pytest.mark.parametrize(("way", "channel", "actor"), WAYS, ids=[way.__name__ for way, _channel, _actor in WAYS])
def test_publishing_what_was_edited_after_its_review_is_recorded(client, office, trail, way, channel, actor):
    page = office.reviewed("notice")
    page.current_workflow_state.cancel()
    page = office.change(page, title="审后又改")
    way(client, office, page)
    assert [entry.channel for entry in trail(page, Action.REFUSE)] == [channel]


def call(client, person, page, action, body):
    address = f"/api/wagtail/v3/pages/{page.pk}/actions/{action}/"
    return client.post(address, body, content_type="application/json", headers=bearer(person))


def test_reverting_to_an_unreviewed_revision_is_recorded_and_publishing_it_is_refused(client, office, trail):
    page = office.draft("notice", title="初稿")
    first = page.get_latest_revision()
    page = office.act(office.approve(office.submit(office.change(page, title="定稿"))), "publisher")
    call(client, office.people["publisher"], page, "revert", {"revision_id": first.pk})
    (entry,) = trail(page, Action.REVERT)
    assert {"field": "标题", "before": "定稿", "after": "初稿"} in entry.changes
    call(client, office.people["publisher"], page, "publish", {})
    assert "保密审查" in trail(page, Action.REFUSE)[0].note


def test_a_copy_that_would_be_public_is_recorded_although_it_is_gone(client, office, trail):
    page = office.act(office.reviewed("notice"), "publisher")
    call(client, office.people["publisher"], page, "copy", {"slug": "copy", "keep_live": True})
    (entry,) = trail(action=Action.REFUSE)
    assert "保密审查" in entry.note
    assert entry.title == page.title
    assert not NoticePage.objects.filter(slug="copy").exists()


def test_an_alias_by_an_editor_is_denied_and_recorded(client, office, trail):
    page = office.act(office.reviewed("notice"), "publisher")
    assert call(client, office.people["column_editor"], page, "create_alias", {}).status_code == 403
    (entry,) = trail(page, Action.DENY)
    assert (entry.actor, entry.channel) == ("column_editor", Channel.WRITE_API)
    assert f"POST /api/wagtail/v3/pages/{page.pk}/actions/create_alias/" in entry.note


def test_publishing_a_translation_without_review_is_recorded(client, office, trail):
    page = office.act(office.reviewed("notice"), "publisher")
    english = Locale.objects.get(language_code="en")
    office.column.copy_for_translation(english)
    translation = page.copy_for_translation(english)
    assert call(client, office.people["publisher"], translation, "publish", {}).status_code == 403
    assert "保密审查" in trail(translation, Action.REFUSE)[0].note


def test_moving_a_page_to_a_column_of_another_department_is_denied_and_recorded(client, office, trail):
    page = office.draft("notice")
    other = factories.column(title="财金", department=factories.department("caijin", "财金处"))
    client.force_login(office.people["column_editor"])
    address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, other.pk])
    client.post(address, {"new_slug": page.slug})
    assert NoticePage.objects.get(pk=page.pk).get_parent().pk == office.column.pk
    (entry,) = trail(page, Action.DENY)
    assert (entry.actor, entry.channel) == ("column_editor", Channel.ADMIN)
    assert address in entry.note


def test_moving_it_through_the_write_api_is_denied_and_recorded(client, office, trail):
    page = office.draft("notice")
    other = factories.column(title="财金", department=factories.department("caijin", "财金处"))
    answer = call(client, office.people["column_editor"], page, "move", {"destination_id": other.pk})
    assert answer.status_code == 403
    assert trail(page, Action.DENY)


def test_a_step_that_is_not_ones_own_is_refused_and_recorded(client, office, trail):
    page = office.submit(office.draft("notice"))
    client.force_login(office.people["auditor"])
    client.post(reverse("editorial_review", args=[page.pk]), {"action": "approve", "comment": ""})
    (entry,) = trail(page, Action.REFUSE)
    assert entry.actor == "auditor"
    assert "您不是" in entry.note or "须由" in entry.note


def test_of_a_joint_publication_that_is_refused_the_schedule_records_why(office, trail):
    document = office.reviewed(is_major_policy=True)
    document.get_latest_revision()
    document.revisions.update(approved_go_live_at=timezone.now())
    call_command("publish_scheduled")
    assert not is_public(document)
    assert "同步公开" in trail(document, Action.REFUSE)[0].note


def test_what_a_person_may_do_leaves_no_denial(client, office, trail):
    client.force_login(office.people["column_editor"])
    client.get(reverse("wagtailadmin_home"))
    client.get(reverse("wagtailadmin_explore", args=[office.column.pk]))
    client.post(reverse("wagtailadmin_logout"))
    assert not trail(action=Action.DENY)


def test_a_key_that_does_not_fit_is_recorded_and_no_key_is_not(client, trail):
    assert client.get("/api/wagtail/v3/pages/").status_code == 401
    assert not trail(action=Action.DENY)
    client.get("/api/wagtail/v3/pages/", headers={"Authorization": "Bearer guessed"})
    (entry,) = trail(action=Action.DENY)
    assert "令牌" in entry.note
    assert "guessed" not in entry.note


@pytest.mark.usefixtures("portal")
def test_code_cannot_publish_past_the_gates_either(office):
    with pytest.raises(PublicationRefused):
        office.draft("notice").get_latest_revision().publish()
