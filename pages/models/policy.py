from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
)
from wagtail.search import index

from cms.content.models import Validity, Withdrawal
from cms.content.types import ContentType, Field, Kind
from pages.models.base import BodyPage, DepartmentMixin
from pages.models.index_number import next_index_number
from pages.models.policy_parts import PolicyTag

# 发文机关代字 + 〔年份〕 + 顺序号 (GB/T 9704-2012 7.2.5), or a decree number (令第 N 号).
DOCUMENT_NUMBER = (
    r"^(?:[\u4e00-\u9fff]{2,20}〔(?:19|20)\d{2}〕\d{1,5}号|[\u4e00-\u9fff]{2,30}第[\d〇零一二三四五六七八九十百]+号)$"
)


class Disclosure(models.TextChoices):
    """公开属性, decided together with the text (青发改办〔2017〕455号 1)."""

    PROACTIVE = "proactive", _("主动公开")
    ON_REQUEST = "on_request", _("依申请公开")
    WITHHELD = "withheld", _("不予公开")


class PolicyDocumentPage(DepartmentMixin, BodyPage):
    """公文: a document of the commission with its public record (国办发〔2017〕47号)."""

    # The table has the fields of 国办发〔2017〕47号, in the order in which sites show them.
    public_type = ContentType(
        "policy_document",
        _("政策文件"),
        fields=[
            *BodyPage.public_fields,
            *DepartmentMixin.public_fields,
            Field("document_number", _("发文字号"), light=True),
            Field("index_number", _("索引号"), light=True),
            Field("issuing_authority", _("发文机关")),
            Field("topics", _("主题分类"), Kind.TERMS, source="present_topics", light=True),
            Field("issued_on", _("成文日期"), Kind.DATE, source="date_written", light=True),
            Field("released_on", _("印发日期"), Kind.DATE, source="date_released"),
            Field("effective_on", _("施行日期"), Kind.DATE, source="date_effective"),
            Field("validity", _("有效性"), Kind.CHOICE, choices=Validity, light=True),
            Field("is_major_policy", _("重大政策"), Kind.BOOLEAN),
            Field("is_normative", _("行政规范性文件"), Kind.BOOLEAN),
            Field("tags", _("主题词"), Kind.WORDS, light=True),
            Field("attachments", _("附件"), Kind.FILES, source="present_attachments"),
        ],
        schema_org="Legislation",
        record=(
            "index_number", "topics", "issuing_authority", "issued_on", "title", "document_number", "published_at",
            "tags", "validity", "department", "effective_on",
        ),
        order=10,
    )  # fmt: skip

    document_number = models.CharField(
        _("发文字号"),
        max_length=60,
        blank=True,
        validators=[
            RegexValidator(
                DOCUMENT_NUMBER,
                _("发文字号应如“青发改办〔2017〕455号”，年份用六角括号〔〕，不加“第”字。"),
            )
        ],
        help_text=_("例如 青发改办〔2017〕455号。"),
    )
    index_number = models.CharField(
        _("索引号"),
        max_length=60,
        blank=True,
        db_index=True,
        help_text=_("不填则在保存时按机构信息中的规则自动生成。"),
    )
    issuing_authority = models.CharField(_("发文机关"), max_length=200, default="青海省发展和改革委员会")
    topic = models.ForeignKey(
        "snippets.Topic",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("主题分类"),
    )
    date_written = models.DateField(
        _("成文日期"),
        null=True,
        blank=True,
        help_text=_("公文落款的日期，必填。只有无从查考的历史文件可以不填，但须在“设置”中填写原发布日期。"),
    )
    date_issued = models.DateField(
        _("印发日期"),
        null=True,
        blank=True,
        help_text=_("20 个工作日的公开期限从印发次日起算；不填视同成文日期。"),
    )
    date_effective = models.DateField(_("施行日期"), null=True, blank=True)

    disclosure = models.CharField(
        _("公开属性"),
        max_length=20,
        choices=Disclosure,
        help_text=_("只有“主动公开”的公文会出现在网站和其他渠道。"),
    )
    disclosure_reason = models.TextField(
        _("属性理由"),
        blank=True,
        help_text=_("“不予公开”必须写明理由和法律依据；代拟稿写明建议的属性和理由。"),
    )
    is_draft_for_government = models.BooleanField(_("代省政府起草（代拟稿）"), default=False)
    is_major_policy = models.BooleanField(_("重大政策"), default=False, help_text=_("重大政策须与解读同步公开。"))
    is_normative = models.BooleanField(_("行政规范性文件"), default=False)

    legality_reviewer = models.CharField(
        _("合法性审核机构"),
        max_length=100,
        blank=True,
        default="",
        db_default="",
        help_text=_("行政规范性文件必填，例如 法规处。"),
    )
    legality_reviewed_on = models.DateField(_("合法性审核日期"), null=True, blank=True)

    validity = models.CharField(_("有效性"), max_length=10, choices=Validity, default=Validity.IN_FORCE)
    changed_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("修改或废止本文件的文件"),
    )
    tags = ClusterTaggableManager(through=PolicyTag, blank=True, verbose_name=_("主题词"))

    content_panels = [
        *BodyPage.content_panels[:2],
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("document_number"), FieldPanel("index_number")]),
                FieldRowPanel([FieldPanel("issuing_authority"), FieldPanel("department")]),
                FieldRowPanel(
                    [
                        FieldPanel("date_written"),
                        FieldPanel("date_issued"),
                        FieldPanel("date_effective"),
                    ]
                ),
                FieldRowPanel([FieldPanel("topic"), FieldPanel("tags")]),
            ],
            _("公开信息表"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("disclosure"),
                FieldPanel("disclosure_reason"),
                FieldRowPanel(
                    [
                        FieldPanel("is_major_policy"),
                        FieldPanel("is_normative"),
                        FieldPanel("is_draft_for_government"),
                    ]
                ),
                FieldRowPanel([FieldPanel("legality_reviewer"), FieldPanel("legality_reviewed_on")]),
            ],
            _("公开属性"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("validity"),
                PageChooserPanel("changed_by", "pages.PolicyDocumentPage"),
            ],
            _("有效性"),
        ),
        FieldPanel("body"),
        InlinePanel("attachments", label=_("附件")),
        InlinePanel("related_documents", label=_("相关文件")),
    ]
    search_fields = [
        *BodyPage.search_fields,
        index.SearchField("document_number"),
        index.SearchField("index_number"),
        index.FilterField("disclosure"),
        index.FilterField("validity"),
    ]
    parent_page_types = ["pages.ColumnPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("公文")
        verbose_name_plural = _("公文")
        indexes = [models.Index(fields=["document_number"])]

    def clean(self) -> None:
        super().clean()
        errors = self.rule_errors()
        if self.index_number and self._others().filter(index_number=self.index_number).exists():
            errors["index_number"] = _("索引号“%s”已用于另一份公文。") % self.index_number
        if errors:
            raise ValidationError(errors)

    def rule_errors(self) -> dict[str, Any]:
        """What the document's own fields break of the rules of the public record: field names to sentences."""
        return self._date_errors() | self._disclosure_errors() | self._validity_errors()

    def _others(self) -> models.QuerySet["PolicyDocumentPage"]:
        """All other documents. Translations and aliases are the same document, and bear its index number."""
        same = {self.pk, self.alias_of_id} - {None}
        others = PolicyDocumentPage.objects.exclude(translation_key=self.translation_key)
        return others.exclude(pk__in=same).exclude(alias_of__in=same)

    def _date_errors(self) -> dict[str, Any]:
        errors: dict[str, Any] = {}
        if not self.date_written:
            # 生成日期 is part of the catalogue's minimum (政府信息公开条例 12).
            return {} if self.date_first_public else {"date_written": _("请填写成文日期。")}
        if self.date_written > timezone.localdate():
            errors["date_written"] = _("成文日期不能晚于今天。")
        if self.date_issued and self.date_issued < self.date_written:
            errors["date_issued"] = _("印发日期不能早于成文日期。")
        if self.date_effective and self.date_effective < self.date_written:
            errors["date_effective"] = _("施行日期不能早于成文日期。")
        if self.date_first_public and timezone.localdate(self.date_first_public) < self.date_written:
            errors["date_first_public"] = _("发布日期不能早于成文日期。")
        return errors

    def _disclosure_errors(self) -> dict[str, Any]:
        if self.disclosure_reason.strip():
            return {}
        if self.disclosure == Disclosure.WITHHELD:
            return {"disclosure_reason": _("“不予公开”必须写明理由和法律依据。")}
        if self.is_draft_for_government:
            return {"disclosure_reason": _("代拟稿须写明建议的公开属性和理由。")}
        return {}

    def _validity_errors(self) -> dict[str, Any]:
        if self.changed_by and self.changed_by.translation_key == self.translation_key:
            return {"changed_by": _("文件不能由自己修改或废止。")}
        if self.changed_by and self.validity == Validity.IN_FORCE:
            return {"validity": _("已填写修改或废止本文件的文件，有效性不能仍为“有效”。")}
        return {}

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and self._others().filter(index_number=self.index_number).exists():
            # A copy of a document is another document.
            self.index_number = ""
        day = self.date_written or (self.date_first_public and timezone.localdate(self.date_first_public))
        if not self.index_number and day:
            department = self.department.code if self.department else ""
            self.index_number = next_index_number(day, department, self._others())
        super().save(*args, **kwargs)

    @property
    def withheld(self) -> Withdrawal | None:
        return None if self.disclosure == Disclosure.PROACTIVE else Withdrawal.NOT_DISCLOSED

    @property
    def date_released(self) -> date | None:
        """印发日期, which is that of writing where no other is given."""
        return self.date_issued or self.date_written

    def present_topics(self) -> list[dict[str, Any]]:
        return [self.topic.present(self.locale.language_code)] if self.topic else []

    def present_attachments(self) -> list[dict[str, Any] | None]:
        return [attachment.present() for attachment in self.attachments.all()]

    def present(self) -> dict[str, Any]:
        return super().present() | {
            "links": {
                "related": [related.document.translation_key for related in self.related_documents.all()],
                "changed_by": [self.changed_by.translation_key] if self.changed_by else [],
            },
        }
