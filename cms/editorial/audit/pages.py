"""What Wagtail's own log says about pages and other objects, taken over with what changed."""

import json
from copy import copy
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry, Page, PageLogEntry, PageViewRestriction, Revision

from cms.content.models import ContentItem
from cms.editorial.audit.differences import Change, differences
from cms.editorial.audit.models import Action
from cms.editorial.audit.recording import record
from cms.editorial.audit.watching import is_watched

ACTIONS = {
    "wagtail.create": Action.CREATE,
    "wagtail.edit": Action.EDIT,
    "wagtail.delete": Action.DELETE,
    "wagtail.rename": Action.RENAME,
    "wagtail.revert": Action.REVERT,
    "wagtail.copy": Action.COPY,
    "wagtail.copy_for_translation": Action.TRANSLATE,
    "wagtail.create_alias": Action.ALIAS,
    "wagtail.convert_alias": Action.ALIAS,
    "wagtail.move": Action.MOVE,
    "wagtail.reorder": Action.MOVE,
    "wagtail.lock": Action.LOCK,
    "wagtail.unlock": Action.UNLOCK,
    "wagtail.publish": Action.PUBLISH,
    "wagtail.publish.scheduled": Action.PUBLISH,
    "wagtail.publish.schedule": Action.SCHEDULE,
    "wagtail.schedule.cancel": Action.UNSCHEDULE,
    "wagtail.unpublish": Action.UNPUBLISH,
    "wagtail.unpublish.scheduled": Action.UNPUBLISH,
    "wagtail.workflow.start": Action.SUBMIT,
    "wagtail.workflow.resume": Action.SUBMIT,
    "wagtail.workflow.approve": Action.APPROVE,
    "wagtail.workflow.reject": Action.REJECT,
    "wagtail.workflow.cancel": Action.CANCEL,
    "wagtail.apitoken.create": Action.GRANT,
    "wagtail.apitoken.revoke": Action.REVOKE,
    "content.publish_by_system": Action.PUBLISH_BY_SYSTEM,
}
RESTRICTIONS = {
    PageViewRestriction.NONE: _("公开"),
    PageViewRestriction.LOGIN: _("登录用户可见"),
    PageViewRestriction.PASSWORD: _("凭密码可见"),
    PageViewRestriction.GROUPS: _("指定用户组可见"),
}
# Whole families of actions, by the beginning of their names.
FAMILIES = {"wagtail.comments.": Action.COMMENT, "wagtail.view_restriction.": Action.PRIVACY}
# The room's own record of a refusal hears it where it happens, also when the page is gone.
RECORDED_ELSEWHERE = {"editorial.refuse"}
WATCHED_ACTIONS = {"wagtail.create", "wagtail.edit", "wagtail.delete"}


@receiver(pre_save, sender=Revision)
def keep_overwritten(instance: Revision, raw: bool = False, **kwargs: Any) -> None:
    """A draft that is saved over itself loses its former content; it is kept until the change is recorded."""
    if not raw and not instance._state.adding and not kwargs.get("update_fields"):
        instance.content_before = Revision.objects.filter(pk=instance.pk).values_list("content", flat=True).first()


@receiver(post_save, sender=PageLogEntry)
def follow_page_log(instance: PageLogEntry, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Whatever is done with a page, by whatever way, Wagtail notes in its history."""
    if not created or raw or instance.action in RECORDED_ELSEWHERE:
        return
    action = action_of(instance.action)
    record(
        action,
        instance.page,
        user=instance.user,
        title=instance.label,
        note=note_of(instance, action),
        changes=_changes(instance, action),
    )


@receiver(post_save, sender=ModelLogEntry)
def follow_model_log(instance: ModelLogEntry, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """What is done with other objects, unless these are watched themselves, which tells more."""
    model = instance.content_type.model_class()
    if not created or raw or (is_watched(model) and instance.action in WATCHED_ACTIONS):
        return
    action = action_of(instance.action)
    subject = model._default_manager.filter(pk=instance.object_id).first()
    record(action, subject or model(pk=instance.object_id), user=instance.user, note=note_of(instance, action))


def action_of(name: str) -> Action:
    """The verb for an action of Wagtail's log."""
    if name in ACTIONS:
        return ACTIONS[name]
    return next((action for start, action in FAMILIES.items() if name.startswith(start)), Action.OTHER)


def note_of(entry: Any, action: Action) -> str:
    """What there is to say about the entry beside its verb, in Chinese whatever its writer reads."""
    # Formatters expect the data as the database gives them back: moments are text by then.
    read = copy(entry)
    read.data = json.loads(json.dumps(entry.data, cls=DjangoJSONEncoder))
    with translation.override(settings.LANGUAGE_CODE):
        said = [TELLERS[action](read)] if action in TELLERS else _message(read)
        named = [entry.action] if action == Action.OTHER else []
        return "；".join(filter(None, [*named, *said, str(read.comment)]))


def _message(entry: Any) -> list[str]:
    """What Wagtail's history says, unless it only repeats the verb."""
    return [str(entry.message)] if entry.data else []


def _steps(entry: Any) -> str:
    """The step of review that was taken, and the one that follows."""
    review = entry.data.get("workflow") or {}
    return " → ".join(title for name in ("task", "next") if (title := (review.get(name) or {}).get("title")))


def _moment(entry: Any) -> str:
    """When the revision was, or is no longer, to be published."""
    moment = parse_datetime((entry.data.get("revision") or {}).get("go_live_at") or "")
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def _restriction(entry: Any) -> str:
    """Who may see the page from now on; of a restriction that was taken away, whom it let in."""
    kind = (entry.data.get("restriction") or {}).get("type", "")
    restricted = str(RESTRICTIONS.get(kind, kind))
    return _("解除限制：%s") % restricted if entry.action.endswith(".delete") else restricted


# Where Wagtail's own words are English in Chinese.
TELLERS = {
    Action.SUBMIT: _steps,
    Action.APPROVE: _steps,
    Action.REJECT: _steps,
    Action.CANCEL: _steps,
    Action.SCHEDULE: _moment,
    Action.UNSCHEDULE: _moment,
    Action.PRIVACY: _restriction,
}


def _changes(entry: PageLogEntry, action: Action) -> list[Change]:
    page = entry.page
    with translation.override(settings.LANGUAGE_CODE):
        if action == Action.CREATE:
            page = page.specific
            return differences(type(page), {}, page.serializable_data())
        if action in (Action.EDIT, Action.REVERT) and entry.revision:
            return differences(page.specific_class, _content_before(entry.revision), entry.revision.content)
        if action == Action.PUBLISH:
            return _public_digest(page)
    return []


def _content_before(revision: Revision) -> dict[str, Any]:
    if before := getattr(revision, "content_before", None):
        return before
    earlier = Revision.objects.filter(
        base_content_type=revision.base_content_type_id, object_id=revision.object_id, pk__lt=revision.pk
    )
    return earlier.order_by("-pk").values_list("content", flat=True).first() or {}


def _public_digest(page: Page) -> list[Change]:
    """The digest of what the public reads from now on: proof of which text it was."""
    digest = ContentItem.objects.published().filter(page_id=page.pk).values_list("digest", flat=True).first()
    return [Change(field=str(_("内容摘要值")), before="", after=digest)] if digest else []
