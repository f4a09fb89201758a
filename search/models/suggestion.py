"""检索建议: queries that an editor has approved, which complete what others type."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from search.folding import fold, plain
from snippets.models import WordKind, WordRule

LONGEST = 40


class ApprovedQuery(models.Model):
    """A query that everybody may be shown. What visitors ask is counted, and shown to nobody until it is here."""

    query = models.CharField(_("检索词"), max_length=LONGEST)
    locale = models.CharField(_("语言"), max_length=12, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    updated_at = models.DateTimeField(_("批准时间"), auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("检索建议")
        verbose_name_plural = _("检索建议")
        ordering = ["query", "locale"]
        constraints = [models.UniqueConstraint(fields=["query", "locale"], name="one_approval_a_query")]

    def __str__(self) -> str:
        return self.query

    def clean(self) -> None:
        """Bring the query to the form in which queries are compared; raises ValidationError for a forbidden word."""
        super().clean()
        self.query = plain(fold(self.query))
        if not self.query:
            raise ValidationError({"query": _("请填写检索词。")})
        for rule in WordRule.objects.all():
            if plain(fold(rule.word)) in self.query:
                told = _("含有禁用词“%s”。") if rule.kind == WordKind.FORBIDDEN else _("含有疑似错别字“%s”。")
                raise ValidationError({"query": told % rule.word})
