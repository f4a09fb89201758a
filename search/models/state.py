"""How search is doing: one row, kept by the worker, for the administration and for alarms."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SearchState(models.Model):
    """Whether Elasticsearch answers, and how far the index is behind."""

    down_since = models.DateTimeField(_("无法使用起始时间"), null=True)
    error = models.TextField(_("原因"), blank=True, default="")
    task = models.CharField(_("正在进行"), max_length=100, blank=True, default="")
    done = models.PositiveIntegerField(_("已完成条数"), default=0)
    total = models.PositiveIntegerField(_("总条数"), default=0)
    started_at = models.DateTimeField(_("开始时间"), null=True)
    rebuilding_until = models.DateTimeField(
        _("重建占用至"), null=True, help_text=_("正在重建索引的进程不断推后这个时间，别的进程在此之前不会重建。")
    )

    class Meta:
        verbose_name = _("检索运行状态")
        verbose_name_plural = _("检索运行状态")

    def __str__(self) -> str:
        return self.task

    @property
    def rate(self) -> int:
        """Entries a second of what is going on."""
        seconds = (timezone.now() - self.started_at).total_seconds() if self.started_at else 0
        return round(self.done / seconds) if seconds > 0 else 0

    @classmethod
    def current(cls) -> Self:
        """The one row."""
        return cls.objects.get_or_create(pk=1)[0]
