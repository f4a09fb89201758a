"""What no view can answer is refused in one place, in words: characters and numbers that no database holds."""

import json
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DataError
from django.test import Client
from django.urls import reverse
from wagtail.models import APIToken, Page, Site
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.http.input import Refused, refusal_of
from pages.models import NoticePage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("portal")]

MANY = "a=1&" * 1_100
WRITE_API = "/api/wagtail/v3/pages/"


def problem(answer: Any, status: int = 400) -> dict[str, Any]:
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content[:300]
    document: dict[str, Any] = json.loads(answer.content)
    assert document["status"] == status
    return document


@pytest.mark.parametrize(
    "address",
    [
        *(f"/search/?{name}=%00" for name in ("type", "column", "topic", "department", "year", "validity", "q")),
        "/search/?q=x%1b%5B31m", "/search/?%00=x", "/search/?q=a%0b", "/media/a%00.png", "/a%00/",
        "/documents/1/%0a.pdf", f"/search/?{MANY}", f"/?{MANY}", "/?page=" + "9" * 19, "/?page=-" + "9" * 40,
    ],
)  # fmt: skip
def test_people_are_told_on_a_page_that_their_request_cannot_be_read(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert "<h1>请求有误</h1>" in answer.content.decode()
    assert "Content-Security-Policy" in answer


@pytest.mark.parametrize(
    "address", ["/sitemap-9999999999999999.xml", f"/sitemap-{'9' * 30}.xml", f"/documents/{'9' * 30}/x"]
)
def test_an_address_with_a_number_that_nothing_has_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_page_speaks_the_language_of_the_address(client: Client) -> None:
    text = client.get("/en/search/?type=%00").content.decode()
    assert "<h1>Bad request</h1>" in text
    assert "type" in text
    assert "control characters" in text


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/api/v1/content?tag=a%00b", ["tag"]),
        ("/api/v1/search?q=%00&type=%1b", ["q", "type"]),
        ("/api/v1/changes?since=" + "9" * 19, ["since"]),
        (f"/api/v1/content?{MANY}", []),
        (f"{WRITE_API}?search=x%00", ["search"]),
        (f"{WRITE_API}?offset={10**21}", ["offset"]),
    ],
)
def test_machines_are_told_by_a_problem_document_that_names_the_parameters(
    client: Client, address: str, names: list[str]
) -> None:
    assert [error["parameter"] for error in problem(client.get(address)).get("errors", [])] == names


def test_what_people_may_look_for_is_answered(client: Client) -> None:
    for query in ("1" * 200, "%E8%8A%82%09%E6%B0%B4", "%0d%0a", "-" + "9" * 30):
        assert client.get(f"/search/?q={query}").status_code == 200
    assert client.get(f"/api/v1/search?q={'1' * 200}").status_code == 200


def test_pages_with_a_thousand_fields_can_be_saved(settings: Any) -> None:
    assert settings.DATA_UPLOAD_MAX_NUMBER_FIELDS == 10_000


@pytest.mark.parametrize(
    "error", [DataError("out of range"), OverflowError(), ValidationError("no"), ValueError("a NUL")]
)
def test_what_the_database_refuses_is_no_failure_of_the_server(client: Client, error: Exception) -> None:
    assert isinstance(refusal_of(error), Refused)
    with mock.patch("cms.website.views.search.find", side_effect=error):
        assert client.get("/search/?q=x").status_code == 400
    with mock.patch("cms.website.views.search.count_opened", side_effect=error):
        answer = client.post("/search/opened/", {"q": "x"})
    assert answer.status_code == 400
    assert "请返回上一页" in answer.content.decode()
    with mock.patch("search.query.search", side_effect=error):
        problem(client.get("/api/v1/search?q=x"))


def test_a_failure_that_names_what_was_asked_is_no_failure_of_the_server(client: Client, admin_client: Client) -> None:
    assert admin_client.get("/admin/choose-anchor-link/?parent_page_id=title").status_code == 400
    client.raise_request_exception = False
    with mock.patch("cms.website.views.search.find", side_effect=ValueError("invalid: 'title'")):
        assert client.get("/search/?q=title").status_code == 400
        assert client.get("/search/?q=another").status_code == 500


