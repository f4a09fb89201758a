from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.content.models.item import ContentItem


class Edition(models.Model):
    """A former state of a content item, kept when a newer one replaced it."""

    item = models.ForeignKey(ContentItem, models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField(_("版次"))
    digest = models.CharField(_("摘要值"), max_length=64)
    document = models.TextField(_("全文（JSON）"))
    published_at = models.DateTimeField(_("公开时间"))
    replaced_at = models.DateTimeField(_("被替换时间"), auto_now_add=True)
    note = models.CharField(
        _("修改说明"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("替换它的新版改了什么。"),
    )

    class Meta:
        verbose_name = _("历史版本")
        verbose_name_plural = _("历史版本")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="one_edition_per_number")]

    def __str__(self) -> str:
        return f"{self.item_id} · {self.number}"
