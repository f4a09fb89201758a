"""检索统计: what citizens ask, what finds nothing, and what finds things that nobody opens."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from search import querying

SEE_COUNTS, SEE_STATE = "search.view_querycount", "search.view_searchstate"
DAYS = (7, 30, 90, 365)
SHOWN = 50


class QueryReport(WagtailAdminTemplateMixin, TemplateView):
    """Three lists for the time that was chosen."""

    template_name = "search_admin/queries.html"
    page_title = _("检索统计")
    header_icon = "search"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(SEE_COUNTS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.get("days", "")
        days = int(asked) if asked in map(str, DAYS) else 30
        totals = querying.totals(days)
        lists = [
            (_("最常检索"), totals),
            (_("没有结果"), [total for total in totals if total.empty]),
            (_("有结果但无人点开"), [total for total in totals if not total.empty and not total.opened]),
        ]
        return super().get_context_data(**kwargs) | {
            "lists": [(label, found[:SHOWN]) for label, found in lists],
            "days": days,
            "choices": DAYS,
            "fewest": querying.FEWEST,
            "synonyms": reverse("wagtailsnippets_snippets_searchwords:add"),
            "promotions": reverse("wagtailsnippets_search_promotion:add"),
            "address": reverse("search_queries"),
        }
