from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.content.types import ContentType, Field, Kind, Shape
from pages.blocks.base import present_body
from pages.blocks.home import HomeBlock
from pages.models.base import PortalPage


class HomePage(PortalPage):
    """The home page of one language, arranged by editors from blocks."""

    public_type = ContentType(
        "home",
        _("首页"),
        fields=[
            *PortalPage.public_fields,
            Field("body", _("版块"), Kind.BLOCKS, source=None),
            Field("topics", _("主题分类"), Kind.TERMS, source=None, light=True),
        ],
        shape=Shape.HOME,
        schema_org="GovernmentOrganization",
        order=90,
    )
    blocks = StreamField(HomeBlock(), verbose_name=_("版块"), blank=True, help_text=_("拖动可调整先后。"))

    content_panels = [*PortalPage.content_panels, FieldPanel("blocks")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["pages.ColumnPage", "pages.SimplePage"]

    class Meta:
        verbose_name = _("首页")
        verbose_name_plural = _("首页")

    def present(self) -> dict[str, Any]:
        presented = super().present() | {"body": present_body(self.blocks)}
        # Filed under the topics that it offers, so that it follows when one of them is renamed.
        if topics := [topic for block in presented["body"] for topic in block.get("topics", [])]:
            presented["topics"] = [{name: topic[name] for name in ("code", "title", "parent")} for topic in topics]
        return presented
