from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.content.types import ContentType, Field, Kind
from pages.models.base import BodyPage, DepartmentMixin


class SimplePage(BodyPage):
    """A page that stands by itself: leadership, contact, site map texts and the like."""

    public_type = ContentType("page", _("普通页面"), fields=BodyPage.public_fields, order=70)

    parent_page_types = ["pages.HomePage", "pages.ColumnPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("普通页面")
        verbose_name_plural = _("普通页面")


class GuidePage(DepartmentMixin, BodyPage):
    """政府信息公开指南 (政府信息公开条例 12): how the public finds and asks for information, edition by edition."""

    public_type = ContentType(
        "guide",
        _("公开指南"),
        fields=[
            *BodyPage.public_fields,
            *DepartmentMixin.public_fields,
            Field("year", _("年度"), Kind.INTEGER),
        ],
        order=50,
    )

    year = models.PositiveIntegerField(_("年度"), help_text=_("例如 2026。"))

    content_panels = [
        *BodyPage.content_panels[:2],
        FieldPanel("year"),
        FieldPanel("department"),
        FieldPanel("body"),
    ]
    parent_page_types = ["pages.ColumnPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("公开指南")
        verbose_name_plural = _("公开指南")
