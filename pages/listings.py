"""Columns of the listings that need more than the page's own row, read for all rows at once."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.models import Page

from cms.content.models import Delivery


class BatchColumn(Column):
    """A column that asks once for all rows of the table."""

    def __init__(self, name: str, **options: Any) -> None:
        super().__init__(name, accessor=lambda page: "", **options)

    def values_of(self, pages: Sequence[Page]) -> dict[int, str]:
        """What stands in the column, by the page's key."""
        # Wagtail's metaclass of columns leaves no room for an abstract method.
        raise NotImplementedError

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        table = parent_context["table"]
        read = table.__dict__.setdefault("batches", {})
        if self.name not in read:
            read[self.name] = self.values_of(list(table.data))
        context["value"] = read[self.name].get(instance.pk, "")
        return context


class ChannelsColumn(BatchColumn):
    """渠道分发: for each channel how the last change of the page fared."""

    def values_of(self, pages: Sequence[Page]) -> dict[int, str]:
        deliveries = Delivery.objects.filter(item__page_id__in=[page.pk for page in pages]).order_by("sequence")
        states: dict[int, dict[str, str]] = {}
        for delivery in deliveries.select_related("item"):
            states.setdefault(delivery.item.page_id or 0, {})[delivery.channel] = str(delivery.get_state_display())
        return {key: _("；").join(f"{name}：{state}" for name, state in each.items()) for key, each in states.items()}


class ListingColumns:
    """The columns that every listing has behind those of its type; rooms above add theirs before it is built."""

    columns: ClassVar[list[Column]] = [ChannelsColumn("channels", label=gettext_lazy("渠道分发"))]
