"""What is public in a department's column is so by that department, whichever door a page comes in by."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from cms.content.gates import PublicationRefused, by_system
from tests import factories
from tests.editorial.conftest import bearer, is_public

pytestmark = [pytest.mark.django_db, pytest.mark.gates]


@pytest.fixture
def foreign(office):
    """The column of another department."""
    return factories.column(slug="planning", department=factories.department("guihuachu", "规划处"))


@pytest.fixture
def public(office):
    """A page that the office has published, and nothing that was reviewed for another department."""
    return factories.published(office.draft("notice", title="本处公告"))


def move(client, user, page, target):
    client.force_login(user)
    return client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, target.pk]), follow=True)


def move_in_bulk(client, user, page, target):
    client.force_login(user)
    address = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'move'])}?id={page.pk}"
    return client.post(address, {"move_applied": "1", "chooser": target.pk}, follow=True)


def move_by_api(client, user, page, target):
    body = {"destination_id": target.pk, "position": "last-child"}
    address = f"/api/wagtail/v3/pages/{page.pk}/actions/move/"
    return client.post(address, body, content_type="application/json", headers=bearer(user))


def alias(client, user, page, target):
    client.force_login(user)
    body = {"new_title": page.title, "new_slug": "again", "new_parent_page": target.pk, "alias": "on"}
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), body, follow=True)


def copy_live(client, user, page, target):
    client.force_login(user)
    body = {"new_title": page.title, "new_slug": "again", "new_parent_page": target.pk, "publish_copies": "on"}
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), body, follow=True)


def alias_by_api(client, user, page, target):
    address = f"/api/wagtail/v3/pages/{page.pk}/actions/create_alias/"
    body = {"destination_id": target.pk, "slug": "again"}
    return client.post(address, body, content_type="application/json", headers=bearer(user))


DOORS = [move, move_in_bulk, move_by_api, alias, copy_live, alias_by_api]


@pytest.mark.parametrize("door", DOORS, ids=[door.__name__ for door in DOORS])
@pytest.mark.parametrize("who", ["publisher", "superuser"])
def test_a_public_page_does_not_come_into_another_departments_column(client, office, public, foreign, who, door):
    user = office.people["publisher"]
    user.is_superuser = who == "superuser"
    user.save()
    answer = door(client, user, public, foreign)
    assert not Page.objects.descendant_of(foreign).exists()
    assert Page.objects.child_of(office.column).filter(pk=public.pk).exists()
    assert is_public(public)
    if door is not copy_live:  # which has not been reviewed at all
        assert "其他处室的栏目" in answer.content.decode() or "规划处的栏目" in answer.content.decode()


@pytest.mark.parametrize("door", [move, move_in_bulk, move_by_api, alias, alias_by_api])
def test_within_the_department_it_does(client, office, public, door):
    inner = factories.column(office.column, slug="inner")
    door(client, office.people["publisher"], public, inner)
    assert Page.objects.child_of(inner).live().exists()


def test_a_column_takes_its_own_department_along_and_nobody_elses(office, public, foreign):
    inner = factories.column(office.column, slug="inner")
    factories.published(factories.notice(inner, publish=False))
    with pytest.raises(PublicationRefused, match="不能直接移到其他处室"):
        inner.move(foreign, "last-child")
    inner.department = office.department
    inner.save()
    type(inner).objects.get(pk=inner.pk).move(foreign, "last-child")
    assert Page.objects.child_of(foreign).filter(pk=inner.pk).exists()


def test_a_draft_that_was_moved_is_reviewed_by_its_new_department(client, office, foreign):
    draft = office.reviewed("notice")
    draft.current_workflow_state.cancel()
    move(client, office.people["publisher"], draft, foreign)
    draft = type(draft).objects.get(pk=draft.pk)
    assert draft.get_parent().pk == foreign.pk
    with pytest.raises(PublicationRefused, match="处室审核"):
        draft.get_latest_revision().publish(user=office.people["publisher"])


def test_an_alias_that_stands_elsewhere_is_not_published_with_its_source(office, foreign):
    draft = office.reviewed("notice")
    with by_system("test"):
        draft.create_alias(parent=foreign, update_slug="again")
    with pytest.raises(PublicationRefused, match="规划处的栏目"):
        office.act(draft, "publisher")
    assert not is_public(draft)


def test_an_alias_of_a_draft_is_not_made_there_either(office, foreign):
    draft = office.draft("notice")
    with pytest.raises(PublicationRefused, match="规划处的栏目"):
        draft.create_alias(parent=foreign, update_slug="again")


@pytest.fixture
def secret(office):
    """A document that is 不予公开, in a column below the office's."""
    column = factories.column(office.column, publish=False, title="子栏目")
    return factories.policy(column, publish=False, disclosure="withheld", disclosure_reason="条例第十四条")


@pytest.fixture
def outsider(foreign):
    """A publisher of the other department, who works in all columns and reads no secrets of others."""
    return factories.person("publisher", foreign.department)


@pytest.mark.parametrize("way", [move, move_in_bulk, move_by_api])
def test_what_one_does_not_read_is_not_moved_to_where_one_does(client, office, foreign, secret, outsider, way):
    way(client, outsider, secret.get_parent(), foreign)
    assert Page.objects.get(pk=secret.pk).is_descendant_of(office.column)
    way(client, factories.person("disclosure_office"), secret.get_parent(), foreign)
    assert Page.objects.get(pk=secret.pk).is_descendant_of(foreign)


def test_what_one_does_not_read_is_not_deleted_with_its_column(client, secret, outsider):
    client.force_login(outsider)
    client.post(reverse("wagtailadmin_pages:delete", args=[secret.get_parent().pk]), follow=True)
    assert Page.objects.filter(pk=secret.pk).exists()


@pytest.mark.usefixtures("secret")
@pytest.mark.parametrize("scheduled", [True, False])
def test_a_column_with_secrets_is_given_away_by_their_readers_only(office, foreign, outsider, scheduled):
    def given(user):
        column = type(office.column).objects.get(pk=office.column.pk)
        column.department = foreign.department
        column.save_revision(user=user).publish(user=None if scheduled else outsider)

    with pytest.raises(PublicationRefused, match="无权查看"):
        given(outsider)
    given(factories.person("disclosure_office"))
    assert type(office.column).objects.get(pk=office.column.pk).department == foreign.department