@pytest.mark.parametrize("cookie", ["x", r'"\000\000\000\000\000\000\000\000\000"', "a" * 33, "A" * 32])
def test_a_cookie_that_no_session_has_leads_to_no_look_into_the_database(
    client: Client, cookie: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert client.get(reverse("wagtailadmin_home"), headers={"Cookie": f"sessionid={cookie}"}).status_code == 302


@pytest.mark.parametrize("place", ["title", "text"])
def test_an_editors_text_with_nul_is_refused_at_its_field_and_comes_back(admin_client: Client, place: str) -> None:
    page = factories.notice(publish=False)
    nul = {place: "\0"}
    body = streamfield([("text", rich_text(f"<p>long text{nul.get('text', '')}</p>"))])
    values = {"title": f"新题{nul.get('title', '')}", "slug": page.slug, "source": "办公室", "body": body}
    form = nested_form_data(values | {"comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}})
    answer = admin_client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"body" if place == "text" else "title"}
    assert "long text" in answer.content.decode()
    assert Page.objects.get(pk=page.pk).latest_revision_id == page.latest_revision_id


class TestWriteAPI:
    @pytest.fixture
    def bearer(self, client: Client) -> Client:
        token = APIToken.generate_token()
        user = User.objects.create_superuser("machine")
        APIToken.objects.create(user=user, name="OA", key_hash=APIToken.hash_token(token), prefix=token[:12])
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    @pytest.mark.parametrize(
        ("address", "name"),
        [
            (WRITE_API, "titel"), (WRITE_API, "colour"), (f"{WRITE_API}1/", "offset"), (f"{WRITE_API}find/", "path"),
            (f"{WRITE_API}1/revisions/", "search"), ("/api/wagtail/v3/sites/", "hostname"), (WRITE_API, "pk"),
            ("/api/wagtail/v3/schema/", "x"), ("/api/wagtail/v3/images/", "nothing"), ("/api/wagtail/v3/whoami/", "x"),
        ],
    )  # fmt: skip
    def test_an_unknown_parameter_is_refused_with_those_that_are_known(
        self, bearer: Client, address: str, name: str
    ) -> None:
        document = problem(bearer.get(address, {name: "x"}))
        assert [error["parameter"] for error in document["errors"]] == [name]
        assert "可用的参数" in document["detail"]

    def test_also_of_a_call_that_writes(self, bearer: Client) -> None:
        answer = bearer.post(f"{WRITE_API}?publish=1", {"title": "x"}, content_type="application/json")
        assert "rich_text_format" in problem(answer)["errors"][0]["detail"]

    def test_known_parameters_are_answered(self, bearer: Client) -> None:
        notice = factories.notice(title="公告")
        query = {"type": "pages.NoticePage", "limit": 5, "order": "title", "title": "公告", "slug": notice.slug}
        answer = bearer.get(WRITE_API, query)
        assert [page["id"] for page in answer.json()["items"]] == [notice.pk]
        path = {"html_path": notice.get_url_parts()[2], "site": Site.objects.get().hostname}
        assert bearer.get(f"{WRITE_API}find/", path, follow=True).status_code == 200

    @pytest.mark.parametrize("body", [r'"\u0000"', r'"\\\u0000"', r'"\ud800"', r'"\udc00 \ud800\udc00"', '"\0"'])
    def test_text_that_no_database_holds_is_refused(self, bearer: Client, body: str) -> None:
        page = factories.notice()
        body = f'{{"title": {body}, "meta": {{"type": "pages.NoticePage"}}}}'
        problem(bearer.patch(f"{WRITE_API}{page.pk}/", body, content_type="application/json"))
        assert NoticePage.objects.get(pk=page.pk).latest_revision_id == page.latest_revision_id

    def test_text_that_only_looks_like_it_is_taken(self, bearer: Client) -> None:
        page = factories.notice()
        body = r'{"title": "\\u0000 \\\\ud800 \ud83d\ude00", "meta": {"type": "pages.NoticePage"}}'
        assert bearer.patch(f"{WRITE_API}{page.pk}/", body, content_type="application/json").status_code == 200
        assert Page.objects.get(pk=page.pk).get_latest_revision().content["title"] == r"\u0000 \\ud800 😀"

    @pytest.mark.parametrize("body", ["null", "[]", "1", "{", "[" * 9999])
    def test_a_body_that_is_no_object_is_refused(self, bearer: Client, body: str) -> None:
        problem(bearer.post(WRITE_API, body, content_type="application/json"))

    @pytest.mark.parametrize("action", ["copy", "create_alias", "move", "delete"])
    def test_the_root_page_stays_as_it_is(self, bearer: Client, action: str) -> None:
        root = Page.get_first_root_node().pk
        answer = bearer.post(f"{WRITE_API}{root}/actions/{action}/", {}, content_type="application/json")
        problem(answer, 403)

    def test_what_lacks_a_field_is_told_so(self, bearer: Client) -> None:
        meta = {"type": "pages.PolicyDocumentPage", "parent_id": factories.column().pk, "action": "publish"}
        body = {"title": "办法", "slug": "banfa", "meta": meta}
        answer = bearer.post(WRITE_API, body, content_type="application/json")
        assert "请填写成文日期" in problem(answer, 422)["errors"][0]["msg"]

    @pytest.mark.parametrize("address", [WRITE_API, "/api/wagtail/nothing/"])
    def test_every_refusal_is_a_problem_document(self, bearer: Client, address: str) -> None:
        problem(bearer.delete(address), 405 if address == WRITE_API else 404)
