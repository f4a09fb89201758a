"""Drafts as they will be presented, readable for a short time with a signed token.

A token is for those to whom its maker gives it, while both are what they were: it ends with the next revision of the
page, its publication, withdrawal or deletion, and with the maker's account or right to the page. That is looked up
whenever somebody reads, so nothing that happens elsewhere has to remember previews.
"""

import json
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.core import signing
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageLogEntry

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
    page_id = models.BigIntegerField(_("页面编号"), null=True, help_text=_("尚未保存的新页面记其上级页面。"))
    page_state = models.CharField(
        _("页面状态"), max_length=100, blank=True, default="", db_default="", help_text=_("尚未保存的新页面为空。")
    )

    class Meta:
        verbose_name = _("草稿预览")
        verbose_name_plural = _("草稿预览")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"

    @classmethod
    def keep(cls, document: dict[str, Any], page: Page, user: Any) -> str:
        """Store a presented draft of the page and return its token; previews that have run out are dropped."""
        cls.objects.filter(created_at__lt=timezone.now() - LIFETIME).delete()
        kept = Page.objects.filter(pk=page.pk).first()
        preview = cls.objects.create(
            document=json.dumps(document, ensure_ascii=False),
            created_by=user if user and user.pk else None,
            page_id=kept.pk if kept else Page.objects.get(path=page.path[: -Page.steplen]).pk,
            page_state=state_of(kept) if kept else "",
        )
        return signing.dumps(preview.pk, salt=SALT)

    @classmethod
    def from_token(cls, token: str) -> Self | None:
        """The preview that the token names, or None when the token is forged, too old, or ended."""
        try:
            key = signing.loads(token, salt=SALT, max_age=LIFETIME)
        except signing.BadSignature:
            return None
        preview = cls.objects.filter(pk=key).select_related("created_by").first()
        return preview if preview and preview.holds() else None

    def holds(self) -> bool:
        """Whether the page is as it was, and the maker still somebody who may edit it."""
        maker, page = self.created_by, Page.objects.filter(pk=self.page_id).first()
        if maker is None or not maker.is_active or page is None:
            return False
        rights = page.specific.permissions_for_user(maker)
        if self.page_state:
            return bool(rights.can_edit() and state_of(page) == self.page_state)
        # The draft of a page that was not saved ends as soon as its maker saves a new page: it may be that one.
        saved = PageLogEntry.objects.filter(user=maker.pk, action="wagtail.create", timestamp__gte=self.created_at)
        return bool(rights.can_add_subpage() and not saved.exists())


def state_of(page: Page) -> str:
    """Differs as soon as the page has another revision, or is public or withdrawn."""
    return f"{page.latest_revision_id} {page.live_revision_id} {page.live} {page.last_published_at}"
