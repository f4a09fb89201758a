"""The audit trail: what was done, chained so that nothing is changed or removed unnoticed."""

import uuid
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.editorial.audit.models.verbs import Action, Channel


class AuditEntry(models.Model):
    """One act: who, when, from where, what, on what, and what changed (网络安全法 21 (3), GB/T 22239 安全审计).

    An entry is written, signed, in the transaction of the act, and never changes. `number`, `previous` and `hash` are
    its place in the chain, which it is given once, right after the commit (see `chain`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    moment = models.DateTimeField(_("时间"), default=timezone.now)
    # Without a foreign key: the trail outlives the person's account.
    actor_id = models.BigIntegerField(_("人员编号"), null=True)
    actor = models.CharField(_("人员"), max_length=200, blank=True)
    channel = models.CharField(_("途径"), max_length=10, choices=Channel)
    address = models.CharField(_("IP 地址"), max_length=45, blank=True)
    agent = models.CharField(_("客户端"), max_length=120, blank=True)
    action = models.CharField(_("操作"), max_length=20, choices=Action)
    object_type = models.CharField(_("对象类别"), max_length=100, blank=True)
    object_id = models.CharField(_("对象编号"), max_length=64, blank=True)
    title = models.CharField(_("对象"), max_length=255, blank=True)
    note = models.TextField(_("说明"), blank=True)
    changes = models.JSONField(_("变化"), default=list, blank=True)
    signature = models.CharField(_("签名"), max_length=64)

    number = models.BigIntegerField(_("编号"), null=True, unique=True)
    previous = models.CharField(_("前一条摘要值"), max_length=64, blank=True)
    hash = models.CharField(_("摘要值"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = _("审计记录")
        default_permissions = ("view",)
        ordering = ["-moment", "-number"]
        indexes = [
            models.Index(fields=["-moment", "-number"], name="audit_moment"),
            models.Index(fields=["object_type", "object_id"], name="audit_object"),
            models.Index(fields=["actor_id", "-moment"], name="audit_actor"),
            models.Index(fields=["moment", "id"], name="audit_unchained", condition=models.Q(number=None)),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} · {self.get_action_display()} · {self.title}"

    @property
    def actor_name(self) -> str:
        return self.actor or str(_("未登录") if self.address else _("系统"))

    @property
    def local_moment(self) -> str:
        """The moment to the second, in the portal's time zone."""
        return timezone.localtime(self.moment).strftime("%Y-%m-%d %H:%M:%S")

    @property
    def origin(self) -> str:
        """The address; of what came from no request, the command."""
        return self.address or self.agent

    @property
    def type_name(self) -> str:
        """What people call an object of this type; its technical name when the type is gone."""
        try:
            return str(apps.get_model(self.object_type)._meta.verbose_name)
        except (LookupError, ValueError):
            return self.object_type

    @property
    def differences(self) -> str:
        """The note and what changed, a line each."""
        return "\n".join([self.note] * bool(self.note) + [_line(change) for change in self.changes])


def _line(change: dict[str, Any]) -> str:
    if not change["before"]:
        return f"{change['field']}：{change['after']}"
    return f"{change['field']}：{change['before']} → {change['after'] or _('（空）')}"


class AuditHead(models.Model):
    """The end of the chain, one row: the lock under which entries are chained, and what `verify_audit` expects."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)
    # Entries up to this number may be deleted; everything else the database refuses.
    pruned = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"#{self.number}"
