"""Role × action × state, as one table for each kind of page: through the administration, the write API and in bulk."""

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.content.gates import PublicationRefused
from tests import factories
from tests.editorial.conftest import bearer, is_public

pytestmark = [pytest.mark.django_db, pytest.mark.gates]

# The columns of the tables, in this order.
ROLES = [
    "column_editor", "department_head", "secrecy_reviewer", "countersigner_research", "countersigner_legal",
    "publisher", "disclosure_office", "administrator", "auditor",
]  # fmt: skip


def draft(office, kind):
    documents = [factories.policy(office.column)] if kind == "interpretation" else []
    return office.draft(kind, *documents)


def under_review(office, kind):
    return office.submit(office.draft(kind))


def waiting(office, kind):
    return office.approve(office.submit(draft(office, kind)))


def public(office, kind):
    return office.act(waiting(office, kind), "publisher")


def public_column(office, kind):
    page = office.draft(kind)
    page.get_latest_revision().publish()
    return Page.objects.get(pk=page.pk).specific


def save(client, user, page):
    body = {"title": "改", "meta": {"type": page._meta.label}}
    address = f"/api/wagtail/v3/pages/{page.pk}/"
    return client.patch(address, body, content_type="application/json", headers=bearer(user)).status_code == 200


def publish(client, user, page):
    return act_by_api(client, user, page, "publish")


def publish_in_bulk(client, user, page):
    client.force_login(user)
    client.post(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?id={page.pk}")
    return is_public(page)


def publish_by_schedule(client, user, page):
    page.revisions.update(approved_go_live_at=timezone.now(), user=user)
    call_command("publish_scheduled")
    return is_public(page)


def unpublish(client, user, page):
    return act_by_api(client, user, page, "unpublish")


def unpublish_in_bulk(client, user, page):
    client.force_login(user)
    client.post(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'unpublish'])}?id={page.pk}")
    return not is_public(page)


def move(client, user, page):
    """To another column of the same department."""
    parent = page.get_parent().pk
    target = factories.column(slug="target", department=page.get_parent().specific.department)
    client.force_login(user)
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, target.pk]))
    return Page.objects.get(pk=page.pk).get_parent().pk != parent


def rename(client, user, page):
    """Change the address that the public or, of a draft, nobody knows yet."""
    body = {"slug": "renamed", "meta": {"type": page._meta.label}}
    address = f"/api/wagtail/v3/pages/{page.pk}/"
    client.patch(address, body, content_type="application/json", headers=bearer(user))
    return Page.objects.get(pk=page.pk).slug == "renamed"


def restrict(client, user, page):
    """Change who may read the page."""
    client.force_login(user)
    address = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
    client.post(address, {"restriction_type": "login", "password": "", "groups": []})
    return page.get_view_restrictions().exists()


def delete(client, user, page):
    client.force_login(user)
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    return not Page.objects.filter(pk=page.pk).exists()


def approve(client, user, page):
    task = page.current_workflow_task
    if task is None:
        return False
    try:
        task.on_action(page.current_workflow_task_state, user, "approve", comment="")
    except PublicationRefused:
        return False
    return True


def act_by_api(client, user, page, action):
    address = f"/api/wagtail/v3/pages/{page.pk}/actions/{action}/"
    return client.post(address, {}, content_type="application/json", headers=bearer(user)).status_code == 200


NOBODY = "---------"
WRITERS = "EH---PO--"
PUBLISHER = "-----P---"
EDITED: dict = {
    draft: {save: WRITERS, publish: NOBODY, publish_in_bulk: NOBODY, delete: WRITERS},
    public: {save: WRITERS, unpublish: PUBLISHER, delete: PUBLISHER},
}
TABLE = {
    "news": EDITED,
    "guide": EDITED,
    "simple": EDITED,
    "catalogue": EDITED,
    "interpretation": EDITED,
    "notice": {
        draft: {
            save: WRITERS,
            publish: NOBODY,
            publish_in_bulk: NOBODY,
            publish_by_schedule: NOBODY,
            delete: WRITERS,
            approve: NOBODY,
            rename: WRITERS,
            restrict: PUBLISHER,
        },
        under_review: {save: NOBODY, publish: NOBODY, publish_in_bulk: NOBODY, delete: NOBODY, approve: "-H-------"},
        waiting: {save: NOBODY, publish: PUBLISHER, publish_in_bulk: PUBLISHER, delete: NOBODY, approve: PUBLISHER},
        public: {
            save: WRITERS,
            unpublish: PUBLISHER,
            unpublish_in_bulk: PUBLISHER,
            delete: PUBLISHER,
            approve: NOBODY,
            move: PUBLISHER,
            rename: NOBODY,
            restrict: PUBLISHER,
        },
    },
    "policy": {
        draft: {save: WRITERS, publish: NOBODY, publish_in_bulk: NOBODY, delete: WRITERS, approve: NOBODY},
        public: {save: WRITERS, unpublish: PUBLISHER, delete: PUBLISHER, approve: NOBODY},
    },
    "column": {
        draft: {save: WRITERS, publish: PUBLISHER, publish_in_bulk: PUBLISHER, delete: WRITERS},
        public_column: {save: WRITERS, unpublish: PUBLISHER, delete: PUBLISHER},
    },
}
CASES = [(kind, state, action, marks) for kind, states in TABLE.items() for state, row in states.items()
         for action, marks in row.items()]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "state", "action", "marks"), CASES, ids=[f"{kind}-{s.__name__}-{a.__name__}" for kind, s, a, _ in CASES]
)
def test_every_role_may_do_what_the_table_says_and_nothing_else(client, office, kind, state, action, marks):
    page = state(office, kind)
    outcome = ""
    for role, mark in zip(ROLES, marks, strict=True):
        with transaction.atomic():
            done = action(client, office.people[role], Page.objects.get(pk=page.pk).specific)
            transaction.set_rollback(True)
        outcome += (mark if mark != "-" else "!") if done else "-"
    assert outcome == marks
