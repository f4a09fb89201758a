"""Drafts as they will be presented, readable for a short time with a signed token."""

import json
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.core import signing
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SALT = "content.preview"
LIFETIME = timedelta(hours=1)


class Preview(models.Model):
    """One presented draft."""

    document = models.TextField(_("全文（JSON）"))
    created_at = models.DateTimeField(_("生成时间"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        verbose_name=_("生成人"),
        related_name="+",
    )

    class Meta:
        verbose_name = _("草稿预览")
        verbose_name_plural = _("草稿预览")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"

    @classmethod
    def keep(cls, document: dict[str, Any], user: Any) -> str:
        """Store a presented draft and return its token; previews that have run out are dropped."""
        cls.objects.filter(created_at__lt=timezone.now() - LIFETIME).delete()
        text = json.dumps(document, ensure_ascii=False)
        preview = cls.objects.create(document=text, created_by=user if user and user.pk else None)
        return signing.dumps(preview.pk, salt=SALT)

    @classmethod
    def from_token(cls, token: str) -> Self | None:
        """The preview that the token names, or None when the token is forged, too old or used up."""
        try:
            key = signing.loads(token, salt=SALT, max_age=LIFETIME)
        except signing.BadSignature:
            return None
        return cls.objects.filter(pk=key).first()
