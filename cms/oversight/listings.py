"""The deadline of each page in the listings of content."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.oversight.models import Deadline
from pages.listings import BatchColumn, ListingColumns


class DueColumn(BatchColumn):
    """公开期限: the last day and how it stands."""

    def values_of(self, pages: Sequence[Page]) -> dict[int, str]:
        deadlines = Deadline.objects.filter(page__in=[page.pk for page in pages], void=False).order_by("-due_on")
        return {deadline.page_id or 0: f"{deadline.due} {deadline.state_label}" for deadline in deadlines}


ListingColumns.columns.insert(0, DueColumn("due", label=_("公开期限")))
