"""What the content checks look for: words that must not stand in a text, and sites that a text may lead to."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class WordKind(models.TextChoices):
    """What is wrong with a word."""

    FORBIDDEN = "forbidden", _("禁用")
    MISSPELT = "misspelt", _("错别字")


class WordRule(models.Model):
    """A word that the checks find: forbidden ones stop a publication, misspelt ones are shown with the right one."""

    word = models.CharField(_("词语"), max_length=40, unique=True)
    replacement = models.CharField(_("应改为"), max_length=100, blank=True)
    kind = models.CharField(_("类型"), max_length=10, choices=WordKind, default=WordKind.MISSPELT)
    note = models.CharField(_("说明"), max_length=200, blank=True, help_text=_("依据或用法，会显示给编辑。"))

    class Meta:
        verbose_name = _("禁用词和错别字")
        verbose_name_plural = _("禁用词和错别字")
        ordering = ["kind", "word"]

    def __str__(self) -> str:
        return f"{self.word} → {self.replacement}" if self.replacement else self.word

    def clean(self) -> None:
        super().clean()
        self.word = self.word.strip()
        if len(self.word) < 2:
            raise ValidationError({"word": _("词语至少两个字。")})
        if self.word in self.replacement:
            raise ValidationError({"replacement": _("改后的词语仍包含原词。")})
        if self.kind == WordKind.MISSPELT and not self.replacement:
            raise ValidationError({"replacement": _("错别字须给出正确写法。")})


class AllowedSite(models.Model):
    """A site to which content may link without a second look; its subdomains are included."""

    domain = models.CharField(
        _("域名"),
        max_length=100,
        unique=True,
        validators=[RegexValidator(r"^([a-z0-9-]+\.)+[a-z]{2,}$", _("域名如 qinghai.gov.cn，不含 http:// 和路径。"))],
        help_text=_("包含其下级域名，例如 gov.cn 包含所有政府网站。"),
    )
    name = models.CharField(_("名称"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("可链接的站外网站")
        verbose_name_plural = _("可链接的站外网站")
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.domain

    def covers(self, address: str) -> bool:
        """Whether the address stands on this site or below it."""
        host = (urlsplit(address).hostname or "").lower()
        return host == self.domain or host.endswith(f".{self.domain}")
