"""The conditions for becoming public that the commission's rules set (青发改办〔2017〕455号 1, 13, 19, 20)."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Page, Revision, TaskState

from cms.content.gates import Obstacle, gate, registered_gates
from cms.editorial.companions import interpretations_of, together
from cms.editorial.departments import department_of
from cms.editorial.models.reviewed import files_changed_since
from cms.editorial.models.roles import Membership
from cms.editorial.models.tasks import (
    STEPS,
    CountersignTask,
    DepartmentReviewTask,
    ReviewTask,
    SecrecyReviewTask,
)
from pages.models import PortalDocument

_PICTURE_WITHOUT_WORDS = re.compile(r'<embed(?=[^>]*embedtype="image")(?![^>]*\balt="\s*[^"\s])')
_DECIDED = (TaskState.STATUS_APPROVED, TaskState.STATUS_SKIPPED, TaskState.STATUS_REJECTED)


def is_reviewed(page: Page | type[Page]) -> bool:
    """Whether pages of this type are reviewed; home pages and columns need the publisher's right only."""
    return not page.public_type.is_place


@gate
def reviews_passed(page: Page, revision: Revision, user: Any) -> list[Obstacle]:
    """Every step was approved, or skipped for a recorded reason, for this very revision; 保密审查 by no author."""
    if not is_reviewed(page):
        return []
    workflow = page.get_workflow()
    tasks = [task for task in workflow.tasks.specific() if isinstance(task, ReviewTask)] if workflow else []
    if missing := _steps_missing(page, tasks):
        remedy = _("请安全管理员在“设置—工作流”中恢复。")
        return [Obstacle(_("所在栏目的审签流程没有%s环节。") % step, remedy) for step in missing]
    decided = TaskState.objects.filter(revision=revision, status__in=_DECIDED)
    # What was said last about this revision counts.
    states = {state.task_id: state for state in decided.order_by("pk")}
    return [
        Obstacle(_told(task, states.get(task.pk)), _("请提交审签；审签后又修改的，须重新提交。"))
        for task in tasks
        if not _passed(task, states.get(task.pk), page, revision)
    ]


def _steps_missing(page: Page, tasks: Sequence[ReviewTask]) -> list[str]:
    """The kinds of steps that the rules demand of the page and its workflow does not have: 会签 takes two."""
    demanded = {DepartmentReviewTask: 1, SecrecyReviewTask: 1, CountersignTask: 2 if page.needs_countersigning else 0}
    return [
        str(step._meta.verbose_name)
        for step, number in demanded.items()
        if sum(isinstance(task, step) for task in tasks) < number
    ]


def _told(task: ReviewTask, state: TaskState | None) -> str:
    returned = state is not None and state.status == TaskState.STATUS_REJECTED
    return (_("这一版本已在“%s”环节退回。") if returned else _("这一版本尚未通过“%s”。")) % task.name


def _passed(task: ReviewTask, state: TaskState | None, page: Page, revision: Revision) -> bool:
    if not isinstance(task, STEPS):
        # Whoever publishes takes the last step by that; only what this step has returned may not pass.
        return state is None or state.status != TaskState.STATUS_REJECTED
    if state is None or state.status == TaskState.STATUS_REJECTED:
        return False
    if state.status == TaskState.STATUS_SKIPPED:
        return bool(task.reason_to_skip(page))
    if isinstance(task, SecrecyReviewTask):
        return state.finished_by_id not in {None, revision.user_id, page.owner_id}
    if isinstance(task, DepartmentReviewTask) and (department := department_of(page)):
        # Approved by another department, from whose column the page was moved, it was not reviewed by this one.
        elsewhere = Membership.objects.filter(user=state.finished_by_id).exclude(department=department)
        return state.finished_by_id is not None and not elsewhere.exists()
    return state.finished_by_id is not None


