"""The oversight room's place in the administration."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.permissions import register_permission_policy

from cms.content.permissions import ReadOnlyPermissionPolicy
from cms.oversight.models import Deadline
from cms.oversight.reporting import DeadlineReport, edit_address, may_see_report, visible_deadlines

# Ten working days are two weeks: time enough for review, countersigning and publication.
HORIZON = timedelta(days=14)
SHOWN = 10

register_permission_policy(Deadline, ReadOnlyPermissionPolicy(Deadline))


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """The permission that lets a role see the deadlines of all departments."""
    return Permission.objects.filter(content_type__app_label="oversight", codename="view_deadline")


@hooks.register("register_admin_urls")
def register_report_urls() -> list[URLPattern]:
    """The report and its results alone, which the filters fetch."""
    return [
        path("reports/deadlines/", DeadlineReport.as_view(), name="oversight_deadlines"),
        path(
            "reports/deadlines/results/",
            DeadlineReport.as_view(results_only=True),
            name="oversight_deadlines_results",
        ),
    ]


class ReportMenuItem(MenuItem):
    """Shown to whoever works on pages or oversees those who do."""

    def is_shown(self, request: Any) -> bool:
        return may_see_report(request.user)


@hooks.register("register_reports_menu_item")
def register_report_menu_item() -> MenuItem:
    """The report's entry in the menu of reports."""
    return ReportMenuItem(_("公开期限"), reverse("oversight_deadlines"), name="deadlines", icon_name="time", order=100)


class DueSoonPanel(Component):
    """即将到期: what the user's department has to publish within two weeks, and what is late."""

    name = "due_soon"
    template_name = "oversight/due_soon.html"
    order = 150

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        horizon = timezone.localdate() + HORIZON
        open_deadlines = visible_deadlines(parent_context["request"].user).open().filter(due_on__lte=horizon)
        deadlines = list(open_deadlines[:SHOWN])
        return {
            "rows": [(deadline, edit_address(deadline)) for deadline in deadlines],
            "count": open_deadlines.count(),
            "report": reverse("oversight_deadlines"),
        }


@hooks.register("construct_homepage_panels")
def add_due_soon(request: Any, panels: list[Component]) -> None:
    """Put the panel on the administration's first page."""
    if may_see_report(request.user):
        panels.append(DueSoonPanel())
