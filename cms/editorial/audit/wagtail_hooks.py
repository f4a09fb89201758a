"""The trail's place in the administration."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from cms.content.permissions import ReadOnlyPermissionPolicy
from cms.editorial.audit.models import AuditEntry
from cms.editorial.audit.reporting import VIEW, AuditReport, trail_address
from cms.editorial.audit.watching import follow_update

register_permission_policy(AuditEntry, ReadOnlyPermissionPolicy(AuditEntry))


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """The permission that lets a role read the trail."""
    return Permission.objects.filter(content_type__app_label="audit", codename="view_auditentry")


@hooks.register("register_admin_urls")
def register_report_urls() -> list[URLPattern]:
    """The report and its results alone, which the filters fetch."""
    return [
        path("reports/audit/", AuditReport.as_view(), name="audit_report"),
        path("reports/audit/results/", AuditReport.as_view(results_only=True), name="audit_report_results"),
    ]


class AuditMenuItem(MenuItem):
    """Shown to whoever may read the trail."""

    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(VIEW))


@hooks.register("register_reports_menu_item")
def register_report_menu_item() -> MenuItem:
    """The report's entry in the menu of reports."""
    return AuditMenuItem(_("审计记录"), reverse("audit_report"), name="audit", icon_name="history", order=110)


@hooks.register("register_page_header_buttons")
def register_trail_button(page: Page, user: Any, **kwargs: Any) -> Iterator[Button]:
    """From a page to what was done with it."""
    if user.has_perm(VIEW):
        yield Button(_("审计记录"), trail_address(page), icon_name="history", priority=90)


# What Wagtail does to many objects in one statement, which no signal tells.
IN_ONE_STATEMENT = {"set_active_state", "add_to_collection"}


@hooks.register("after_bulk_action")
def record_update(request: HttpRequest, action_type: str, objects: Sequence[Model], action: Any) -> None:
    """Accounts that were switched on or off, files that were put into another collection."""
    if action_type in IN_ONE_STATEMENT:
        for each in objects:
            follow_update(each)
