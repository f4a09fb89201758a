from typing import Any

from django.utils.html import escape
from wagtail import blocks

from pages.blocks.media import (
    AttachmentBlock,
    FigureBlock,
    InfographicBlock,
    VideoBlock,
)
from pages.blocks.table import TableBlock
from pages.blocks.text import (
    TEXT_FEATURES,
    HeadingBlock,
    LinksBlock,
    QuestionsBlock,
    QuotationBlock,
    TextBlock,
)


class BodyBlock(blocks.StreamBlock):
    """The body of documents, interpretations, news and pages."""

    heading = HeadingBlock()
    text = TextBlock(features=[*TEXT_FEATURES, "footnote"])
    figure = FigureBlock()
    table = TableBlock()
    quotation = QuotationBlock()
    attachment = AttachmentBlock()
    questions = QuestionsBlock()
    video = VideoBlock()
    infographic = InfographicBlock()
    links = LinksBlock()


def plain_paragraphs(paragraphs: list[str]) -> dict[str, Any]:
    """A text block, as StreamField data, of paragraphs without markup."""
    return {
        "type": "text",
        "value": "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs),
    }
