"""Drafts are readable for those with a token, and for a short time."""

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.content.models import Preview
from cms.content.models.preview import LIFETIME
from cms.content.reading import preview_document
from tests import factories
from tests.api.conftest import Get
from tests.api.test_errors import problem


def kept(page: Page, role: str = "column_editor") -> tuple[str, User]:
    """A token for the page as it is, and its maker, who works in the department of the page's column."""
    maker = factories.person(role, factories.department())
    return Preview.keep(preview_document(page), page, maker), maker


def own_draft(**fields: Any) -> Any:
    """A page that was never published, in the column of a department."""
    column = factories.column(department=factories.department())
    return factories.policy(column, publish=False, **{"title": "征求意见稿"} | fields)


def token() -> str:
    """A token for the draft of a page that was never published."""
    return kept(own_draft())[0]


def test_a_draft_is_shown_as_it_will_be(get: Get, portal: Any):
    made = token()
    answer = get(f"preview/{made}")
    assert answer.status_code == 200
    document = answer.json()
    assert document["title"] == "征求意见稿"
    assert document["url"].startswith("https://fgw.example.gov.cn/")
    assert document["links"]["breadcrumb"][-1]["title"] == "政策文件"
    assert "nodes" in get(f"preview/{made}", body="nodes").json()["body"][0]


def test_a_draft_is_never_kept_by_caches_or_search_engines(get: Get, portal: Any):
    answer = get(f"preview/{token()}")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "ETag" not in answer


def form(**fields: str) -> dict[str, Any]:
    """A notice as its form sends it."""
    values = {"title": "新公告", "slug": "new", "source": "办公室", "body": streamfield([])} | fields
    return nested_form_data(values | {"comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}})


def test_the_editors_preview_leads_to_the_draft(client: Client, portal: Any):
    draft = factories.notice(factories.column(department=factories.department()), publish=False)
    client.force_login(factories.person("column_editor", factories.department()))
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[draft.pk])
    client.post(address, form(slug=draft.slug, title="改过的标题"))
    answer = client.get(f"{address}?mode=api")
    assert answer.status_code == 302
    assert client.get(answer["Location"]).json()["title"] == "改过的标题"


def test_an_expired_token_is_refused_with_advice(get: Get, portal: Any):
    made = token()
    later = timezone.now() + LIFETIME + timedelta(seconds=1)
    with mock.patch("time.time", return_value=later.timestamp()):
        assert "已过期" in problem(get(f"preview/{made}"), 404)["detail"]


def test_a_forged_token_is_refused(get: Get, portal: Any):
    made = token()
    for forged in (made[:-1] + ("A" if made[-1] != "A" else "B"), signing.dumps(1, salt="other"), "1"):
        problem(get(f"preview/{forged}"), 404)


def test_a_token_gives_one_draft_only(get: Get, portal: Any):
    first = token()
    Preview.objects.all().delete()
    problem(get(f"preview/{first}"), 404)


def publish(page: Any, maker: User) -> None:
    page.save_revision().publish()


def publish_what_is_there(page: Any, maker: User) -> None:
    page.get_latest_revision().publish()


def save(page: Any, maker: User) -> None:
    page.save_revision()


def withdraw(page: Any, maker: User) -> None:
    page.unpublish()


def delete(page: Any, maker: User) -> None:
    Page.objects.get(pk=page.pk).delete()


def delete_with_column(page: Any, maker: User) -> None:
    page.get_parent().specific.delete()


def move_away(page: Any, maker: User) -> None:
    page.move(factories.column(slug="planning", department=factories.department("guihuachu", "规划处")), "last-child")


def end_account(page: Any, maker: User) -> None:
    User.objects.filter(pk=maker.pk).update(is_active=False)


def delete_account(page: Any, maker: User) -> None:
    maker.delete()


def take_role(page: Any, maker: User) -> None:
    maker.groups.clear()


def change_department(page: Any, maker: User) -> None:
    maker.membership.department = factories.department("guihuachu", "规划处")
    maker.membership.save()


ENDS = [
    publish, publish_what_is_there, save, delete, delete_with_column, move_away, end_account, delete_account, take_role,
    change_department,
]  # fmt: skip


@pytest.mark.parametrize("end", ENDS, ids=[end.__name__ for end in ENDS])
def test_a_token_ends_with_what_it_was_for(get: Get, portal: Any, end: Any):
    draft = own_draft()
    made, maker = kept(draft)
    assert get(f"preview/{made}").status_code == 200
    end(type(draft).objects.get(pk=draft.pk), maker)
    problem(get(f"preview/{made}"), 404)


def test_a_token_ends_with_the_withdrawal_of_a_public_page(get: Get, portal: Any):
    page = factories.policy(factories.column(slug="own", department=factories.department()), title="公开文件")
    made, _maker = kept(page)
    assert get(f"preview/{made}").status_code == 200
    withdraw(page, _maker)
    problem(get(f"preview/{made}"), 404)


def test_a_new_page_is_previewed_until_its_maker_saves_it(client: Client, get: Get, portal: Any):
    column = factories.column(slug="own", department=factories.department())
    client.force_login(factories.person("column_editor", factories.department()))
    place = ["pages", "noticepage", column.pk]
    address = reverse("wagtailadmin_pages:preview_on_add", args=place)
    assert client.post(address, form()).json()["is_valid"]
    made = client.get(f"{address}?mode=api")["Location"]
    assert client.get(made).json()["title"] == "新公告"
    client.post(reverse("wagtailadmin_pages:add", args=place), form())
    assert client.get(made).status_code == 404
