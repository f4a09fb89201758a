"""The content item: a published page as one finished JSON document."""

import uuid
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Public, or a tombstone that says why it is public no more."""

    PUBLISHED = "published", _("已发布")
    WITHDRAWN = "withdrawn", _("已撤下")


class Withdrawal(models.TextChoices):
    """Why a content item is no longer public; the label is the sentence that the public is told."""

    UNPUBLISHED = "unpublished", _("该信息已由发布单位撤下。")
    EXPIRED = "expired", _("该信息已过公开期限，不再展示。")
    DELETED = "deleted", _("该信息已删除。")
    NOT_DISCLOSED = "not_disclosed", _("该信息的公开属性已变更，不再主动公开。")
    RESTRICTED = "restricted", _("该信息已限定查阅范围，不再向社会公开。")


class Validity(models.TextChoices):
    """有效性 of a policy document (国办发〔2017〕47号)."""

    IN_FORCE = "in_force", _("有效")
    AMENDED = "amended", _("已修改")
    REPEALED = "repealed", _("废止")
    EXPIRED = "expired", _("失效")


class ContentItemQuerySet(models.QuerySet["ContentItem"]):
    """Content items by what a reader asks for."""

    def published(self) -> Self:
        return self.filter(state=State.PUBLISHED)

    def in_locale(self, locale: str) -> Self:
        return self.filter(locale=locale)

    def linked_to(self, kind: str, target: str) -> Self:
        """The items that carry the link `kind` → `target`, for example all that stand below a column."""
        return self.filter(links__kind=kind, links__target=target)


class ContentItem(models.Model):
    """What the public may read of one page in one language.

    `document` and `light` are canonical JSON, stored as text so that the API sends them without decoding; `digest`
    is the SHA-256 of the document with its links. A withdrawn item keeps its identity, its address and the public
    reason, and loses its content.
    """

    content_id = models.UUIDField(_("内容标识"), default=uuid.uuid4)
    locale = models.CharField(_("语言"), max_length=12)
    type = models.CharField(_("类型"), max_length=40)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PUBLISHED)
    path = models.CharField(_("地址"), max_length=500, db_index=True)
    page_id = models.BigIntegerField(_("页面编号"), null=True, db_index=True)
    position = models.CharField(
        _("目录树位置"),
        max_length=255,
        help_text=_("页面树中的路径；栏目按它排序。"),
        blank=True,
    )

    title = models.CharField(_("标题"), max_length=500)
    summary = models.TextField(_("摘要"), blank=True)
    index_number = models.CharField(_("索引号"), max_length=100, blank=True, db_index=True)
    document_number = models.CharField(_("发文字号"), max_length=100, blank=True, db_index=True)
    validity = models.CharField(_("有效性"), max_length=10, choices=Validity, blank=True)
    kind = models.CharField(_("类别"), max_length=40, blank=True)
    issued_on = models.DateField(_("成文日期"), null=True)
    published_at = models.DateTimeField(_("发布时间"))
    updated_at = models.DateTimeField(_("更新时间"))

    document = models.TextField(_("全文（JSON）"), blank=True)
    light = models.TextField(_("列表项（JSON）"), blank=True)
    linked_ids = models.JSONField(_("关联内容"), default=dict)
    text = models.TextField(_("检索文本"), blank=True)
    digest = models.CharField(_("摘要值"), max_length=64, blank=True)
    sequence = models.BigIntegerField(_("变更序号"), unique=True, help_text=_("每次变更递增；渠道据此按序同步。"))
    edition = models.PositiveIntegerField(_("版次"), default=1)

    withdrawal = models.CharField(_("撤下原因"), max_length=20, choices=Withdrawal, blank=True)
    withdrawal_note = models.TextField(_("撤下说明"), blank=True)

    objects = ContentItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("内容项")
        verbose_name_plural = _("内容项")
        constraints = [
            models.UniqueConstraint(fields=["content_id", "locale"], name="one_item_per_language"),
        ]
        indexes = [
            models.Index(fields=["locale", "state", "-published_at", "-id"], name="item_newest"),
            models.Index(
                fields=["locale", "type", "state", "-published_at", "-id"],
                name="item_newest_of_type",
            ),
            models.Index(fields=["locale", "state", "-issued_on", "-id"], name="item_last_issued"),
            models.Index(fields=["-sequence"], name="item_last_withdrawn", condition=models.Q(state="withdrawn")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def public_reason(self) -> str:
        """The sentence that a reader of a withdrawn address is given."""
        return self.withdrawal_note or str(Withdrawal(self.withdrawal or Withdrawal.UNPUBLISHED).label)
