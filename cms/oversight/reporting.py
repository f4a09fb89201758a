"""The report of deadlines: what is due, overdue, public in time or late, by department and period."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.oversight.models import Deadline, DeadlineState
from cms.oversight.models.deadline import DeadlineQuerySet
from cms.oversight.rules import rules
from pages.models.policy import withheld_documents
from snippets.models import Department

VIEW_ALL = "oversight.view_deadline"
EDITING = ["add", "change", "publish"]


def visible_deadlines(user: Any) -> DeadlineQuerySet:
    """The deadlines that the user may see: with the permission to view them all but those of 不予公开 documents that
    he may not look at, else those of pages to work on.
    """
    deadlines = Deadline.objects.select_related("department", "page")
    policy = policy_registry.get_by_type(Page)
    if user.has_perm(VIEW_ALL):
        hidden = withheld_documents().exclude(pk__in=policy.explorable_instances(user).values("pk"))
        return deadlines.exclude(page__in=hidden.values("pk"))
    return deadlines.filter(page__in=policy.instances_user_has_any_permission_for(user, EDITING).values("pk"))


def may_see_report(user: Any) -> bool:
    """Whether there can be anything in the report for the user."""
    return bool(user.has_perm(VIEW_ALL) or policy_registry.get_by_type(Page).user_has_any_permission(user, EDITING))


def edit_address(deadline: Deadline) -> str | None:
    """Where the page of a deadline is edited; None when it was deleted."""
    return reverse("wagtailadmin_pages:edit", args=[deadline.page_id]) if deadline.page_id else None


class DayColumn(Column):
    """A day as such: a period of working days is not reckoned with “nine years ago”."""

    def get_value(self, instance: Deadline) -> str:
        day = super().get_value(instance)
        return day.isoformat() if day else ""


class DeadlineFilterSet(WagtailFilterSet):
    """The filters of the report."""

    current_state = django_filters.ChoiceFilter(label=_("状态"), choices=DeadlineState.choices)
    department = django_filters.ModelChoiceFilter(label=_("责任处室"), queryset=Department.objects.all())
    rule = django_filters.ChoiceFilter(label=_("规则"), choices=lambda: [(rule.code, rule.label) for rule in rules()])
    due_on = django_filters.DateFromToRangeFilter(label=_("到期日期"), widget=DateRangePickerWidget)

    class Meta:
        model = Deadline
        fields = ["current_state", "department", "rule", "provisional", "due_on"]


class DeadlineReport(ReportView):
    """公开期限: every deadline, and how many of each state every department has; to filter and to export."""

    page_title = _("公开期限")
    header_icon = "time"
    model = Deadline
    results_template_name = "oversight/deadline_report_results.html"
    index_url_name = "oversight_deadlines"
    index_results_url_name = "oversight_deadlines_results"
    filterset_class = DeadlineFilterSet
    default_ordering = ["due_on", "pk"]
    is_searchable = True
    search_fields = ["title"]
    search_backend_name = None
    columns = [
        TitleColumn("title", label=_("标题"), get_url=edit_address),
        Column("rule_label", label=_("规则"), sort_key="rule"),
        Column("department_title", label=_("责任处室"), sort_key="department__order"),
        DayColumn("starts_on", label=_("起算日期"), sort_key="starts_on"),
        Column("due", label=_("到期日期"), sort_key="due_on"),
        DayColumn("met_on", label=_("公开日期"), sort_key="met_on"),
        Column("state_label", label=_("状态"), sort_key="current_state"),
    ]
    list_export = ["title", "rule_label", "department_title", "starts_on", "due", "met_on", "state_label"]
    export_headings = {
        "title": _("标题"),
        "rule_label": _("规则"),
        "department_title": _("责任处室"),
        "starts_on": _("起算日期"),
        "due": _("到期日期"),
        "met_on": _("公开日期"),
        "state_label": _("状态"),
    }

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not may_see_report(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> DeadlineQuerySet:
        return visible_deadlines(self.request.user).with_state()

    def get_filename(self) -> str:
        return "deadlines"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        if not self.is_export:
            context["states"] = DeadlineState.labels
            context["summary"] = summary(self.get_filtered_queryset())
        return context


def summary(deadlines: Any) -> list[tuple[str, list[int]]]:
    """For each department its name and how many deadlines it has of each state, in the order of the states."""
    counts = deadlines.order_by().values_list("department__title", "current_state").annotate(Count("pk"))
    rows: dict[str, dict[str, int]] = {}
    for department, state, count in counts.order_by(F("department__order").asc(nulls_last=True), "department__code"):
        rows.setdefault(department or str(_("未定处室")), {})[state] = count
    return [(name, [row.get(state, 0) for state in DeadlineState.values]) for name, row in rows.items()]
