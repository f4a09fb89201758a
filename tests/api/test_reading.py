"""What the API answers to those who ask rightly; the answers in full are in `test_golden`."""

import json
from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.test import Client

from pages.models import NewsPage
from tests import factories
from tests.api.conftest import Get
from tests.api.world import World, key


def data(answer: HttpResponse) -> Any:
    assert answer.status_code == 200, answer.content.decode()
    assert answer["Content-Type"] == "application/json"
    return json.loads(answer.content)


def titles(answer: HttpResponse) -> list[str]:
    return [item["title"] for item in data(answer)["items"]]


def test_an_address_leads_to_the_item_that_stands_there(get: Get, known_world: World):
    assert data(get("content", path="/zc/455/")) == data(get(f"content/{key(202)}"))


def test_an_address_that_moved_leads_to_the_new_one(
    get: Get, known_world: World, django_capture_on_commit_callbacks: Any
):
    page = known_world.policy
    page.slug = "457"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    answer = get("content", path="/zc/455/", body="nodes")
    assert answer.status_code == 301
    assert answer["Location"] == "/api/v1/content?path=/zc/457/&body=nodes"
    assert not answer.content


def test_lists_are_narrowed_by_each_parameter(get: Get, known_world: World):
    column, policy, earlier = str(key(101)), known_world.policy.title, known_world.earlier.title
    assert titles(get("content", column=column, type="policy_document")) == [policy, earlier]
    assert titles(get("content", column=column.upper(), type="news")) == [known_world.news.title]
    assert titles(get("content", department="faguichu")) == [policy]
    assert titles(get("content", topic="fazhan")) == [policy]
    assert titles(get("content", kind="text")) == [known_world.interpretation.title]
    assert titles(get("content", validity="in_force", order="issued")) == [earlier, policy]
    assert titles(get("content", issued_from="2017-01-01")) == [policy]
    assert titles(get("content", issued_to="2017-01-01")) == [earlier]
    assert titles(get("content", locale="en")) == ["Opinions on Openness"]
    assert titles(get("content", column=str(key(999)))) == []
    assert titles(get("content", topic="nothing")) == []
    assert titles(get("content", tag="政务公开")) == []


def test_lists_leave_out_places_unless_they_are_asked_for(get: Get, known_world: World):
    assert "政策文件" not in titles(get("content"))
    assert titles(get("content", type="column")) == ["政策文件"]


def test_paging_shows_everything_once_while_content_is_added(get: Get, portal: Any):
    column = factories.column(portal)
    wanted = [factories.news(column, title=f"动态 {number}").title for number in range(7)]
    seen, cursor = [], None
    while cursor != "":
        answer = get("content", column=str(column.translation_key), limit=3, **({"cursor": cursor} if cursor else {}))
        seen += titles(answer)
        factories.news(column, title="后来的")
        cursor = data(answer)["next"] or ""
    assert seen == wanted[::-1]


def test_a_twentieth_item_is_the_last_by_default(get: Get, portal: Any):
    column = factories.column(portal)
    factories.together(column, [NewsPage(title="动态") for _number in range(21)])
    assert len(titles(get("content"))) == 20
    assert len(titles(get("content", limit=100))) == 21


def test_columns_stand_in_their_order_with_those_below(get: Get, portal: Any):
    first = factories.column(portal, title="政务公开")
    below = factories.column(first, title="政策文件")
    factories.column(portal, title="互动交流", publish=False)
    [item] = data(get("columns"))["items"]
    assert item["title"] == "政务公开"
    assert [child["title"] for child in item["children"]] == ["政策文件"]
    answer = data(get(f"columns/{below.translation_key}"))
    assert [each["title"] for each in answer["breadcrumb"]] == ["政务公开"]


def test_changes_tell_each_item_once_in_its_latest_state(get: Get, portal: Any):
    start = data(get("changes", limit=100))["next"]
    kept, gone = factories.news(title="留下的"), factories.news(title="撤下的")
    kept.title = "改过的"
    kept.save_revision().publish()
    gone.unpublish()
    first = data(get("changes", since=start, limit=3))
    rest = data(get("changes", since=first["next"], limit=100))
    told = [item for item in first["items"] + rest["items"] if item["type"] == "news"]
    assert [(item["change"], (item["light"] or {}).get("title")) for item in told] == [
        ("updated", "改过的"),
        ("withdrawn", None),
    ]
    assert told[1]["reason"] == "该信息已由发布单位撤下。"
    assert told[1]["digest"] == ""
    end = data(get("changes", since=rest["next"]))
    assert end == {"items": [], "next": rest["next"]}


def test_former_editions_of_the_catalogue_are_public(get: Get, known_world: World):
    page = known_world.catalogue
    page.title = "主动公开基本目录（修订）"
    page.save_revision().publish()
    items = data(get(f"content/{key(204)}/editions"))["items"]
    assert [item["number"] for item in items] == [2, 1]
    assert data(get(f"content/{key(204)}/editions/1"))["title"] == "主动公开基本目录"
    assert data(get(f"content/{key(204)}/editions/2"))["title"] == "主动公开基本目录（修订）"
    assert data(get(f"content/{key(204)}/editions/1"))["digest"] == items[1]["digest"]
    assert get(f"content/{key(204)}/editions/3").status_code == 404
    assert get(f"content/{key(204)}/editions/{10**30}").status_code == 404


def test_other_content_tells_when_and_why_it_changed_but_not_what_it_said(get: Get, known_world: World):
    known_world.policy.title = "改过的"
    known_world.policy.change_note = "更正标题。"
    known_world.policy.save_revision().publish()
    items = data(get(f"content/{key(202)}/editions"))["items"]
    assert [(item["number"], item["note"]) for item in items] == [(2, "更正标题。"), (1, "")]
    assert get(f"content/{key(202)}/editions/2").status_code == 404
    assert get(f"content/{key(202)}/editions/1").status_code == 404


def test_every_address_in_an_answer_is_complete(client: Client, known_world: World):
    for call in ("content", f"content/{key(202)}", "content?path=/zc/455/", "columns", "site"):
        text = client.get(f"/api/v1/{call}").content.decode()
        for incomplete in ('"url":"/', 'href=\\"/', 'src=\\"/'):
            assert incomplete not in text


def test_an_address_with_another_host_stays_as_it_is():
    from cms.api.answers import absolute

    text = '{"html":"<a href=\\"//gov.cn/\\">a</a><a href=\\"/zc/\\">b</a>","path":"/zc/","url":"/zc/"}'
    assert absolute(text) == (
        '{"html":"<a href=\\"//gov.cn/\\">a</a><a href=\\"https://fgw.example.gov.cn/zc/\\">b</a>",'
        '"path":"/zc/","url":"https://fgw.example.gov.cn/zc/"}'
    )


def test_dates_are_of_the_document_not_of_the_page(get: Get, portal: Any):
    factories.policy(date_written=date(2020, 1, 2))
    [item] = data(get("content", type="policy_document"))["items"]
    assert item["issued_on"] == "2020-01-02"


def test_a_path_in_chinese_is_simply_not_found(client: Client, db: None):
    assert client.get(f"/api/v1/content?path={quote('/公开/')}").status_code == 404
