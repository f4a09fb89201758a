from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
)

from cms.content.gates import Obstacle
from cms.content.models import Validity
from cms.content.types import ContentType, Field, Kind
from pages.models.base import BodyPage
from pages.models.policy_parts import PolicyTag
from pages.models.record import Disclosure, PublicRecord


class PolicyDocumentPage(PublicRecord, BodyPage):
    """公文: a document of the commission with its public record (国办发〔2017〕47号)."""

    # The table has the fields of 国办发〔2017〕47号, in the order in which sites show them.
    public_type = ContentType(
        "policy_document",
        _("政策文件"),
        fields=[
            *BodyPage.public_fields,
            *PublicRecord.public_fields,
            Field("issuing_authority", _("发文机关")),
            Field("is_major_policy", _("重大政策"), Kind.BOOLEAN),
            Field("is_normative", _("行政规范性文件"), Kind.BOOLEAN),
            Field("tags", _("主题词"), Kind.WORDS, light=True),
        ],
        schema_org="Legislation",
        record=(
            "index_number", "topics", "issuing_authority", "issued_on", "title", "document_number", "published_at",
            "tags", "validity", "department", "effective_on",
        ),
        order=10,
    )  # fmt: skip

    issuing_authority = models.CharField(_("发文机关"), max_length=200, default="青海省发展和改革委员会")
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
                PublicRecord.numbers_panel,
                FieldRowPanel([FieldPanel("issuing_authority"), FieldPanel("department")]),
                PublicRecord.dates_panel,
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
    search_fields = [*BodyPage.search_fields, *PublicRecord.record_search_fields]
    parent_page_types = ["pages.ColumnPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("公文")
        verbose_name_plural = _("公文")
        indexes = [models.Index(fields=["document_number"])]

    def rule_errors(self) -> dict[str, Any]:
        return super().rule_errors() | self._draft_errors() | self._change_errors()

    def _draft_errors(self) -> dict[str, Any]:
        if (
            self.is_draft_for_government
            and not self.disclosure_reason.strip()
            and self.disclosure != Disclosure.WITHHELD
        ):
            return {"disclosure_reason": _("代拟稿须写明建议的公开属性和理由。")}
        return {}

    def _change_errors(self) -> dict[str, Any]:
        if self.changed_by and self.changed_by.translation_key == self.translation_key:
            return {"changed_by": _("文件不能由自己修改或废止。")}
        if self.changed_by and self.validity == Validity.IN_FORCE:
            return {"validity": _("已填写修改或废止本文件的文件，有效性不能仍为“有效”。")}
        return {}

    def own_obstacles(self) -> Iterator[Obstacle]:
        """A 行政规范性文件 has passed its legality review, by whom and when is noted (国办发〔2018〕115号)."""
        yield from super().own_obstacles()
        if self.is_normative and not (self.legality_reviewer.strip() and self.legality_reviewed_on):
            remedy = str(_("请在“公开属性”下填写合法性审核机构和日期。"))
            yield Obstacle(str(_("行政规范性文件未记载合法性审核。")), remedy, "legality_reviewer")

    @property
    def needs_interpretation(self) -> bool:
        return self.disclosure == Disclosure.PROACTIVE and (self.is_major_policy or self.is_normative)

    @property
    def needs_countersigning(self) -> bool:
        return self.is_major_policy

    def present(self) -> dict[str, Any]:
        return super().present() | {
            "links": {
                "related": [related.document.translation_key for related in self.related_documents.all()],
                "changed_by": [self.changed_by.translation_key] if self.changed_by else [],
            },
        }


def withheld_documents() -> models.QuerySet[PolicyDocumentPage]:
    """The documents that are 不予公开, or will be by their draft: even their titles are not for everybody inside."""
    drafted = models.Q(has_unpublished_changes=True, latest_revision__content__disclosure=Disclosure.WITHHELD)
    return PolicyDocumentPage.objects.filter(models.Q(disclosure=Disclosure.WITHHELD) | drafted)
