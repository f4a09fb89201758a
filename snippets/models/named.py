"""Vocabulary that has a name in each language of the portal."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

code_validator = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("代码只能用小写字母、数字和连字符，例如 fagui-chu。"))


class Named(models.Model):
    """A coded term with a name in each language and a place in the order."""

    code = models.CharField(
        _("代码"),
        max_length=60,
        unique=True,
        validators=[code_validator],
        help_text=_("用于网址和接口，发布后不要修改。小写字母、数字和连字符。"),
    )
    title = models.CharField(_("名称"), max_length=100)
    title_bo = models.CharField(_("藏文名称"), max_length=200, blank=True)
    title_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    order = models.PositiveIntegerField(_("排序"), default=100, help_text=_("数字小的排在前面。"))

    class Meta:
        abstract = True
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.title

    def title_in(self, locale: str) -> str:
        """The name in that language, in Chinese where it has none."""
        return getattr(self, f"title_{locale}", "") or self.title

    def present(self, locale: str) -> dict[str, Any]:
        return {"code": self.code, "title": self.title_in(locale)}
