"""Entity tags, conditional requests, HEAD, and the headers for caches and browsers."""

from datetime import UTC, datetime
from typing import Any

from django.test import Client
from django.utils.http import parse_http_date

from tests import factories
from tests.api.conftest import Get
from tests.api.world import World, key

CALLS = f"""content content/{key(202)} content?path=/zc/455/ content/{key(204)}/editions content/{key(204)}/editions/1
columns columns/{key(101)} site changes search?q=公开 suggest?q=公开 openapi.json""".split()


def test_every_answer_can_be_kept_and_asked_for_again(client: Client, known_world: World):
    for call in CALLS:
        answer = client.get(f"/api/v1/{call}")
        assert answer.status_code == 200, call
        assert answer["Cache-Control"] == "public, max-age=60, stale-if-error=86400"
        assert "Cookie" not in answer.get("Vary", "")
        assert int(answer["Content-Length"]) == len(answer.content)
        again = client.get(f"/api/v1/{call}", headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
        head = client.head(f"/api/v1/{call}")
        assert (head.status_code, head.content) == (200, b"")
        assert {name: head[name] for name in ("ETag", "Content-Length", "Content-Type")} == {
            name: answer[name] for name in ("ETag", "Content-Length", "Content-Type")
        }


def test_the_tag_begins_with_the_digest_and_the_date_is_the_items(get: Get, known_world: World):
    answer = get(f"content/{key(202)}")
    assert answer["ETag"].startswith(f'"{answer.json()["digest"]}-')
    moment = datetime.fromtimestamp(parse_http_date(answer["Last-Modified"]), UTC)
    assert moment == datetime.fromisoformat(answer.json()["updated_at"])


def test_a_known_tag_is_recognised_in_each_form(get: Get, known_world: World):
    tag = get("content")["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        assert get("content", headers={"If-None-Match": known}).status_code == 304, known
    assert get("content", headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_tag_changes_with_what_is_linked(get: Get, portal: Any):
    column = factories.column(portal)
    page = factories.policy(column)
    call = f"content/{page.translation_key}"
    tags = [get(call)["ETag"]]
    factories.news(column)
    tags.append(get(call)["ETag"])
    factories.interpretation(page)
    tags.append(get(call)["ETag"])
    column.title = "改名的栏目"
    column.save_revision().publish()
    tags.append(get(call)["ETag"])
    assert len(set(tags)) == 4
    assert len({tag.split("-")[0] for tag in tags}) == 1


def test_the_tag_names_the_form_of_the_body(get: Get, known_world: World):
    assert get(f"content/{key(202)}")["ETag"] != get(f"content/{key(202)}", body="nodes")["ETag"]


def test_errors_are_not_kept(get: Get, db: None):
    answer = get(f"content/{key(999)}")
    assert answer["Cache-Control"] == "no-cache"
    assert "ETag" not in answer


def test_head_of_an_error_has_no_content(client: Client, db: None):
    answer = client.head(f"/api/v1/content/{key(999)}")
    assert (answer.status_code, answer.content) == (404, b"")


def test_only_listed_origins_may_read_from_a_browser(get: Get, db: None, settings: Any):
    settings.CORS_ALLOWED_ORIGINS = ["https://h5.example.cn"]
    allowed = get("site", headers={"Origin": "https://h5.example.cn"})
    assert allowed["Access-Control-Allow-Origin"] == "https://h5.example.cn"
    assert "ETag" in allowed["Access-Control-Expose-Headers"]
    assert "origin" in allowed["Vary"]
    assert "Access-Control-Allow-Origin" not in get("site", headers={"Origin": "https://elsewhere.example.cn"})


def test_a_browser_is_told_beforehand_what_it_may_do(client: Client, settings: Any):
    settings.CORS_ALLOWED_ORIGINS = ["https://h5.example.cn"]
    headers = {"Origin": "https://h5.example.cn", "Access-Control-Request-Method": "GET"}
    answer = client.options("/api/v1/content", headers=headers)
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Origin" not in client.options(
        "/api/v1/content", headers=headers | {"Origin": "https://elsewhere.example.cn"}
    )


def test_requests_start_no_session_and_set_no_cookie(get: Get, known_world: World):
    answer = get("content", headers={"Accept-Language": "en"})
    assert not answer.cookies
    assert answer["X-Content-Type-Options"] == "nosniff"
