"""Who is who: roles are Django groups, and people belong to departments."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _

ALL_DEPARTMENTS = "editorial.all_departments"


class RoleKey(models.TextChoices):
    """The roles of the commission's publishing rules; what each may do stands in its group and can be changed."""

    COLUMN_EDITOR = "column_editor", _("栏目编辑")
    DEPARTMENT_HEAD = "department_head", _("处室负责人")
    SECRECY_REVIEWER = "secrecy_reviewer", _("保密审查员")
    COUNTERSIGNER_RESEARCH = "countersigner_research", _("会签（政研室）")
    COUNTERSIGNER_LEGAL = "countersigner_legal", _("会签（法规处）")
    PUBLISHER = "publisher", _("发布员（信息中心）")
    DISCLOSURE_OFFICE = "disclosure_office", _("政务公开办（办公室）")
    ADMINISTRATOR = "administrator", _("系统管理员")
    SECURITY_ADMINISTRATOR = "security_administrator", _("安全管理员")
    AUDITOR = "auditor", _("审计员")


class Role(models.Model):
    """Which group plays a role. The group may be renamed and its permissions changed: the role still finds it."""

    key = models.CharField(_("角色"), max_length=30, choices=RoleKey, unique=True)
    group = models.OneToOneField(
        Group, models.SET_NULL, null=True, blank=True, related_name="editorial_role", verbose_name=_("用户组")
    )

    class Meta:
        verbose_name = _("角色")
        verbose_name_plural = _("角色")
        permissions: ClassVar = [
            ("all_departments", _("不限处室：查阅全部栏目，所授页面权限适用于各处室")),
            ("grant_rights", _("授予权限：为他人指定角色和处室，管理用户组和审签流程")),
        ]

    def __str__(self) -> str:
        return str(RoleKey(self.key).label)


class Membership(models.Model):
    """The department in which somebody works (谁产生谁提供谁负责, 青发改办〔2017〕455号 19)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="membership", verbose_name=_("用户")
    )
    department = models.ForeignKey("snippets.Department", models.PROTECT, related_name="+", verbose_name=_("处室"))

    class Meta:
        verbose_name = _("处室人员")
        verbose_name_plural = _("处室人员")
        ordering = ["department__order", "user__username"]

    def __str__(self) -> str:
        return f"{self.department} · {self.user}"
