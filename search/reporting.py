"""检索统计: what citizens ask, what finds nothing, and what finds things that nobody opens."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from search import querying
from search.models import ApprovedQuery

APPROVE = "search.add_approvedquery"
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
        approved = {(each.query, each.locale): each for each in ApprovedQuery.objects.all()}
        lists = [
            (_("最常检索"), totals),
            (_("没有结果"), [total for total in totals if total.empty]),
            (_("有结果但无人点开"), [total for total in totals if not total.empty and not total.opened]),
        ]
        return super().get_context_data(**kwargs) | {
            "lists": [
                (label, [(total, approved.get((total.query, total.locale))) for total in found[:SHOWN]])
                for label, found in lists
            ],
            "approved": approved.values(),
            "may_approve": self.request.user.has_perm(APPROVE),
            "approval": reverse("search_approval"),
            "days": days,
            "choices": DAYS,
            "fewest": querying.FEWEST,
            "synonyms": reverse("wagtailsnippets_snippets_searchwords:add"),
            "promotions": reverse("wagtailsnippets_search_promotion:add"),
            "address": reverse("search_queries"),
        }


class Approval(View):
    """Approves a query as a suggestion to everybody, or withdraws the approval; the report has the buttons."""

    http_method_names = ["post"]

    def post(self, request: Any) -> HttpResponse:
        """Lead back to the report, with what was done or why not. Raises PermissionDenied."""
        if not (request.user.has_perm(SEE_COUNTS) and request.user.has_perm(APPROVE)):
            raise PermissionDenied
        asked = ApprovedQuery(query=request.POST.get("query", ""), locale=request.POST.get("locale", ""))
        if request.POST.get("action") == "withdraw":
            for each in ApprovedQuery.objects.filter(query=asked.query, locale=asked.locale):
                each.delete()
            messages.success(request, _("“%s”不再作为检索建议。") % asked.query)
        else:
            try:
                asked.full_clean()
                asked.save()
                messages.success(request, _("“%s”已批准为检索建议。") % asked.query)
            except ValidationError as refusal:
                messages.error(request, "“{}”{}".format(asked.query, "".join(refusal.messages)))
        return redirect("search_queries")
