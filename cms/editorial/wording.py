"""Chinese names for what Wagtail and wagtail-localize name in their code alone, where no translation reaches."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.workflows import WorkflowPageForm
from wagtail.models import Locale
from wagtail.sites.views import IndexView as SitesView
from wagtail.users.forms import PagePermissionsForm
from wagtail_localize.models import LocaleSynchronization, LocaleSynchronizationModelForm, Translation
from wagtail_localize.views.report import TranslationsReportFilterSet

COLUMNS: dict[str, Promise] = {"port": _("端口"), "site_name": _("站点名称"), "root_page": _("首页")}
FIELDS: dict[str, Promise] = {"sync_from": _("同步来源"), "enabled": _("启用")}
FILTERS: dict[str, Promise] = {"source_locale": _("原文语言"), "target_locale": _("译文语言")}


class SynchronizationForm(LocaleSynchronizationModelForm):
    """Which language another one follows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIELDS.keys() & self.fields.keys():
            self.fields[name].label = FIELDS[name]


def name_in_chinese() -> None:
    """Give the names; done once, at start-up. Neither changes what a migration sees."""
    Locale._meta.verbose_name = _("语言")
    Translation._meta.verbose_name = _("翻译")
    LocaleSynchronization.base_form_class = SynchronizationForm
    for form in (PagePermissionsForm, WorkflowPageForm):
        form.base_fields["page"].label = _("页面")
    for column in SitesView.columns:
        column.label = COLUMNS.get(column.name, column.label)
    for name, label in FILTERS.items():
        TranslationsReportFilterSet.base_filters[name].label = label
