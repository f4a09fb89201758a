"""What is missing, and what reviewers object to, is shown at its place."""

import json
import re

import pytest
from django.urls import reverse
from wagtail.models import Comment
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.editorial.notices.models import Notice
from cms.editorial.places import places_of
from pages.models import NoticePage, PolicyDocumentPage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.gates]


def decide(client, office, page, role, action, comment="", remarks=()):
    """What a reviewer sees after taking the step on the page of the review."""
    client.force_login(office.people[role])
    form = {"action": action, "comment": comment, "remarks-TOTAL_FORMS": 3, "remarks-INITIAL_FORMS": 0}
    for number, (place, text) in enumerate(remarks):
        form |= {f"remarks-{number}-place": place, f"remarks-{number}-text": text}
    return client.post(reverse("editorial_review", args=[page.pk]), form, follow=True).content.decode()


def in_editor(client, office, page, query=""):
    """What the editor of the page shows to whoever wrote it."""
    client.force_login(office.people["column_editor"])
    return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]) + query).content.decode()


@pytest.fixture
def draft(office):
    return office.draft("notice", body=[factories.paragraph("第一段"), factories.paragraph("第二段")])


def test_every_field_and_block_can_be_remarked_upon(draft):
    places = {place.path: place.label for place in places_of(draft)}
    assert places["title"] == "标题"
    second = draft.body[1].id
    assert places[f"body.{second}"] == "正文第 2 块（正文）：第二段"
    assert all(Comment(contentpath=path).has_valid_contentpath(draft) for path in places)


def test_remarks_come_back_to_the_author_at_their_places(client, office, draft):
    page = office.submit(draft)
    path = f"body.{draft.body[1].id}"
    decide(client, office, page, "department_head", "reject", remarks=[(path, "数据请核实"), ("title", "标题过长")])
    page = NoticePage.objects.get(pk=page.pk)
    assert page.current_workflow_state.status == "needs_changes"
    assert page.current_workflow_state.current_task_state.comment == "见页面上的 2 处批注。"
    text = in_editor(client, office, page)
    shown = json.loads(re.search(r'id="comments-data"[^>]*>(.*?)</script>', text, re.DOTALL)[1])["comments"]
    assert {(each["contentpath"], each["text"]) for each in shown} == {(path, "数据请核实"), ("title", "标题过长")}
    notice = Notice.objects.get(user=office.people["column_editor"])
    assert "正文第 2 块（正文）：第二段：数据请核实" in notice.text


def test_nothing_is_returned_without_a_word(client, office, draft):
    page = office.submit(draft)
    assert "退回须写明意见" in decide(client, office, page, "department_head", "reject")
    assert NoticePage.objects.get(pk=page.pk).current_workflow_state.status == "in_progress"


def test_a_remark_without_its_place_is_asked_for_again(client, office, draft):
    page = office.submit(draft)
    text = decide(client, office, page, "department_head", "reject", remarks=[("", "哪里？")])
    assert "请同时选择位置、填写批注" in text
    assert not Comment.objects.exists()
    assert NoticePage.objects.get(pk=page.pk).current_workflow_state.status == "in_progress"


def test_a_refused_decision_keeps_no_remarks(client, office, draft):
    page = office.submit(draft)
    decide(client, office, page, "auditor", "reject", remarks=[("title", "我也要说")])
    assert not Comment.objects.exists()


def test_later_reviewers_read_the_open_remarks(client, office, draft):
    page = office.submit(draft)
    decide(client, office, page, "department_head", "approve", remarks=[("title", "可再精炼")])
    client.force_login(office.people["secrecy_reviewer"])
    assert "可再精炼" in client.get(reverse("editorial_review", args=[page.pk])).content.decode()


def form_of(page, **changes):
    fields = {
        "title": page.title,
        "slug": page.slug,
        "source": "青海省发展和改革委员会",
        "body": streamfield([]),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
    }
    return nested_form_data(fields | changes) | {"action-submit": "1"}


def errors_at(text: str, field: str) -> str:
    """The errors that the form shows at a field."""
    return "".join(re.findall(rf'id="panel-[a-z0-9_-]*{field}-errors"[^>]*>(.*?)</div>', text, re.DOTALL)).strip()


def test_what_is_missing_is_shown_at_its_field_and_all_at_once(client, office):
    page = office.draft(is_normative=True)
    page.document_number = "青发改455"
    page.save_revision(user=office.people["column_editor"], clean=False)
    text = in_editor(client, office, page, "?missing=1")
    assert "合法性审核" in errors_at(text, "legality_reviewer")
    assert errors_at(text, "document_number")
    assert not errors_at(in_editor(client, office, page), "legality_reviewer")
    assert PolicyDocumentPage.objects.get(pk=page.pk).workflow_in_progress is False


def test_whoever_submits_too_early_comes_to_the_form_with_its_errors(client, office):
    page = office.draft("notice", body=[factories.paragraph("联系人")])
    client.force_login(office.people["column_editor"])
    words = {"key": "a", "text": "身份证号：11010519491231002X", "type": "unstyled", "depth": 0}
    blocks = [words | {"inlineStyleRanges": [], "entityRanges": []}]
    value = json.dumps({"blocks": blocks, "entityMap": {}})
    form = form_of(page, body=streamfield([("text", value)]))
    form["body-0-id"] = page.body[0].id
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form, follow=True)
    assert answer.redirect_chain[-1][0].endswith("?missing=1")
    text = answer.content.decode()
    assert "不应公开" in text or "身份证号" in text
    assert "blockErrors" in text
