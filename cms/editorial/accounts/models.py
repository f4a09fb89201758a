from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Account(models.Model):
    """What somebody still has to do himself before others' work on his account holds; without a row, nothing."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="account", verbose_name=_("用户")
    )
    password_given = models.BooleanField(_("密码由他人设定，须本人修改"), default=False)
    email_given = models.BooleanField(_("邮箱由他人填写，尚未经本人确认"), default=False)

    class Meta:
        verbose_name = _("账号状态")
        verbose_name_plural = _("账号状态")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.user)


class Scope(models.TextChoices):
    """What a token of the write API may do, each more than the one before."""

    READ = "read", _("只读")
    DRAFT = "draft", _("读取、撰写草稿")
    PUBLISH = "publish", _("读取、撰写、发布和撤下")


class TokenTerms(models.Model):
    """How far and how long a token of Wagtail's write API reaches; without them it opens nothing."""

    token = models.OneToOneField(
        "wagtailcore.APIToken", models.CASCADE, related_name="terms", verbose_name=_("接口令牌")
    )
    scope = models.CharField(_("范围"), max_length=10, choices=Scope, default=Scope.READ)
    expires_at = models.DateTimeField(_("有效期至"))

    class Meta:
        verbose_name = _("接口令牌的范围和期限")
        verbose_name_plural = _("接口令牌的范围和期限")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.token}：{self.get_scope_display()}"


class SignIn(models.Model):
    """One session of somebody: when it began, when he last did something, and why it was ended before its time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_ins", verbose_name=_("用户"))
    session_key = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField(_("登录时间"), auto_now_add=True)
    seen_at = models.DateTimeField(_("最近操作"))
    ended_because = models.CharField(_("结束原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("登录会话")
        verbose_name_plural = _("登录会话")
        default_permissions = ()
        indexes = (models.Index(fields=["user", "started_at"], name="sign_in_of_user"),)

    def __str__(self) -> str:
        return f"{self.user} {self.started_at}"
