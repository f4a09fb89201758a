"""检索词汇: what search has to know of the words of the field and of citizens' own."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

_SEPARATORS = re.compile(r"[\s、，,；;]+")


class SearchWordKind(models.TextChoices):
    """What is said about the words of an entry."""

    SYNONYMS = "synonyms", _("同义词和简称")
    LEADS = "leads", _("百姓说法")
    STOP = "stop", _("停用词")
    WHOLE = "whole", _("专有词")


class SearchWords(models.Model):
    """Words that mean the same, that lead to others, that mean nothing to search, or that must not be taken apart."""

    kind = models.CharField(_("类型"), max_length=10, choices=SearchWordKind, default=SearchWordKind.SYNONYMS)
    words = models.CharField(
        _("词语"),
        max_length=300,
        help_text=_(
            "用空格或顿号分开。同义词、简称和全称写在一起，搜其中任何一个，都能找到其余各词；"
            "百姓说法彼此不必同义，搜其中任何一个，都查找右边的词。"
        ),
    )
    also = models.CharField(
        _("也查找"),
        max_length=300,
        blank=True,
        help_text=_("仅用于同义词和百姓说法：搜左边的词时也查找这些词，反过来则不查找。例如“电瓶车”也查找“非机动车”。"),
    )
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("检索词汇")
        verbose_name_plural = _("检索词汇")
        ordering = ["kind", "words"]

    def __str__(self) -> str:
        return f"{self.words} → {self.also}" if self.also else self.words

    def clean(self) -> None:
        super().clean()
        written = split(self.words)
        if not written:
            raise ValidationError({"words": _("请至少写一个词语。")})
        if self.kind == SearchWordKind.LEADS and not split(self.also):
            raise ValidationError({"also": _("请填写百姓说法所指的词语。")})
        if self.kind not in (SearchWordKind.SYNONYMS, SearchWordKind.LEADS) and self.also:
            raise ValidationError({"also": _("只有同义词和百姓说法可以填写“也查找”。")})
        if self.kind == SearchWordKind.SYNONYMS and len(set(written + split(self.also))) < 2:
            raise ValidationError({"words": _("同义词至少两个，或填写“也查找”。")})


def split(text: str) -> list[str]:
    """The words that an editor wrote into one field."""
    return [word for word in _SEPARATORS.split(text) if word]
