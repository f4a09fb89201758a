"""From draft to public, step by step, each by the right person."""

import pytest
from wagtail.models import TaskState

from cms.content.gates import PublicationRefused
from cms.editorial.models import DepartmentReviewTask
from tests import factories
from tests.editorial.conftest import WAY, is_public

pytestmark = [pytest.mark.django_db, pytest.mark.gates]


def test_a_notice_becomes_public_after_three_people_have_approved_it(office):
    notice = office.reviewed("notice")
    assert not is_public(notice)
    notice = office.act(notice, "publisher")
    assert is_public(notice)
    assert office.trail(notice) == [
        ("处室审核", "approved", "department_head"),
        ("保密审查", "approved", "secrecy_reviewer"),
        ("政研室会签", "skipped", ""),
        ("法规处会签", "skipped", ""),
        ("发布", "approved", "publisher"),
    ]


def test_a_major_policy_is_countersigned_by_both(office):
    policy = office.submit(office.draft(is_major_policy=True))
    for role in WAY[:-1]:
        policy = office.act(policy, role)
    assert [status for _step, status, _who in office.trail(policy)] == ["approved"] * 4 + ["in_progress"]


def test_an_urgent_page_skips_the_department_and_nothing_else(office):
    notice = office.submit(office.draft("notice", urgent_reason="防汛"))
    assert notice.current_workflow_task.name == "保密审查"
    state = TaskState.objects.for_instance(notice).get(status="skipped")
    assert (state.task.name, state.comment) == ("处室审核", "特急：防汛")


def test_a_rejected_page_goes_back_with_the_comment_and_is_reviewed_anew(office):
    notice = office.submit(office.draft("notice"))
    notice = office.act(notice, "department_head")
    notice = office.act(notice, "secrecy_reviewer", "reject", "第二段涉及未公开数据")
    assert notice.current_workflow_state.status == "needs_changes"
    assert TaskState.objects.for_instance(notice).get(status="rejected").comment == "第二段涉及未公开数据"
    notice = office.change(notice, title="改过的公告")
    notice.current_workflow_state.resume(office.people["column_editor"])
    notice = office.act(notice, "secrecy_reviewer")
    assert notice.current_workflow_task.name == "处室审核"
    notice = office.act(office.act(notice, "department_head"), "publisher")
    assert is_public(notice)


def test_who_rejects_says_why(office):
    notice = office.submit(office.draft("notice"))
    with pytest.raises(PublicationRefused, match="退回须写明意见"):
        office.act(notice, "department_head", "reject", " ")


@pytest.mark.parametrize("role", [role for role in WAY if role != "department_head"] + ["administrator", "auditor"])
def test_a_step_is_taken_by_those_whom_it_is_for(office, role):
    notice = office.submit(office.draft("notice"))
    with pytest.raises(PublicationRefused, match="您不是"):
        office.act(notice, role)


def test_a_superuser_reviews_nothing(office, admin_user):
    notice = office.submit(office.draft("notice"))
    assert notice.current_workflow_task.get_actions(notice, admin_user) == []


def test_the_head_of_another_department_reviews_nothing_here(office):
    notice = office.submit(office.draft("notice"))
    office.people["department_head"] = factories.person("department_head", factories.department("caijin", "财金处"))
    with pytest.raises(PublicationRefused, match="须由法规处负责人审核"):
        office.act(notice, "department_head")
    mine = DepartmentReviewTask.objects.get().get_task_states_user_can_moderate(office.people["department_head"])
    assert not mine.exists()


def test_nobody_reviews_what_he_changed_last(office):
    head = office.people["department_head"]
    notice = office.draft("notice")
    notice.save_revision(user=head)
    notice = office.submit(type(notice).objects.get(pk=notice.pk))
    with pytest.raises(PublicationRefused, match="最后修改人"):
        office.act(notice, "department_head")


def test_no_author_reviews_secrecy(office):
    reviewer = office.people["secrecy_reviewer"]
    notice = office.draft("notice")
    notice.save_revision(user=reviewer)
    notice = office.change(type(notice).objects.get(pk=notice.pk))
    notice = office.act(office.submit(notice), "department_head")
    with pytest.raises(PublicationRefused, match="参与了起草"):
        office.act(notice, "secrecy_reviewer")


def test_a_step_is_taken_once(office):
    notice = office.submit(office.draft("notice"))
    state = notice.current_workflow_task_state
    office.act(notice, "department_head")
    with pytest.raises(PublicationRefused, match="已由他人处理"):
        state.task.specific.on_action(state, office.people["department_head"], "approve")


def test_a_page_under_review_is_changed_by_nobody(office, admin_user):
    notice = office.submit(office.draft("notice"))
    for user in [*office.people.values(), admin_user]:
        assert notice.get_lock().for_user(user)
        if user != admin_user:
            assert not notice.permissions_for_user(user).can_delete()
