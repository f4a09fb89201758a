from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from pages.blocks.base import PresentedBlock
from pages.blocks.choices import ChoiceBlock
from pages.markup import present_rich_text

TEXT_FEATURES = [
    "bold",
    "italic",
    "ol",
    "ul",
    "link",
    "document-link",
    "superscript",
    "subscript",
    "hr",
]


class HeadingBlock(blocks.StructBlock):
    """A heading with a stable anchor."""

    level = ChoiceBlock(
        label=_("级别"),
        choices=[("2", _("一级标题")), ("3", _("二级标题")), ("4", _("三级标题"))],
        default="2",
    )
    text = blocks.CharBlock(label=_("标题"), max_length=200)

    class Meta:
        label = _("标题")
        icon = "title"
        form_layout = ["level", "text"]

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        anchor = f"section-{((context or {}).get('id') or '')[:8]}"
        level = int(value["level"])
        return {
            "level": level,
            "text": value["text"],
            "anchor": anchor,
            "html": format_html('<h{} id="{}">{}</h{}>', level, anchor, value["text"], level),
        }


class TextBlock(blocks.RichTextBlock):
    """Rich text with the few features that a government text needs. Only a body has a place for footnotes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"features": TEXT_FEATURES} | options)

    class Meta:
        label = _("正文")
        icon = "pilcrow"

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        kept = {"footnote"} & set(self.features)
        return {"html": present_rich_text(value.source, kept)}


class QuotationBlock(PresentedBlock):
    """A passage quoted from elsewhere."""

    text = blocks.TextBlock(label=_("引文"))
    source = blocks.CharBlock(label=_("出处"), required=False, max_length=200)
    block_template = "blocks/quotation.html"

    class Meta:
        label = _("引用")
        icon = "openquote"

    def represent(self, value: Any) -> dict[str, Any]:
        return {"text": value["text"], "source": value["source"]}


class QuestionBlock(blocks.StructBlock):
    """One question with its answer."""

    question = blocks.CharBlock(label=_("问"), max_length=300)
    answer = TextBlock(label=_("答"))

    class Meta:
        label = _("问答")
        icon = "help"

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        return {
            "question": value["question"],
            "answer": present_rich_text(value["answer"].source),
        }


class QuestionsBlock(PresentedBlock):
    """Questions and answers."""

    questions = blocks.ListBlock(QuestionBlock(), label=_("问答"), min_num=1)
    block_template = "blocks/questions.html"

    class Meta:
        label = _("问答")
        icon = "help"

    def represent(self, value: Any) -> dict[str, Any]:
        items = value["questions"]
        return {"questions": [items.list_block.child_block.get_api_representation(item) for item in items]}


class LinkBlock(blocks.StructBlock):
    """A link to a page of the portal or to another site."""

    text = blocks.CharBlock(label=_("文字"), max_length=100)
    description = blocks.CharBlock(label=_("说明"), max_length=200, required=False)
    page = blocks.PageChooserBlock(label=_("站内页面"), required=False)
    url = blocks.URLBlock(label=_("站外网址"), required=False)

    class Meta:
        label = _("链接")
        icon = "link"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["url"]):
            raise blocks.StructBlockValidationError(non_block_errors=[_("站内页面与站外网址，请填写其中一个。")])
        return cleaned

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        page = value["page"]
        return {
            "text": value["text"],
            "description": value["description"],
            "url": page.url if page else value["url"],
            "external": page is None,
        }


class LinksBlock(PresentedBlock):
    """A list of links within the text."""

    title = blocks.CharBlock(label=_("标题"), max_length=50, required=False)
    links = blocks.ListBlock(LinkBlock(), label=_("链接"), min_num=1)
    block_template = "blocks/links.html"

    class Meta:
        label = _("链接列表")
        icon = "list-ul"

    def represent(self, value: Any) -> dict[str, Any]:
        items = value["links"]
        return {
            "title": value["title"],
            "links": [items.list_block.child_block.get_api_representation(item) for item in items],
        }
