"""A document and its interpretation: public together, or not at all."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from cms.content.gates import PublicationRefused
from cms.content.models import ContentItem
from pages.models import InterpretationPage, PolicyDocumentPage
from tests.editorial.conftest import bearer, is_public

pytestmark = [pytest.mark.django_db, pytest.mark.gates]


@pytest.fixture
def pair(office):
    """A major policy and its interpretation; both only wait for their publication."""
    document = office.reviewed(is_major_policy=True)
    return document, office.reviewed("interpretation", document)


@pytest.mark.parametrize("first", [0, 1], ids=["by the document", "by the interpretation"])
def test_the_publishers_approval_makes_both_public(office, pair, first):
    office.act(pair[first], "publisher")
    assert all(is_public(page) for page in pair)
    sequences = [ContentItem.objects.get(page_id=page.pk).sequence for page in pair]
    assert abs(sequences[0] - sequences[1]) == 1
    for page in pair:
        assert office.trail(page)[-1] == ("发布", "approved", "publisher")
        assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish").count() == 1


def test_the_history_of_each_page_tells_of_the_joint_publication(client, office, pair):
    client.force_login(office.people["publisher"])
    client.post(reverse("editorial_review", args=[pair[0].pk]), {"action": "approve"})
    for page in pair:
        entries = client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).context["object_list"]
        assert "wagtail.publish" in [entry.action for entry in entries]


def test_a_document_does_not_go_before_its_interpretation(office):
    document = office.reviewed(is_major_policy=True)
    office.submit(office.draft("interpretation", document))
    with pytest.raises(PublicationRefused, match="同步公开"):
        office.act(document, "publisher")
    assert not is_public(document)
    assert PolicyDocumentPage.objects.get(pk=document.pk).current_workflow_task.name == "发布"


def test_an_interpretation_does_not_go_before_its_document(office):
    document = office.submit(office.draft())
    interpretation = office.reviewed("interpretation", document)
    with pytest.raises(PublicationRefused, match="尚未通过"):
        office.act(interpretation, "publisher")
    assert not is_public(interpretation)


def test_when_one_cannot_be_published_none_is(office, pair, monkeypatch):

    def fail(page):
        raise RuntimeError("power cut")

    monkeypatch.setattr(InterpretationPage, "present", fail)
    with pytest.raises(RuntimeError):
        office.act(pair[0], "publisher")
    for page in (type(page).objects.get(pk=page.pk) for page in pair):
        assert not page.live
        assert not is_public(page)
        assert page.current_workflow_task.name == "发布"


def test_withdrawing_the_document_withdraws_its_interpretation(client, office, pair):
    office.act(pair[0], "publisher")
    headers = bearer(office.people["publisher"])
    address = f"/api/wagtail/v3/pages/{pair[0].pk}/actions/unpublish/"
    assert client.post(address, {}, content_type="application/json", headers=headers).status_code == 200
    assert not any(is_public(page) for page in pair)


def scheduled(office, moments):
    document = office.reviewed(is_major_policy=True, go_live_at=moments[0])
    return document, office.reviewed("interpretation", document, go_live_at=moments[1])


def test_both_are_scheduled_and_become_public_at_the_same_moment(office):
    tomorrow = timezone.now().replace(microsecond=0) + timedelta(days=1)
    pair = scheduled(office, [tomorrow, tomorrow])
    office.act(pair[0], "publisher")
    assert Revision.page_revisions.filter(approved_go_live_at=tomorrow).count() == 2
    assert not any(is_public(page) for page in pair)
    past = timezone.now() - timedelta(minutes=1)
    for revision in Revision.page_revisions.exclude(approved_go_live_at=None):
        revision.content["go_live_at"] = past.isoformat()
        revision.approved_go_live_at = past
        revision.save()
    call_command("publish_scheduled")
    assert all(is_public(page) for page in pair)


def test_both_are_scheduled_for_one_moment(office):
    pair = scheduled(office, [timezone.now() + timedelta(days=days) for days in (1, 2)])
    with pytest.raises(PublicationRefused, match="定时发布时间不一致"):
        office.act(pair[0], "publisher")


def test_the_review_page_shows_what_goes_together_and_publishes_it(client, office, pair):
    client.force_login(office.people["publisher"])
    address = reverse("editorial_review", args=[pair[0].pk])
    text = client.get(address).content.decode()
    assert "联合发布" in text
    assert pair[1].title in text
    client.post(address, {"action": "approve", "comment": "同意公开"})
    assert all(is_public(page) for page in pair)


def test_the_review_page_tells_why_it_refuses(client, office):
    document = office.reviewed(is_major_policy=True)
    client.force_login(office.people["publisher"])
    address = reverse("editorial_review", args=[document.pk])
    answer = client.post(address, {"action": "approve", "comment": ""}, follow=True)
    assert "同步公开" in answer.content.decode()
    assert not is_public(document)
    assert PageLogEntry.objects.filter(page=document.pk, action="editorial.refuse").exists()
    client.force_login(office.people["auditor"])
    assert "您不是" in client.get(address).content.decode()
    assert client.post(address, {"action": "approve", "comment": ""}).status_code == 302
    assert PolicyDocumentPage.objects.get(pk=document.pk).workflow_in_progress
