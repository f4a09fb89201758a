"""What editors arrange on a home page. Lists are filled by the readers, so they are as fresh as the content."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from pages.blocks.choices import ChoiceBlock
from pages.blocks.media import ALTERNATIVE_TEXT_HELP
from pages.blocks.text import LinkBlock
from pages.files import present_image

# The icons of templates/icons that an entrance may carry.
ICONS = [
    ("book-open", _("书本（指南）")),
    ("scale", _("天平（制度、法规）")),
    ("clipboard-list", _("清单")),
    ("folder-open", _("文件夹（目录）")),
    ("chart-column", _("图表（年报、数据）")),
    ("file-pen", _("填表（申请）")),
    ("file-text", _("文件")),
    ("megaphone", _("喇叭（公告、征集）")),
    ("message-circle", _("对话（咨询、问答）")),
    ("mail", _("信封（信箱）")),
    ("phone", _("电话")),
    ("building-2", _("楼房（项目）")),
    ("wallet", _("钱包（资金、价格）")),
    ("badge-check", _("认证（信用）")),
    ("tag", _("标签（价格、收费）")),
    ("users", _("人员（机构人事）")),
]


def present_each(values: Any) -> list[Any]:
    """The items of a ListBlock, represented."""
    return [values.list_block.child_block.get_api_representation(value) for value in values]


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


class ColumnTabsBlock(blocks.StructBlock):
    """The newest items of several columns, one behind each tab."""

    title = blocks.CharBlock(
        label=_("名称"),
        max_length=30,
        default=_("新闻动态"),
        help_text=_("读屏软件朗读这组标签时的名称，页面上不显示。"),
    )
    columns = blocks.ListBlock(ColumnListBlock(), label=_("标签"), min_num=2, max_num=4)

    class Meta:
        label = _("栏目标签页")
        icon = "list-ul"

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        return {"title": value["title"], "columns": present_each(value["columns"])}


class EntranceBlock(LinkBlock):
    """A link shown as a tile, with an icon if one is chosen."""

    icon = ChoiceBlock(label=_("图标"), choices=ICONS, required=False)

    class Meta:
        label = _("入口")
        icon = "link"

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        return super().get_api_representation(value) | {"icon": value["icon"] or ""}


class CatalogueEntrancesBlock(blocks.StructBlock):
    """Ways into the disclosure: guide, catalogue, annual report, request."""

    title = blocks.CharBlock(label=_("标题"), max_length=30)
    links = blocks.ListBlock(EntranceBlock(), label=_("入口"), min_num=1)

    class Meta:
        label = _("公开目录入口")
        icon = "folder-open-inverse"

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        return {"title": value["title"], "links": present_each(value["links"])}


class InteractionBlock(ColumnListBlock):
    """互动交流: ways to speak to the commission, beside the newest consultations."""

    column = blocks.PageChooserBlock(
        label=_("意见征集栏目"), page_type="pages.ColumnPage", help_text=_("列出其中最新的征集，便于公众参与。")
    )
    links = blocks.ListBlock(EntranceBlock(), label=_("入口"), min_num=1, max_num=6)

    class Meta:
        label = _("互动交流")
        icon = "comment"

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        return super().get_api_representation(value) | {"links": present_each(value["links"])}


class AreaColumnBlock(ColumnListBlock):
    """A column of 重点领域, with an icon if one is chosen."""

    icon = ChoiceBlock(label=_("图标"), choices=ICONS, required=False)
    count = blocks.IntegerBlock(label=_("条数"), default=3, min_value=1, max_value=6)

    class Meta:
        label = _("领域")
        icon = "folder-open-inverse"

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        return super().get_api_representation(value) | {"icon": value["icon"] or ""}


class KeyAreasBlock(blocks.StructBlock):
    """重点领域: the fields whose disclosure the law names, each with what is newest in it (政府信息公开条例 20)."""

    title = blocks.CharBlock(label=_("标题"), max_length=30, default=_("重点领域"))
    columns = blocks.ListBlock(AreaColumnBlock(), label=_("领域"), min_num=1, max_num=8)

    class Meta:
        label = _("重点领域")
        icon = "clipboard-list"

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        return {"title": value["title"], "columns": present_each(value["columns"])}


class TopicsBlock(blocks.StructBlock):
    """Topics as ways into a column, which is shown narrowed to the topic that one chooses."""

    title = blocks.CharBlock(label=_("标题"), max_length=30, default=_("按主题查找"))
    column = blocks.PageChooserBlock(
        label=_("栏目"), page_type="pages.ColumnPage", help_text=_("点击主题后，在该栏目中列出这一主题的内容。")
    )
    topics = blocks.ListBlock(SnippetChooserBlock("snippets.Topic"), label=_("主题分类"), min_num=1)

    class Meta:
        label = _("主题分类")
        icon = "tag"

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        column, topics = value["column"], [topic for topic in value["topics"] if topic]
        presented = [topic.present(get_language()) for topic in topics]
        return {
            "title": value["title"],
            "url": column.url if column else None,
            "topics": [topic | {"url": f"{column.url}?topic={topic['code']}"} for topic in presented if column],
        }


class LeadBlock(blocks.StructBlock):
    """头条: the one story above all others."""

    title = blocks.CharBlock(label=_("标题"), max_length=40, help_text=_("宜短，可与页面标题不同；不超过 40 字。"))
    summary = blocks.TextBlock(label=_("摘要"), max_length=150, required=False)
    page = blocks.PageChooserBlock(label=_("链接到"))
    image = ImageChooserBlock(label=_("图片"), required=False)
    alternative_text = blocks.CharBlock(
        label=_("替代文字"), max_length=250, required=False, help_text=ALTERNATIVE_TEXT_HELP
    )

    class Meta:
        label = _("头条")
        icon = "pick"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["image"] and not cleaned["alternative_text"]:
            raise blocks.StructBlockValidationError(
                block_errors={"alternative_text": ValidationError(_("有图片时，替代文字必填。"))}
            )
        return cleaned

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        return {
            "title": value["title"],
            "summary": value["summary"],
            "url": value["page"].url if value["page"] else None,
            "image": present_image(value["image"], value["alternative_text"]),
        }


class LinkListBlock(blocks.StructBlock):
    """Links to other sites."""

    title = blocks.CharBlock(label=_("标题"), max_length=30)
    links = blocks.ListBlock(LinkBlock(), label=_("链接"), min_num=1)

    class Meta:
        label = _("链接")
        icon = "link"

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        return {"title": value["title"], "links": present_each(value["links"])}


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
        return {"slides": present_each(value["slides"])}


class HomeBlock(blocks.StreamBlock):
    """Everything that can stand on a home page."""

    lead = LeadBlock()
    carousel = CarouselBlock()
    tabs = ColumnTabsBlock()
    latest = LatestBlock()
    notices = NoticesBlock()
    policies = PoliciesBlock()
    catalogue_entrances = CatalogueEntrancesBlock()
    interaction = InteractionBlock()
    key_areas = KeyAreasBlock()
    topics = TopicsBlock()
    links = LinkListBlock()