@gate
def files_reviewed(page: Page, revision: Revision, user: Any) -> list[Obstacle]:
    """The files are those that 保密审查 has seen: the library lets them be replaced while no public page needs them."""
    approved = TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED)
    secrecy = approved.filter(task__in=SecrecyReviewTask.objects.all()).order_by("pk").last()
    remedy = _("请重新提交审签。")
    return [
        Obstacle(_("文件“%s”在保密审查之后被更换或改名。") % file.title, remedy)
        for file in (files_changed_since(secrecy, page) if secrecy else [])
    ]


@gate
def own_rules_kept(page: Page, revision: Revision, user: Any) -> list[Obstacle]:
    """The page has everything that its own type demands."""
    return list(page.own_obstacles())


@gate
def not_expired(page: Page, revision: Revision, user: Any) -> list[Obstacle]:
    """What has expired while it was reviewed would be public until the schedule is looked at next."""
    if page.expire_at is None or page.expire_at > timezone.now():
        return []
    return [Obstacle(_("到期时间已过。"), _("请在“设置”选项卡中修改到期时间。"), "expire_at")]


@gate
def interpretation_at_hand(page: Page, revision: Revision, user: Any) -> list[Obstacle]:
    """A major policy goes public with an interpretation, and no interpretation goes before its document (O 13)."""
    if page.needs_interpretation:
        if not any(each.live or each.pk in together.get() for each in interpretations_of(page)):
            remedy = _("请起草解读并提交审签，待其走到“发布”环节时一并发布。")
            return [Obstacle(_("重大政策、规范性文件须与解读同步公开，尚无已审签的解读。"), remedy)]
        return []
    return [
        Obstacle(_("所解读的《%s》尚未公开。") % document.title, _("请与该文件联合发布。"), "interpreted_documents")
        for document in page.explained_documents()
        if not document.live and document.pk not in together.get()
    ]


def obstacles_before_review(page: Page, revision: Revision) -> list[Obstacle]:
    """What is missing from the page itself: everything but the reviews and the company that are still to come."""
    later = (reviews_passed, files_reviewed, interpretation_at_hand)
    return [found for each in registered_gates() if each not in later for found in each(page, revision, None)]


@gate
def pictures_described(page: Page, revision: Revision, user: Any) -> list[Obstacle]:
    """Every picture has an alternative text (无障碍环境建设法 32)."""
    remedy = _("请用一句话说明图片内容，供看不见图片的读者使用。")
    found = []
    for field, value in _streams(page):
        missing = sum(not text.strip() for text in _alternative_texts(list(value.raw_data)))
        if missing:
            found.append(Obstacle(_("正文有 %d 幅图片没有替代文字。") % missing, remedy, field))
    return found


def _alternative_texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "alternative_text" in value and value.get("image"):
            yield value["alternative_text"] or ""
        for part in value.values():
            yield from _alternative_texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _alternative_texts(dict(part) if hasattr(part, "keys") else part)
    elif isinstance(value, str):
        yield from ("" for _picture in _PICTURE_WITHOUT_WORDS.finditer(value))


@gate
def files_openable(page: Page, revision: Revision, user: Any) -> list[Obstacle]:
    """Every attachment is there to be opened."""
    named = [(field, key) for field, model, key in page.named_files() if model is PortalDocument]
    documents = PortalDocument.objects.in_bulk({key for _field, key in named})
    broken = [(field, key) for field, key in dict.fromkeys(named) if not _is_openable(documents.get(key))]
    titles = {key: document.title for key, document in documents.items()}
    return [Obstacle(_("附件“%s”无法打开。") % titles.get(key, key), _("请重新上传。"), field) for field, key in broken]


def _is_openable(document: PortalDocument | None) -> bool:
    if document is None or not document.file:
        return False
    file = document.file
    return file.storage.exists(file.name) and file.storage.size(file.name) > 0


def _streams(page: Page) -> list[tuple[str, Any]]:
    fields = [field for field in page._meta.get_fields() if isinstance(field, StreamField)]
    return [(field.name, getattr(page, field.name)) for field in fields]
