"""Choices whose labels, not codes, are compared when an editor looks at two states of a page."""

from typing import Any

from django.utils.html import escape
from wagtail import blocks
from wagtail.admin.compare import BlockComparison, diff_text


class LabelComparison(BlockComparison):
    """What was chosen, in the words in which it was chosen."""

    def htmlvalue(self, val: Any) -> str:
        return escape(self._labels(val))

    def htmldiff(self) -> str:
        return str(diff_text(self._labels(self.val_a), self._labels(self.val_b)).to_html())

    def _labels(self, value: Any) -> str:
        labels = dict(self.block.field.choices)
        return "、".join(
            str(labels.get(each, each)) for each in (value if isinstance(value, list) else [value]) if each
        )


class ChoiceBlock(blocks.ChoiceBlock):
    """One of several."""

    def get_comparison_class(self) -> type[BlockComparison]:
        return LabelComparison


class MultipleChoiceBlock(blocks.MultipleChoiceBlock):
    """Any of several."""

    def get_comparison_class(self) -> type[BlockComparison]:
        return LabelComparison
