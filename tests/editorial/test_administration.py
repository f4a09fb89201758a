"""What editors and reviewers find in the administration."""

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.content.gates import Obstacle, PublicationRefused, gate, registered_gates
from cms.editorial.audit.models import Action, AuditEntry
from pages.models import InterpretationPage, NoticePage
from tests import factories
from tests.editorial.conftest import is_public

pytestmark = [pytest.mark.django_db, pytest.mark.gates]


def form(**fields) -> dict[str, str]:
    """A notice as its form sends it."""
    values = {"title": "公告", "slug": "notice", "source": "青海省发展和改革委员会", "body": streamfield([])} | fields
    return nested_form_data(values | {"comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}})


def create(client, office, **fields):
    address = reverse("wagtailadmin_pages:add", args=["pages", "noticepage", office.column.pk])
    return client.post(address, form(**fields), follow=True)


def save(client, page, **fields):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(address, form(slug=page.slug, **fields), follow=True)


def test_a_new_page_is_submitted_at_once(client, office):
    client.force_login(office.people["column_editor"])
    answer = create(client, office, **{"action-submit": "1"})
    notice = NoticePage.objects.get(slug="notice")
    assert "已提交审签" in answer.content.decode()
    assert notice.current_workflow_task.name == "处室审核"


def test_a_new_page_is_not_published_at_once_but_kept(client, office):
    client.force_login(office.people["publisher"])
    answer = create(client, office, **{"action-publish": "1"})
    notice = NoticePage.objects.get(slug="notice")
    assert "保密审查" in answer.content.decode()
    assert not notice.live


def test_a_draft_is_submitted_and_then_locked(client, office):
    notice = office.draft("notice")
    client.force_login(office.people["column_editor"])
    save(client, notice, title="定稿", **{"action-submit": "1"})
    assert NoticePage.objects.get(pk=notice.pk).current_workflow_task.name == "处室审核"
    save(client, notice, title="偷偷改")
    assert NoticePage.objects.get(pk=notice.pk).get_latest_revision().content["title"] == "定稿"


def test_what_lacks_something_is_saved_and_not_submitted(client, office, monkeypatch):
    monkeypatch.setattr("cms.content.gates._gates", registered_gates())
    gate(lambda page, revision, user: [Obstacle("缺少来源。", "请填写来源。", "source")] if page.title == "缺" else [])
    notice = office.draft("notice")
    client.force_login(office.people["column_editor"])
    answer = save(client, notice, title="缺", **{"action-submit": "1"})
    notice = NoticePage.objects.get(pk=notice.pk)
    assert "缺少来源。请填写来源。" in answer.content.decode()
    assert not notice.workflow_in_progress
    assert notice.get_latest_revision().content["title"] == "缺"
    assert PageLogEntry.objects.filter(page=notice.pk, action="editorial.refuse").exists()


@pytest.mark.parametrize(("role", "may"), [("department_head", False), ("publisher", False), ("column_editor", True)])
def test_a_page_is_taken_back_by_its_author_and_returned_by_reviewers(client, office, role, may):
    notice = office.submit(office.draft("notice"))
    client.force_login(office.people[role])
    text = client.get(reverse("wagtailadmin_pages:edit", args=[notice.pk])).content.decode()
    assert ("action-cancel-workflow" in text) == may
    save(client, notice, **{"action-cancel-workflow": "1"})
    assert NoticePage.objects.get(pk=notice.pk).workflow_in_progress != may


def test_a_reviewer_who_cancels_is_told_to_return_the_page(client, office):
    notice = office.submit(office.draft("notice"))
    client.force_login(office.people["department_head"])
    assert "请在“审签”页面退回并写明意见" in save(client, notice, **{"action-cancel-workflow": "1"}).content.decode()
    assert AuditEntry.objects.get(action=Action.REFUSE).actor == "department_head"


def test_drafts_of_another_department_are_not_offered_for_links(client, office):
    office.draft("notice", title="未公开的公告")
    office.draft("policy", title="未公开的文件")
    factories.notice(office.column, title="已公开的公告")
    address = reverse("wagtailadmin_choose_page_child", args=[office.column.pk])
    client.force_login(factories.person("column_editor", factories.department("caijin", "财金处")))
    offered = client.get(address).json()["html"]
    assert "已公开的公告" in offered
    assert "未公开的文件" not in offered
    assert "未公开的公告" not in offered
    client.force_login(office.people["column_editor"])
    assert "未公开的公告" in client.get(address).json()["html"]


@pytest.mark.parametrize("disclosure", ["proactive", "withheld"])
def test_what_is_not_offered_is_not_named_by_number_either(client, office, disclosure):
    """The reasons why an interpretation is refused name its document, and stand in its history."""
    fields = {"disclosure": disclosure, "disclosure_reason": "条例第十四条"} if disclosure == "withheld" else {}
    document = office.draft("policy", title="昆仑初稿", **fields)
    other = factories.department("caijin", "财金处")
    column = factories.column(slug="caijin", department=other)
    named = nested_form_data(
        {
            "title": "解读", "slug": "explained", "kind": "text", "body": streamfield([]),
            "interpreted_documents": {
                "TOTAL_FORMS": 1, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000,
                "0": {"document": document.pk, "ORDER": 1},
            },
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
        }
    )  # fmt: skip
    add = reverse("wagtailadmin_pages:add", args=["pages", "interpretationpage", column.pk])
    client.force_login(factories.person("column_editor", other))
    client.post(add, named)
    assert not InterpretationPage.objects.exists()
    own = reverse("wagtailadmin_pages:add", args=["pages", "interpretationpage", office.column.pk])
    client.force_login(office.people["column_editor"])
    client.post(own, named)
    explained = InterpretationPage.objects.get()
    assert explained.get_latest_revision_as_object().explained_documents() == [document]
    # Who does not read the document may go on with a page that names it.
    client.force_login(office.people["publisher"])
    edit = reverse("wagtailadmin_pages:edit", args=[explained.pk])
    client.post(edit, named | {"title": "改过的解读"})
    assert InterpretationPage.objects.get().get_latest_revision().content["title"] == "改过的解读"


def test_a_returned_page_is_submitted_again(client, office):
    notice = office.act(office.submit(office.draft("notice")), "department_head", "reject", "标题不妥")
    client.force_login(office.people["column_editor"])
    save(client, notice, title="改过的标题", **{"action-submit": "1"})
    notice = NoticePage.objects.get(pk=notice.pk)
    assert notice.current_workflow_state.status == "in_progress"
    assert notice.current_workflow_task_state.revision.content["title"] == "改过的标题"


def test_a_reviewed_revision_is_not_overwritten(client, office):
    notice = office.reviewed("notice", title="审过的标题")
    reviewed = notice.get_latest_revision()
    notice.current_workflow_state.cancel()
    client.force_login(office.people["column_editor"])
    save(client, notice, title="掉包的标题", overwrite_revision_id=str(reviewed.pk))
    reviewed.refresh_from_db()
    assert reviewed.content["title"] == "审过的标题"
    with pytest.raises(PublicationRefused, match="保密审查"):
        NoticePage.objects.get(pk=notice.pk).get_latest_revision().publish()


def test_the_home_page_says_what_waits_for_me_and_what_i_sent(client, office):
    office.submit(office.draft("notice", title="等待审核的公告"))
    for role, expected in [("department_head", 1), ("column_editor", 1), ("publisher", 0), ("secrecy_reviewer", 0)]:
        client.force_login(office.people[role])
        text = client.get(reverse("wagtailadmin_home")).content.decode()
        assert ("等待审核的公告" in text) == bool(expected), role


def test_the_editor_leads_reviewers_to_the_review(client, office):
    notice = office.submit(office.draft("notice"))
    review = reverse("editorial_review", args=[notice.pk])
    client.force_login(office.people["department_head"])
    assert review in client.get(reverse("wagtailadmin_pages:edit", args=[notice.pk])).content.decode()
    client.post(review, {"action": "reject", "comment": "第二段请核实"})
    assert NoticePage.objects.get(pk=notice.pk).current_workflow_state.status == "needs_changes"
    assert "第二段请核实" in client.get(review).content.decode()


def test_who_decides_is_told_what_came_of_it(client, office):
    notice = office.submit(office.draft("notice", title="价格公告"))
    review = reverse("editorial_review", args=[notice.pk])
    told = []
    decisions = [("department_head", "reject"), ("department_head", "approve"), ("secrecy_reviewer", "approve")]
    for role, action in [*decisions, ("publisher", "approve")]:
        client.force_login(office.people[role])
        answer = client.post(review, {"action": action, "comment": "请核实"}, follow=True)
        told += [str(message).strip() for message in answer.context["messages"]]
        if action == "reject":
            NoticePage.objects.get(pk=notice.pk).current_workflow_state.resume(office.people["column_editor"])
    assert told == ["《价格公告》已退回修改。", *["已同意《价格公告》，转入下一环节。"] * 2, "《价格公告》已发布。"]


def test_strangers_to_the_department_do_not_see_the_review(client, office):
    notice = office.submit(office.draft("notice"))
    client.force_login(factories.person("column_editor", factories.department("caijin", "财金处")))
    assert client.get(reverse("editorial_review", args=[notice.pk])).status_code == 404
    assert not is_public(notice)
