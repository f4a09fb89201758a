from django.db import models
from django.utils.translation import gettext_lazy as _


class FileState(models.TextChoices):
    """Whether the words of a file are known, and why not."""

    READ = "read", _("已读取")
    SILENT = "silent", _("没有文字")
    LOCKED = "locked", _("需要密码")
    DAMAGED = "damaged", _("无法读取")
    LARGE = "large", _("过大，未读取")
    OTHER = "other", _("不含可读文字的格式")


class FileText(models.Model):
    """The words of an uploaded file, apart from it: lists of files need not carry them."""

    document = models.OneToOneField(
        "pages.PortalDocument", models.CASCADE, primary_key=True, related_name="words", verbose_name=_("文件")
    )
    file_hash = models.CharField(_("文件摘要值"), max_length=40, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=FileState)
    text = models.TextField(_("文字"), blank=True)

    class Meta:
        verbose_name = _("文件文字")
        verbose_name_plural = _("文件文字")

    def __str__(self) -> str:
        return str(self.document)
