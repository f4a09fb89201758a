"""Who is told what about reviews: those who may take the next step, and whoever submitted the page.

Takes the place of Wagtail's mails, which go to whole groups at once, from inside the request, and are lost when the
mail server is down.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from cms.editorial.models.tasks import ReviewTask
from cms.editorial.notices.models import Notice, Rhythm
from cms.editorial.places import comments_on

# Subjects are cut here, so that the mail's subject stays one line.
_LONGEST_TITLE = 100


def reviewers_of(state: TaskState) -> list[Any]:
    """Everybody who may take the step, in the department concerned where it is a department's."""
    task, page = state.task.specific, state.workflow_state.content_object
    people = get_user_model().objects.filter(groups__in=task.groups.all(), is_active=True).distinct()
    return [person for person in people.order_by("pk") if not task.objection_to(page, person)]


def tell(people: Iterable[Any], subject: str, text: str, page: Page, view: str) -> None:
    """Leave each of them a notice with the address of that view of the page, unless they want no mail."""
    address = urljoin(settings.WAGTAILADMIN_BASE_URL, reverse(view, args=[page.pk]))
    silent = set(get_user_model().objects.filter(notice_preference__rhythm=Rhythm.NONE).values_list("pk", flat=True))
    Notice.objects.bulk_create(
        Notice(user=person, subject=subject, text=f"{text}\n{address}")
        for person in people
        if person.is_active and person.email and person.pk not in silent
    )


def tell_at_once(user: int, address: str, subject: str, text: str) -> None:
    """Leave a notice about an account, which goes to this address whatever mail its owner wants."""
    if address:
        Notice.objects.create(user_id=user, address=address, subject=subject, text=text)


def tell_reviewers(instance: TaskState, user: Any = None, **kwargs: Any) -> None:
    """A step begins."""
    if not isinstance(instance.task.specific, ReviewTask):
        return
    page = instance.workflow_state.content_object
    title = title_of(page)
    subject = _("请审签《%(title)s》：%(step)s") % {"title": title, "step": instance.task.name}
    sender = instance.workflow_state.requested_by
    text = _("《%(title)s》已到“%(step)s”环节，请审签。提交人：%(sender)s。") % {
        "title": title,
        "step": instance.task.name,
        "sender": name_of(sender) if sender else _("系统"),
    }
    if reason := getattr(instance.revision.as_object(), "urgent_reason", "").strip():
        subject, text = _("【特急】") + subject, text + _("特急事由：%s。") % reason
    tell((person for person in reviewers_of(instance) if person != user), subject, text, page, "editorial_review")


def tell_author_of_rejection(instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """The page has come back."""
    page, state = instance.content_object, instance.current_task_state
    text = _("《%(title)s》在“%(step)s”环节被退回。意见：%(comment)s") % {
        "title": title_of(page),
        "step": state.task.name,
        "comment": state.comment,
    }
    for place, comment in comments_on(page):
        text += f"\n· {place}：{comment.text}"
    subject = _("《%s》已退回修改") % title_of(page)
    tell(_author(instance, user), subject, text, page, "wagtailadmin_pages:edit")


def tell_author_of_approval(instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """The page has passed all steps."""
    page = instance.content_object
    subject = _("《%s》已通过全部审签") % title_of(page)
    tell(_author(instance, user), subject, subject + _("。"), page, "wagtailadmin_pages:edit")


def title_of(page: Page) -> str:
    """The title of the page's draft, cut to fit into a subject."""
    return page.get_latest_revision_as_object().title[:_LONGEST_TITLE]


def name_of(person: Any) -> str:
    """What colleagues call somebody."""
    return str(person.get_full_name() or person.get_username())


def _author(state: WorkflowState, user: Any) -> list[Any]:
    return [state.requested_by] if state.requested_by and state.requested_by != user else []


def tell_nobody(**kwargs: Any) -> None:
    """That a workflow has begun is told by its first step."""


def tell_instead_of_wagtail() -> None:
    """Listen under the names of Wagtail's own listeners: there is one listener for each name."""
    for signal, sender, event, listener in (
        (task_submitted, TaskState, "group_approval_task_submitted", tell_reviewers),
        (workflow_submitted, WorkflowState, "workflow_state_submitted", tell_nobody),
        (workflow_rejected, WorkflowState, "workflow_state_rejected", tell_author_of_rejection),
        (workflow_approved, WorkflowState, "workflow_state_approved", tell_author_of_approval),
    ):
        name = f"{event}_email_notification"
        signal.disconnect(sender=sender, dispatch_uid=name)
        signal.connect(listener, sender=sender, dispatch_uid=name)
