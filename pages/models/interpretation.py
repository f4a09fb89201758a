from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
)
from wagtail.models import Orderable

from cms.content.types import ContentType, Field, Kind
from pages.models.base import BodyPage, DepartmentMixin


class InterpretationKind(models.TextChoices):
    """解读形式."""

    TEXT = "text", _("文字解读")
    INFOGRAPHIC = "infographic", _("图解")
    QUESTIONS = "questions", _("问答")
    VIDEO = "video", _("视频解读")
    PRESS = "press", _("新闻发布会")


class InterpretationPage(DepartmentMixin, BodyPage):
    """政策解读 of one or more documents, by the department that drafted them (青发改办〔2017〕455号 13)."""

    public_type = ContentType(
        "interpretation",
        _("政策解读"),
        fields=[
            *BodyPage.public_fields,
            *DepartmentMixin.public_fields,
            Field("kind", _("解读形式"), Kind.CHOICE, choices=InterpretationKind, light=True),
            Field("kind_title", _("解读形式名称"), source="get_kind_display", light=True),
        ],
        schema_org="Article",
        order=20,
    )

    kind = models.CharField(
        _("解读形式"),
        max_length=20,
        choices=InterpretationKind,
        default=InterpretationKind.TEXT,
    )

    content_panels = [
        *BodyPage.content_panels[:2],
        InlinePanel("interpreted_documents", label=_("所解读的文件"), min_num=1),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("kind"),
                        FieldPanel("department", heading=_("起草处室")),
                    ]
                )
            ],
            _("解读"),
        ),
        FieldPanel("body"),
    ]
    parent_page_types = ["pages.ColumnPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("政策解读")
        verbose_name_plural = _("政策解读")

    @property
    def needs_countersigning(self) -> bool:
        return True

    def explained_documents(self) -> list[Any]:
        return [link.document for link in self.interpreted_documents.select_related("document").all()]

    def present(self) -> dict[str, Any]:
        documents = [link.document for link in self.interpreted_documents.all()]
        return super().present() | {"links": {"documents": [document.translation_key for document in documents]}}


class InterpretedDocument(Orderable):
    """A document that an interpretation explains."""

    page = ParentalKey(
        InterpretationPage,
        on_delete=models.CASCADE,
        related_name="interpreted_documents",
    )
    document = models.ForeignKey(
        "pages.PolicyDocumentPage",
        models.PROTECT,
        related_name="interpretations",
        verbose_name=_("公文"),
    )

    panels = [PageChooserPanel("document")]

    class Meta(Orderable.Meta):
        verbose_name = _("所解读的文件")
        verbose_name_plural = _("所解读的文件")
