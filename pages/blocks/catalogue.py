"""主动公开基本目录: areas and their entries as StreamField content (青发改办〔2017〕455号 3)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from pages.blocks.choices import ChoiceBlock, MultipleChoiceBlock

CHANNELS = [
    ("website", _("门户网站")),
    ("gazette", _("政府公报")),
    ("wechat", _("微信公众号")),
    ("press", _("新闻发布会、报刊广播电视")),
    ("hall", _("办事大厅、公告栏、电子屏")),
    ("credit", _("信用中国（青海）")),
    ("archive", _("国家档案馆、公共图书馆")),
]
AUDIENCES = [("public", _("全社会")), ("specific", _("特定群体"))]
METHODS = [("proactive", _("主动公开")), ("on_request", _("依申请公开"))]


class EntryBlock(blocks.StructBlock):
    """One thing that is disclosed: what, on what ground, when, by whom, where and to whom."""

    item = blocks.CharBlock(label=_("公开事项"), max_length=100)
    content = blocks.TextBlock(label=_("公开内容"))
    legal_ground = blocks.TextBlock(label=_("公开依据"))
    time_limit = blocks.CharBlock(label=_("公开时限"), max_length=200)
    subject = blocks.CharBlock(label=_("公开主体"), max_length=100, help_text=_("负责公开的处室或单位。"))
    channels = MultipleChoiceBlock(label=_("公开渠道"), choices=CHANNELS)
    audience = ChoiceBlock(label=_("公开对象"), choices=AUDIENCES, default="public")
    method = ChoiceBlock(label=_("公开方式"), choices=METHODS, default="proactive")
    fulfilled_by = blocks.PageChooserBlock(
        label=_("公开位置"),
        required=False,
        help_text=_("落实本事项的栏目或文件，公众由此直达。"),
    )

    class Meta:
        label = _("目录事项")
        icon = "list-ol"
        form_layout = [
            "item", "content", "legal_ground", "time_limit", "subject", "channels", "audience", "method",
            "fulfilled_by",
        ]  # fmt: skip

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        page = value["fulfilled_by"]
        return {
            "item": value["item"],
            "content": value["content"],
            "legal_ground": value["legal_ground"],
            "time_limit": value["time_limit"],
            "subject": value["subject"],
            "channels": [{"code": code, "title": str(title)} for code, title in CHANNELS if code in value["channels"]],
            "audience": {
                "code": value["audience"],
                "title": str(dict(AUDIENCES)[value["audience"]]),
            },
            "method": {
                "code": value["method"],
                "title": str(dict(METHODS)[value["method"]]),
            },
            # The readers show title and address, and only while that content is public.
            "fulfilled_by": str(page.translation_key) if page else None,
        }


class AreaBlock(blocks.StructBlock):
    """A field of work with its entries."""

    title = blocks.CharBlock(label=_("领域"), max_length=50)
    entries = blocks.ListBlock(EntryBlock(), label=_("目录事项"))

    class Meta:
        label = _("领域")
        icon = "folder-open-inverse"

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        items = value["entries"]
        return {
            "title": value["title"],
            "entries": [
                {"id": child.id} | items.list_block.child_block.get_api_representation(child.value)
                for child in items.bound_blocks
            ],
        }


class CatalogueBlock(blocks.StreamBlock):
    """The areas of a catalogue in their order."""

    area = AreaBlock()
