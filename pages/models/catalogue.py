from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.content.types import ContentType, Field, Kind, Shape
from pages.blocks.base import present_body
from pages.blocks.catalogue import CatalogueBlock
from pages.models.base import DepartmentMixin, PortalPage


class CataloguePage(DepartmentMixin, PortalPage):
    """主动公开基本目录: what the commission discloses by itself, area by area (青发改办〔2017〕455号 3)."""

    public_type = ContentType(
        "catalogue",
        _("公开目录"),
        fields=[
            *PortalPage.public_fields,
            *DepartmentMixin.public_fields,
            Field("body", _("目录"), Kind.BLOCKS, source=None),
        ],
        shape=Shape.CATALOGUE,
        order=60,
    )

    areas = StreamField(CatalogueBlock(), verbose_name=_("目录"), blank=True)

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("department"),
        FieldPanel("areas"),
    ]
    parent_page_types = ["pages.ColumnPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("主动公开基本目录")
        verbose_name_plural = _("主动公开基本目录")

    def present(self) -> dict[str, Any]:
        areas = present_body(self.areas)
        entries = [entry for area in areas for entry in area["entries"]]
        return super().present() | {
            "body": areas,
            "links": {"fulfilled_by": [entry["fulfilled_by"] for entry in entries if entry["fulfilled_by"]]},
        }
