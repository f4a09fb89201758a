"""Every error is a problem document with a sentence that a person understands."""

import json
from typing import Any
from unittest import mock

import pytest
from django.http import HttpResponse
from django.test import Client

from cms.content.models import ContentItem
from tests import factories
from tests.api.conftest import Get
from tests.api.world import key

UNKNOWN = str(key(999))
LONG = "长" * 201

REFUSED = [
    (
        "content",
        {"type": "policy"},
        "type",
        "只能是 catalogue、column、guide、home、interpretation、news、notice、page、policy_document 之一",
    ),
    ("search", {"type": "' OR 1=1"}, "type", "只能是"),
    ("content", {"colour": "red"}, "colour", "不是本接口的参数"),
    ("content", {"limit": "0"}, "limit", "不能小于 1"),
    ("content", {"limit": "101"}, "limit", "不能大于 100"),
    ("content", {"limit": "1e1"}, "limit", "应为整数"),
    ("content", {"limit": "٣"}, "limit", "应为整数"),
    ("content", {"locale": "fr"}, "locale", "zh-hans、bo、en"),
    ("content", {"order": "title"}, "order", "-published、published"),
    ("content", {"column": "zc"}, "column", "UUID"),
    ("content", {"topic": ""}, "topic", "不能为空"),
    ("content", {"tag": "a\0b"}, "tag", "不能含有控制字符"),
    ("content", {"validity": "valid"}, "validity", "in_force"),
    ("content", {"issued_from": "0"}, "issued_from", "应为日期"),
    ("content", {"issued_to": "2026-02-30"}, "issued_to", "应为日期"),
    ("content", {"cursor": "nonsense"}, "cursor", "请从第一页重新开始"),
    ("content", {"cursor": "W10"}, "cursor", "请从第一页重新开始"),
    ("content", {"body": "nodes"}, "body", "只能与 path 同用"),
    ("content", {"path": "/zc/", "limit": "5"}, "limit", "不能与 path 同用"),
    ("content", {"path": "/zc/", "locale": "bo"}, "locale", "不能与 path 同用"),
    ("content", {"path": "//elsewhere/"}, "path", "格式不正确"),
    ("content", {"path": "zc/"}, "path", "格式不正确"),
    (f"content/{UNKNOWN}", {"path": "/"}, "path", "不是本接口的参数"),
    (f"content/{UNKNOWN}", {"body": "text"}, "body", "html、nodes"),
    ("content/455", {}, "content_id", "UUID"),
    ("content/455/editions", {}, "content_id", "UUID"),
    ("columns", {"depth": "2"}, "depth", "不是本接口的参数"),
    ("columns/zc", {}, "content_id", "UUID"),
    ("search", {"q": LONG}, "q", "不能超过 200 个字符"),
    ("search", {"page": "0"}, "page", "不能小于 1"),
    ("search", {"year": "0"}, "year", "不能小于 1"),
    ("search", {"sort": "title"}, "sort", "relevance、newest、oldest"),
    ("search", {"q": "节能", "page": "10000", "limit": "100"}, "q", "请缩小检索范围"),
    ("suggest", {}, "q", "缺少此参数"),
    ("suggest", {"q": "节能", "limit": "1000"}, "limit", "不能大于 100"),
    ("changes", {"since": "-1"}, "since", "不能小于 0"),
    ("changes", {"since": "9" * 30}, "since", "数字过大"),
    ("site", {"lang": "bo"}, "lang", "不是本接口的参数"),
    ("preview/token", {"locale": "bo"}, "locale", "不是本接口的参数"),
]


def problem(answer: HttpResponse, status: int) -> dict[str, Any]:
    """The problem document of the answer, which must be one."""
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    document = json.loads(answer.content)
    assert {"type", "title", "status", "detail", "instance"} <= set(document)
    assert document["status"] == status
    return document


@pytest.mark.parametrize(("call", "parameters", "name", "sentence"), REFUSED)
def test_a_wrong_parameter_is_named_and_explained(
    call: str, parameters: dict[str, str], name: str, sentence: str, get: Get
):
    document = problem(get(call, **parameters), 400)
    assert [error["parameter"] for error in document["errors"]] == [name]
    assert sentence in document["errors"][0]["detail"]
    assert sentence in document["detail"]


