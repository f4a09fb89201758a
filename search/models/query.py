"""What is asked of search, counted by day. Nothing is kept of who asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QueryCount(models.Model):
    """How often a query was asked on a day, in the form in which queries are compared."""

    day = models.DateField(_("日期"))
    locale = models.CharField(_("语言"), max_length=12)
    query = models.CharField(_("检索词"), max_length=40)
    asked = models.PositiveIntegerField(_("检索次数"), default=0)
    empty = models.PositiveIntegerField(_("无结果次数"), default=0)
    opened = models.PositiveIntegerField(_("点开结果次数"), default=0)

    class Meta:
        verbose_name = _("检索统计")
        verbose_name_plural = _("检索统计")
        constraints = [models.UniqueConstraint(fields=["day", "locale", "query"], name="one_count_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.query}"
