from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Rhythm(models.TextChoices):
    """How often somebody wants mail about reviews."""

    EACH = "each", _("逐条发送")
    DAILY = "daily", _("每天汇总为一封")
    NONE = "none", _("不发邮件，只在首页查看")


class NoticePreference(models.Model):
    """How somebody wants to be told; who has chosen nothing is told of each."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preference", verbose_name=_("用户")
    )
    rhythm = models.CharField(_("审签通知邮件"), max_length=10, choices=Rhythm, default=Rhythm.EACH)
    digested_on = models.DateField(_("最近一次汇总"), null=True, editable=False)

    class Meta:
        verbose_name = _("通知方式")
        verbose_name_plural = _("通知方式")

    def __str__(self) -> str:
        return f"{self.user}：{self.get_rhythm_display()}"


class Notice(models.Model):
    """Something that somebody is told by mail: written in the transaction of the act, kept until it was sent."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("用户"))
    # Of what concerns the account itself: sent there at once, whatever else somebody wants.
    address = models.EmailField(_("收件地址"), blank=True, db_default="")
    subject = models.CharField(_("主题"), max_length=300)
    text = models.TextField(_("内容"))
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)
    sent_at = models.DateTimeField(_("发送时间"), null=True)

    class Meta:
        verbose_name = _("审签通知")
        verbose_name_plural = _("审签通知")
        ordering = ("pk",)
        indexes = (models.Index(fields=["user"], condition=models.Q(sent_at=None), name="notice_waiting"),)

    def __str__(self) -> str:
        return self.subject
