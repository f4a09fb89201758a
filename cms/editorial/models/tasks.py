"""The steps between draft and public (青发改办〔2017〕455号 13, 19), as tasks of Wagtail's workflows.

Who may take a step is a group's membership, which administrators edit; what a step demands is decided here. Nobody
reviews what he changed last, and nothing can be changed while it is under review.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, Task, TaskState
from wagtail.models.workflows import AbstractGroupApprovalTask, WorkflowState

from cms.content.gates import Obstacle, PublicationRefused
from cms.content.locks import hold_publication
from cms.editorial.companions import group_of
from cms.editorial.departments import department_of
from cms.editorial.models.reviewed import remember_files
from cms.editorial.models.roles import Membership


class ReviewTask(AbstractGroupApprovalTask):
    """A step in which somebody else than the last editor approves the revision or returns it with a comment."""

    class Meta:
        abstract = True

    def objection_to(self, page: Page, user: Any) -> str:
        """Why this user may not take the step for this page; empty when he may."""
        if not self._user_in_groups(user):
            return str(_("您不是“%s”环节的审签人员。") % self.name)
        revision = page.latest_revision
        if revision and revision.user_id == user.pk:
            return str(_("您是最后修改人，须由他人审签。"))
        return ""

    def reason_to_skip(self, page: Page) -> str:
        """Why this page, as its latest revision has it, does not need the step; empty when it does."""
        return ""

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Begin the step, or record that it is skipped and why."""
        page = workflow_state.content_object.get_latest_revision_as_object()
        reason = self.reason_to_skip(page)
        if not reason:
            return super().start(workflow_state, user=user)
        return TaskState.objects.create(
            workflow_state=workflow_state,
            revision=workflow_state.content_object.get_latest_revision(),
            task=self,
            status=TaskState.STATUS_SKIPPED,
            finished_at=timezone.now(),
            comment=reason,
        )

    # Whoever may take the step may open the editor, and nobody may change anything in it.
    def user_can_access_editor(self, page: Page, user: Any) -> bool:
        return self._user_in_groups(user)

    def locked_for_user(self, page: Page, user: Any) -> bool:
        return True

    def user_can_lock(self, page: Page, user: Any) -> bool:
        return False

    def get_actions(self, page: Page, user: Any) -> list[tuple[str, Any, bool]]:
        if self.objection_to(page, user):
            return []
        return [("reject", _("退回修改"), True), ("approve", _("同意"), False), ("approve", _("同意并附意见"), True)]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        if not self._user_in_groups(user):
            return TaskState.objects.none()
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS).select_related("revision")
        mine = [state.pk for state in waiting if not self.objection_to(state.revision.content_object, user)]
        return self.task_states.filter(pk__in=mine)

    def pages_to_lock(self, page: Page) -> list[int]:
        """What nobody else may touch while the step is taken."""
        return [page.pk]

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Take the step once. Raises PublicationRefused when it was taken already, or is not for this user."""
        # Two people may press the button at the same moment; the second finds the step taken.
        hold_publication()
        page = Page.objects.get(pk=task_state.workflow_state.object_id).specific
        list(Page.objects.select_for_update().filter(pk__in=self.pages_to_lock(page)).order_by("pk"))
        current = TaskState.objects.select_for_update().get(pk=task_state.pk).specific
        if current.status != TaskState.STATUS_IN_PROGRESS:
            objection = str(_("这一环节已由他人处理。"))
        elif action_name == "reject" and not kwargs.get("comment", "").strip():
            objection = str(_("退回须写明意见。"))
        else:
            objection = self.objection_to(page, user)
        if objection:
            raise PublicationRefused([Obstacle(objection)], page, user)
        return super().on_action(current, user, action_name, **kwargs)


class DepartmentReviewTask(ReviewTask):
    """处室审核, by a head of the department to whose column the page belongs; urgent matters skip it, with a reason."""

    class Meta:
        verbose_name = _("处室审核")
        verbose_name_plural = _("处室审核")

    def objection_to(self, page: Page, user: Any) -> str:
        department = department_of(page)
        if department and not Membership.objects.filter(user=user.pk, department=department).exists():
            return str(_("须由%s负责人审核。") % department)
        return super().objection_to(page, user)

    def user_can_access_editor(self, page: Page, user: Any) -> bool:
        department = department_of(page)
        inside = not department or Membership.objects.filter(user=user.pk, department=department).exists()
        return inside and super().user_can_access_editor(page, user)

    def reason_to_skip(self, page: Page) -> str:
        urgent = getattr(page, "urgent_reason", "").strip()
        return str(_("特急：%s") % urgent) if urgent else ""


class SecrecyReviewTask(ReviewTask):
    """保密审查, by somebody else than the author, never skipped (政府信息公开条例 17; 保密法 35)."""

    class Meta:
        verbose_name = _("保密审查")
        verbose_name_plural = _("保密审查")

    def objection_to(self, page: Page, user: Any) -> str:
        if user.pk in authors_of(page):
            return str(_("您参与了起草，保密审查须由他人进行。"))
        return super().objection_to(page, user)

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Take the step once; what is approved is the text together with its files as they are now."""
        result = super().on_action(task_state, user, action_name, **kwargs)
        if action_name == "approve":
            remember_files(task_state)
        return result


class CountersignTask(ReviewTask):
    """会签, for interpretations and for major policies (青发改办〔2017〕455号 13)."""

    class Meta:
        verbose_name = _("会签")
        verbose_name_plural = _("会签")

    def reason_to_skip(self, page: Page) -> str:
        return "" if page.needs_countersigning else str(_("无须会签：不是政策解读或重大政策。"))


class PublicationTask(ReviewTask):
    """发布, by 信息中心: the step that makes the page public, together with what belongs to it."""

    class Meta:
        verbose_name = _("发布")
        verbose_name_plural = _("发布")

    def pages_to_lock(self, page: Page) -> list[int]:
        return [member.pk for member in group_of(page)]


def authors_of(page: Page) -> set[int | None]:
    """Who wrote what is under review: the owner, and everybody who changed the page since it was published last."""
    revisions = Revision.objects.for_instance(page)
    if page.live_revision_id:
        revisions = revisions.filter(created_at__gt=page.live_revision.created_at)
    return {page.owner_id, *revisions.values_list("user_id", flat=True)} - {None}


STEPS: tuple[type[Task], ...] = (DepartmentReviewTask, SecrecyReviewTask, CountersignTask)
"""What must be approved, or skipped for a recorded reason, before a revision is published."""
