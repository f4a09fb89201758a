"""What editors arrange on a home page. Lists are filled by the readers, so they are as fresh as the content."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from pages.blocks.media import ALTERNATIVE_TEXT_HELP
from pages.blocks.text import LinkBlock
from pages.files import present_image


class ColumnListBlock(blocks.StructBlock):
    """The newest items of a column; represented by the column's content_id and how many to show."""

    title = blocks.CharBlock(
        label=_("标题"),
        max_length=30,
        required=False,
        help_text=_("不填则用栏目名称。"),
    )
    column = blocks.PageChooserBlock(label=_("栏目"), page_type="pages.ColumnPage")
    count = blocks.IntegerBlock(label=_("条数"), default=6, min_value=1, max_value=20)

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        column = value["column"]
        return {
            "title": value["title"] or (column.title if column else ""),
            "column": str(column.translation_key) if column else None,
            "url": column.url if column else None,
            "count": value["count"],
        }


class LatestBlock(ColumnListBlock):
    """The newest items of any column."""

    with_pictures = blocks.BooleanBlock(label=_("显示图片"), required=False)

    class Meta:
        label = _("栏目最新内容")
        icon = "list-ul"

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        return super().get_api_representation(value) | {"with_pictures": value["with_pictures"]}


class NoticesBlock(ColumnListBlock):
    """The newest notices."""

    class Meta:
        label = _("通知公告")
        icon = "warning"


class PoliciesBlock(ColumnListBlock):
    """The newest policy documents, each with its interpretations."""

    class Meta:
        label = _("政策文件与解读")
        icon = "doc-full"


class EntrancesBlock(blocks.StructBlock):
    """A titled group of links, as tiles."""

    title = blocks.CharBlock(label=_("标题"), max_length=30)
    links = blocks.ListBlock(LinkBlock(), label=_("入口"), min_num=1)

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        items = value["links"]
        return {
            "title": value["title"],
            "links": [items.list_block.child_block.get_api_representation(item) for item in items],
        }


class CatalogueEntrancesBlock(EntrancesBlock):
    """Ways into the disclosure: guide, catalogue, annual report, request."""

    class Meta:
        label = _("公开目录入口")
        icon = "folder-open-inverse"


class LinkListBlock(EntrancesBlock):
    """Links to other sites."""

    class Meta:
        label = _("链接")
        icon = "link"


class SlideBlock(blocks.StructBlock):
    """One picture of a carousel."""

    image = ImageChooserBlock(label=_("图片"))
    alternative_text = blocks.CharBlock(label=_("替代文字"), max_length=250, help_text=ALTERNATIVE_TEXT_HELP)
    title = blocks.CharBlock(label=_("标题"), max_length=100)
    page = blocks.PageChooserBlock(label=_("链接到"), required=False)

    class Meta:
        label = _("图片")
        icon = "image"

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        return {
            "image": present_image(value["image"], value["alternative_text"]),
            "title": value["title"],
            "url": value["page"].url if value["page"] else None,
        }


class CarouselBlock(blocks.StructBlock):
    """Pictures side by side that the reader moves; they never move by themselves (WCAG 2.2.2)."""

    slides = blocks.ListBlock(SlideBlock(), label=_("图片"), min_num=1, max_num=6)

    class Meta:
        label = _("图片轮播（不自动播放）")
        icon = "image"

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        items = value["slides"]
        return {"slides": [items.list_block.child_block.get_api_representation(item) for item in items]}


class HomeBlock(blocks.StreamBlock):
    """Everything that can stand on a home page."""

    carousel = CarouselBlock()
    latest = LatestBlock()
    notices = NoticesBlock()
    policies = PoliciesBlock()
    catalogue_entrances = CatalogueEntrancesBlock()
    links = LinkListBlock()
