"""审计记录: the trail in the administration, to filter and to export."""

from typing import Any
from urllib.parse import urlencode

import django_filters
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from cms.editorial.audit.models import Action, AuditEntry, Channel
from cms.editorial.audit.watching import watched_models

VIEW = "audit.view_auditentry"


def history_address(entry: AuditEntry) -> str | None:
    """Where the history of the entry's page stands; None for what is no page, or has none any more."""
    try:
        model = apps.get_model(entry.object_type)
    except (LookupError, ValueError):
        return None
    if not issubclass(model, Page) or entry.action == Action.DELETE:
        return None
    return reverse("wagtailadmin_pages:history", args=[entry.object_id])


def trail_address(page: Page) -> str:
    """Where the report shows what was done with this page."""
    query = urlencode({"object_type": page.specific_class._meta.label_lower, "object_id": page.pk})
    return f"{reverse('audit_report')}?{query}"


def types() -> list[tuple[str, str]]:
    """The types of objects that people may look for."""
    models = [model for model in apps.get_models() if issubclass(model, Page)] + list(watched_models())
    return sorted(((model._meta.label_lower, str(model._meta.verbose_name)) for model in models), key=lambda kv: kv[1])


class AuditFilterSet(WagtailFilterSet):
    """The filters of the report."""

    moment = django_filters.DateFromToRangeFilter(label=_("时间"), widget=DateRangePickerWidget)
    actor = django_filters.CharFilter(label=_("人员"), lookup_expr="icontains")
    action = django_filters.MultipleChoiceFilter(label=_("操作"), choices=Action.choices)
    channel = django_filters.ChoiceFilter(label=_("途径"), choices=Channel.choices)
    object_type = django_filters.ChoiceFilter(label=_("对象类别"), choices=types)
    object_id = django_filters.CharFilter(label=_("对象编号"))
    words = django_filters.CharFilter(label=_("对象或说明"), method="containing")

    class Meta:
        model = AuditEntry
        fields = ["moment", "actor", "action", "object_type", "object_id", "channel", "address", "words"]

    def containing(self, queryset: QuerySet[AuditEntry], name: str, value: str) -> QuerySet[AuditEntry]:
        return queryset.filter(Q(title__icontains=value) | Q(note__icontains=value))


class ChangesColumn(Column):
    """What changed: folded where it is long."""

    cell_template_name = "editorial/audit_changes.html"


class AuditReport(ReportView):
    """Every entry, the newest first."""

    page_title = _("审计记录")
    header_icon = "history"
    model = AuditEntry
    index_url_name = "audit_report"
    index_results_url_name = "audit_report_results"
    filterset_class = AuditFilterSet
    default_ordering = "-moment"
    columns = [
        Column("moment", label=_("时间"), accessor="local_moment", sort_key="moment", width="10em"),
        Column("actor_name", label=_("人员")),
        Column("action", label=_("操作"), accessor="get_action_display"),
        TitleColumn("title", label=_("对象"), get_url=history_address, width="22%"),
        Column("type_name", label=_("对象类别")),
        ChangesColumn("differences", label=_("变化")),
        Column("channel", label=_("途径"), accessor="get_channel_display"),
        Column("origin", label=_("来源")),
    ]
    export_headings = {
        "number": _("编号"),
        "moment": _("时间"),
        "actor_name": _("人员"),
        "get_action_display": _("操作"),
        "title": _("对象"),
        "type_name": _("对象类别"),
        "object_id": _("对象编号"),
        "differences": _("变化"),
        "get_channel_display": _("途径"),
        "address": _("IP 地址"),
        "agent": _("客户端"),
        "hash": _("摘要值"),
    }
    list_export = list(export_headings)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_filename(self) -> str:
        return "audit"
