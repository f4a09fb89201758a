"""Search's place in the administration: pinned answers, the report of queries, how search is doing."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from search.models import Promotion, SearchState
from search.reporting import SEE_COUNTS, SEE_STATE, Approval, QueryReport


class PromotionViewSet(SnippetViewSet):
    model = Promotion
    icon = "pick"
    menu_label = _("置顶答案")
    add_to_admin_menu = True
    menu_order = 9300
    list_display = ["queries", "page", "note", "order", UpdatedAtColumn()]
    search_fields = ["queries", "note"]
    search_backend_name = None
    ordering = ["order", "pk"]
    panels = [FieldPanel("queries"), FieldPanel("page"), FieldPanel("note"), FieldPanel("order")]


register_snippet(PromotionViewSet)


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Who sees what was asked, who approves suggestions, and who is told how search is doing."""
    names = ["view_querycount", "view_searchstate", "add_approvedquery"]
    return Permission.objects.filter(content_type__app_label="search", codename__in=names)


@hooks.register("register_admin_urls")
def register_report_urls() -> list[URLPattern]:
    """The report of queries, and the approval of those that may be suggested."""
    return [
        path("reports/queries/", QueryReport.as_view(), name="search_queries"),
        path("reports/queries/approval/", Approval.as_view(), name="search_approval"),
    ]


class ReportMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(SEE_COUNTS))


@hooks.register("register_reports_menu_item")
def register_report_menu_item() -> MenuItem:
    """The report's entry in the menu of reports."""
    return ReportMenuItem(_("检索统计"), reverse("search_queries"), name="queries", icon_name="search", order=200)


class SearchStatePanel(Component):
    """检索运行状态: an outage of Elasticsearch, or how far the index is behind; nothing while all is well."""

    name = "search_state"
    template_name = "search_admin/state.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"state": SearchState.objects.filter(pk=1).first()}


@hooks.register("construct_homepage_panels")
def add_state(request: Any, panels: list[Component]) -> None:
    """Put the panel on the administration's first page."""
    if request.user.has_perm(SEE_STATE):
        panels.append(SearchStatePanel())
