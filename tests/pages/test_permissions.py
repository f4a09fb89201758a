"""Who may do what, as one table: through the administration and through the write API."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.models import APIToken

from cms.content.models import ContentItem
from pages.models import PolicyDocumentPage
from snippets.models import AgencyProfile, Department
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]

ROLES = ["nobody", "citizen", "column_editor", "publisher", "administrator"]


@pytest.fixture
def document() -> PolicyDocumentPage:
    column = factories.column(slug="column", department=factories.department())
    return factories.policy(column, slug="document")


def account(role: str) -> User | None:
    if role == "nobody":
        return None
    if role == "administrator":
        return get_user_model().objects.create_superuser(role)
    if role == "citizen":
        return get_user_model().objects.create_user(role)
    return factories.person(role, factories.department())


def open_editor(client: Client, document: PolicyDocumentPage) -> bool:
    return client.get(reverse("wagtailadmin_pages:edit", args=[document.pk])).status_code == 200


def add_page(client: Client, document: PolicyDocumentPage) -> bool:
    parent = document.get_parent()
    address = reverse("wagtailadmin_pages:add", args=["pages", "policydocumentpage", parent.pk])
    return client.get(address).status_code == 200


def unpublish(client: Client, document: PolicyDocumentPage) -> bool:
    client.post(reverse("wagtailadmin_pages:unpublish", args=[document.pk]))
    return not ContentItem.objects.get(page_id=document.pk).is_published


def delete(client: Client, document: PolicyDocumentPage) -> bool:
    client.post(reverse("wagtailadmin_pages:delete", args=[document.pk]))
    return not PolicyDocumentPage.objects.filter(pk=document.pk).exists()


def see_deliveries(client: Client, document: PolicyDocumentPage) -> bool:
    return client.get(reverse("deliveries:index")).status_code == 200


def change_profile(client: Client, document: PolicyDocumentPage) -> bool:
    site = AgencyProfile.objects.get().site_id
    address = reverse("wagtailsettings:edit", args=["snippets", "agencyprofile", site])
    return client.get(address).status_code == 200


def add_department(client: Client, document: PolicyDocumentPage) -> bool:
    values = {"title": "人事处", "code": "renshichu", "order": 1, "is_active": "on"}
    client.post(reverse("wagtailsnippets_snippets_department:add"), values)
    return Department.objects.filter(code="renshichu").exists()


# action × role, in the order of ROLES
TABLE: list[tuple[Callable[[Client, PolicyDocumentPage], bool], str]] = [
    (open_editor, "--ePA"),
    (add_page, "--ePA"),
    (unpublish, "---PA"),
    (delete, "---PA"),
    (see_deliveries, "---PA"),
    (change_profile, "----A"),
    (add_department, "----A"),
]
CASES = [(action, role, mark != "-") for action, marks in TABLE for role, mark in zip(ROLES, marks, strict=True)]


@pytest.mark.parametrize(
    ("action", "role", "allowed"), CASES, ids=[f"{role}-{action.__name__}" for action, role, _ in CASES]
)
def test_the_administration_allows_what_the_role_may(client, document, action, role, allowed):
    if user := account(role):
        client.force_login(user)
    assert action(client, document) is allowed


@pytest.mark.parametrize(
    ("role", "read", "publish"),
    [
        ("nobody", 401, 401),
        ("citizen", 401, 401),
        ("column_editor", 200, 403),
        ("publisher", 200, 200),
        ("administrator", 200, 200),
    ],
)
def test_the_write_api_allows_what_the_role_may(client, document, role, read, publish):
    document.unpublish()
    headers = {}
    if user := account(role):
        token = APIToken.generate_token()
        APIToken.objects.create(user=user, name="OA", key_hash=APIToken.hash_token(token), prefix=token[:12])
        headers = {"Authorization": f"Bearer {token}"}
    address = f"/api/wagtail/v3/pages/{document.pk}/"
    assert client.get(address, headers=headers).status_code == read
    assert client.post(f"{address}actions/publish/", headers=headers).status_code == publish
    assert ContentItem.objects.get(page_id=document.pk).is_published is (publish == 200)


@pytest.mark.parametrize("address", ["pages/", "sites/", "schema/", "openapi.json", "docs/", "images/", "documents/"])
def test_the_write_api_tells_nothing_to_strangers(client, document, address):
    answer = client.get(f"/api/wagtail/v3/{address}")
    assert answer.status_code in {401, 404}
    assert document.title not in answer.content.decode()


def test_an_administrator_signed_in_by_cookie_needs_a_token_all_the_same(client, document):
    client.force_login(account("administrator"))
    assert client.get("/api/wagtail/v3/pages/").status_code == 401
