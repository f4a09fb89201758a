from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from snippets.models.named import Named


class Topic(Named):
    """主题分类 of policy documents, in two levels (国办发〔2017〕47号)."""

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上级分类"),
        help_text=_("一级分类留空；主题分类共两级。"),
        limit_choices_to={"parent": None},
    )

    class Meta(Named.Meta):
        verbose_name = _("主题分类")
        verbose_name_plural = _("主题分类")

    def __str__(self) -> str:
        return f"{self.parent.title} / {self.title}" if self.parent else self.title

    def clean(self) -> None:
        super().clean()
        if self.parent is None:
            return
        if self.parent_id == self.pk:
            raise ValidationError({"parent": _("分类不能以自己为上级。")})
        if self.parent.parent_id:
            raise ValidationError({"parent": _("主题分类共两级，“%s”已是第二级。") % self.parent.title})
        if self.pk and self.children.exists():
            raise ValidationError({"parent": _("“%s”下面还有分类，不能再归到别的分类之下。") % self.title})

    def present(self, locale: str) -> dict[str, Any]:
        return super().present(locale) | {"parent": self.parent.code if self.parent else None}
