"""What the blocks of a page body have in common.

Each block says how it is represented to readers: `get_api_representation` returns a dict with its data and, under
`html`, the finished, sanitised markup that the website prints and other channels may use as it is.
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from wagtail import blocks


class PresentedBlock(blocks.StructBlock):
    """A block represented by its values and by the template `blocks/<name>.html`, which is given these values."""

    block_template = ""

    def represent(self, value: Any) -> dict[str, Any]:
        """The data of the block, without `html`."""
        raise NotImplementedError

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        data = self.represent(value)
        return data | {"html": render_to_string(self.block_template, data).strip()}

    def render(self, value: Any, context: Any = None) -> str:
        # Safe: the templates escape what they are given, and rich text was sanitised.
        return mark_safe(self.get_api_representation(value)["html"])  # noqa: S308 -- see above


def present_body(stream: Any) -> list[dict[str, Any]]:
    """The blocks of a StreamField in order, each with its `type`, its stable `id` and its representation."""
    return [
        {"type": child.block_type, "id": child.id or f"block-{number}"}
        | child.block.get_api_representation(child.value, {"id": child.id or f"block-{number}"})
        for number, child in enumerate(stream or [], 1)
    ]