def test_an_unknown_parameter_is_told_with_what_is_allowed(get: Get):
    document = problem(get("suggest", q="节能", lang="bo"), 400)
    assert document["errors"][0]["detail"] == "不是本接口的参数。可用的参数：locale、q、limit。"


def test_all_wrong_parameters_are_named_at_once(get: Get):
    document = problem(get("content", limit="0", locale="fr", colour="red"), 400)
    assert {error["parameter"] for error in document["errors"]} == {"limit", "locale", "colour"}


def test_a_parameter_that_comes_twice_is_refused(client: Client):
    document = problem(client.get("/api/v1/content?topic=a&topic=b"), 400)
    assert document["errors"] == [{"parameter": "topic", "detail": "只能出现一次。"}]
    assert document["instance"] == "/api/v1/content?topic=a&topic=b"


@pytest.mark.parametrize("address", ["", "nothing", "content/", f"content/{UNKNOWN}/text", "%E5%85%AC%E5%BC%80"])
def test_an_unknown_address_is_told_where_the_documentation_is(address: str, client: Client):
    assert "/api/v1/docs" in problem(client.get(f"/api/v1/{address}"), 404)["detail"]


@pytest.mark.parametrize("address", ["/api/nothing", "/api/v1/nothing", "/api/wagtail/v3/", "/api/v1"])
def test_a_program_that_sends_to_an_unknown_address_is_told_so(address: str, db: None):
    problem(Client(enforce_csrf_checks=True).post(address, {}, content_type="application/json"), 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("call", ["content", "docs", "openapi.json"])
def test_only_reading_is_allowed(method: str, call: str, client: Client):
    answer = getattr(client, method)(f"/api/v1/{call}")
    problem(answer, 405)
    assert {name.strip() for name in answer["Allow"].split(",")} == {"GET", "HEAD"}


@pytest.mark.parametrize(
    "call",
    [f"content/{UNKNOWN}", "content?path=/nowhere/", f"content/{UNKNOWN}/editions", f"columns/{UNKNOWN}"],
)
def test_what_is_not_there_is_not_found(call: str, client: Client, db: None):
    problem(client.get(f"/api/v1/{call}"), 404)


def test_withdrawn_content_is_gone_with_the_public_reason(get: Get, portal: Any):
    page = factories.policy(public_note_on_withdrawal="文件正在修订。")
    column = factories.column()
    page.unpublish()
    column.unpublish()
    identity = str(page.translation_key)
    for answer in (get(f"content/{identity}"), get("content", path=page.get_url_parts()[2])):
        assert problem(answer, 410)["detail"] == "文件正在修订。"
    assert problem(get(f"columns/{column.translation_key}"), 410)["detail"] == "该信息已由发布单位撤下。"


def test_a_cursor_of_another_order_is_refused(get: Get, portal: Any):
    for _number in range(2):
        factories.news()
    cursor = json.loads(get("content", limit=1).content)["next"]
    assert problem(get("content", limit=1, order="issued", cursor=cursor), 400)["errors"][0]["parameter"] == "cursor"


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00"])
def test_a_forged_cursor_is_refused(moment: str, get: Get, db: None):
    import base64

    cursor = base64.urlsafe_b64encode(json.dumps(["-published", moment, 1]).encode()).decode().rstrip("=")
    problem(get("content", cursor=cursor), 400)


def test_a_failure_is_told_without_its_cause(client: Client, db: None):
    client.raise_request_exception = False
    with mock.patch.object(ContentItem.objects, "filter", side_effect=RuntimeError("secret of the database")):
        answer = client.get("/api/v1/changes")
    document = problem(answer, 500)
    assert "secret" not in answer.content.decode()
    assert document["detail"] == "服务暂时出错，我们已经记录。请稍后再试。"


def test_errors_speak_chinese_whatever_the_client_prefers(get: Get):
    document = problem(get("content", headers={"Accept-Language": "en"}, limit="0"), 400)
    assert document["detail"] == "请求的参数有误：limit 不能小于 1。"
