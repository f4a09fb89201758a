"""The public learns what was changed after publication, in the editor's words."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from cms.content.models import Edition
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]


def test_the_note_stands_with_the_edition_that_was_replaced_and_is_used_once():
    page = factories.policy()
    page.title, page.change_note = "修订后的标题", "更正标题。"
    page.save_revision().publish()
    assert Edition.objects.get().note == "更正标题。"
    page.refresh_from_db()
    assert page.change_note == ""
    page.title = "再次修订"
    page.save_revision().publish()
    assert list(Edition.objects.values_list("number", "note")) == [(2, ""), (1, "更正标题。")]


def test_the_note_waits_with_the_draft_until_it_is_published():
    page = factories.policy()
    page.title, page.change_note = "修订后的标题", "更正标题。"
    revision = page.save_revision()
    assert type(page).objects.get(pk=page.pk).get_latest_revision_as_object().change_note == "更正标题。"
    revision.publish()
    assert type(page).objects.get(pk=page.pk).get_latest_revision_as_object().change_note == ""


def test_a_note_of_the_first_publication_is_not_kept_for_the_next():
    page = factories.policy(change_note="首次发布")
    page.title = "修订后的标题"
    page.save_revision().publish()
    assert Edition.objects.get().note == ""


def test_the_editor_finds_the_field_empty_after_the_publication(client):
    page = factories.policy()
    page.title, page.change_note = "修订后的标题", "更正标题。"
    page.save_revision().publish()
    client.force_login(User.objects.create_superuser("root"))
    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert 'name="change_note"' in form
    assert "更正标题。" not in form
