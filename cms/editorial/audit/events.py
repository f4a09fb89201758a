"""What else is recorded: sign-in, refusals, steps that are skipped, deliveries, bulk imports."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Model
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState

from cms.content.delivering import channel_failed, channel_recovered
from cms.content.gates import PublicationRefused, publication_refused
from cms.content.guards import WriteRefused, write_refused
from cms.content.models import Delivery
from cms.content.models.delivery import UNAVAILABLE, DeliveryState
from cms.editorial.audit.models import Action
from cms.editorial.audit.recording import compose, record, write
from pages.importing.inserting import pages_inserted
from snippets.shipped import Loaded, shipped_data_loaded


@receiver(user_logged_in)
def follow_sign_in(user: Any, **kwargs: Any) -> None:
    """Somebody has signed in."""
    record(Action.SIGN_IN, user, user=user)


@receiver(user_logged_out)
def follow_sign_out(user: Any, **kwargs: Any) -> None:
    """Somebody has signed out."""
    if user is not None:
        record(Action.SIGN_OUT, user, user=user)


@receiver(user_login_failed)
def follow_failure(credentials: dict[str, Any], **kwargs: Any) -> None:
    """Somebody could not sign in; the name that was tried is recorded, nothing else of what was typed."""
    record(Action.SIGN_IN_FAILED, title=str(credentials.get("username", ""))[:150])


@receiver(publication_refused)
def follow_refusal(refused: PublicationRefused, request: Any = None, **kwargs: Any) -> None:
    """Sent after whatever the refused publication wrote is undone, so that its record stays."""
    record(
        Action.REFUSE,
        refused.page if isinstance(refused.page, Model) else None,
        user=refused.user,
        note="\n".join(str(obstacle) for obstacle in refused.obstacles),
    )
    if request is not None:
        # The answer need not be recorded once more.
        request.refusal_recorded = True


@receiver(write_refused)
def follow_refused_write(refused: WriteRefused, request: HttpRequest, **kwargs: Any) -> None:
    """Sent after whatever the refused request wrote is undone."""
    record(Action.DENY, note=f"{request.method} {request.get_full_path()[:300]}\n{refused}")
    # The answer need not be recorded once more.
    request.refusal_recorded = True  # type: ignore[attr-defined]


@receiver(post_save)
def follow_skipped_step(sender: type, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A step of review that was left out, with the reason; Wagtail's own log does not mention it."""
    if created and not raw and isinstance(instance, TaskState) and instance.status == TaskState.STATUS_SKIPPED:
        page = instance.workflow_state.content_object
        record(Action.SKIP, page, note=f"{instance.task.name}：{instance.comment}")


@receiver(post_save, sender=Delivery)
def follow_delivery(instance: Delivery, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A channel has taken a change of an item, or could not, or will not be told any more."""
    if created or raw:
        return
    title = f"{instance.channel} · {instance.item.title or instance.item.path}"
    if instance.state == DeliveryState.DELIVERED:
        record(Action.DELIVER, instance, by_system=True, title=title, note=f"#{instance.sequence}")
    elif instance.state != DeliveryState.PENDING:
        record(Action.DELIVERY_ENDED, instance, by_system=True, title=title, note=instance.last_error)
    elif not instance.last_error.startswith(UNAVAILABLE) and instance.attempts & (instance.attempts - 1) == 0:
        # The first, second, fourth, eighth… failure of an item. A channel that is down is recorded by itself.
        note = f"#{instance.sequence}，第 {instance.attempts} 次：{instance.last_error}"
        record(Action.DELIVERY_FAILED, instance, by_system=True, title=title, note=note)


@receiver(channel_failed)
def follow_channel_failure(channel: str, error: str, **kwargs: Any) -> None:
    """A channel cannot be reached: recorded once, however many deliveries wait for it."""
    record(Action.DELIVERY_FAILED, by_system=True, title=channel, note=f"渠道无法使用，分发等待其恢复：{error}")


@receiver(channel_recovered)
def follow_channel_recovery(channel: str, **kwargs: Any) -> None:
    """And once when it can be reached again."""
    record(Action.DELIVER, by_system=True, title=channel, note="渠道恢复，继续分发。")


@receiver(pages_inserted)
def follow_import(pages: Sequence[Page], **kwargs: Any) -> None:
    """Imported in bulk, past the signals of Wagtail's log."""
    write([compose(Action.IMPORT, page, user=page.owner, title=page.title) for page in pages])


@receiver(shipped_data_loaded)
def follow_shipped_data(loaded: Loaded, **kwargs: Any) -> None:
    """Word lists that ship have been brought up to date, past the signals of the words."""
    record(
        Action.OTHER,
        title=_("随系统提供的词表"),
        note=_("新增 %(added)d 条，更新 %(updated)d 条，删除 %(removed)d 条。") % vars(loaded),
    )
