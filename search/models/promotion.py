"""置顶答案: what editors put above all hits of a query."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from search.folding import fold, plain


class Promotion(models.Model):
    """A page or a column that answers certain queries, said by an editor."""

    queries = models.TextField(
        _("检索词"), help_text=_("每行一个。检索词与其中一行完全相同时（不计空格、标点、大小写和繁简），置顶显示。")
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        models.CASCADE,
        related_name="+",
        verbose_name=_("页面或栏目"),
        help_text=_("未公开的页面不会显示。"),
    )
    note = models.CharField(
        _("一句话回答"), max_length=200, blank=True, help_text=_("显示在标题下面，不填则用页面的摘要。")
    )
    order = models.PositiveIntegerField(_("排序"), default=100, help_text=_("数字小的排在前面。"))
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("置顶答案")
        verbose_name_plural = _("置顶答案")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{'、'.join(self.queries.split(chr(10)))} → {self.page.title}"

    def clean(self) -> None:
        super().clean()
        if not self.compared():
            raise ValidationError({"queries": _("请至少写一个检索词。")})

    def compared(self) -> set[str]:
        """The queries in the form in which they are compared."""
        return {key for line in self.queries.splitlines() if (key := plain(fold(line)))}
