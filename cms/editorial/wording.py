"""Chinese names for what Wagtail and wagtail-localize name in their code alone, where no translation reaches."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.forms.choosers import (
    AnchorLinkChooserForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
)
from wagtail.admin.forms.workflows import WorkflowPageForm
from wagtail.models import CollectionViewRestriction, Locale
from wagtail.sites.views import IndexView as SitesView
from wagtail.users.forms import PagePermissionsForm
from wagtail.users.views.bulk_actions.assign_role import RoleForm
from wagtail_localize.models import LocaleSynchronization, LocaleSynchronizationModelForm, Translation
from wagtail_localize.views.report import TranslationsReportFilterSet

COLUMNS: dict[str, Promise] = {"port": _("端口"), "site_name": _("站点名称"), "root_page": _("首页")}
FIELDS: dict[Any, dict[str, Promise]] = {
    AnchorLinkChooserForm: {"link_text": _("链接文字")},
    EmailLinkChooserForm: {
        "email_address": _("邮箱地址"),
        "link_text": _("链接文字"),
        "subject": _("邮件主题"),
        "body": _("邮件内容"),
    },
    ExternalLinkChooserForm: {"link_text": _("链接文字")},
    LoginForm: {"password": _("密码")},
    PagePermissionsForm: {"page": _("页面")},
    PhoneLinkChooserForm: {"phone_number": _("电话号码"), "link_text": _("链接文字")},
    RoleForm: {"role": _("角色")},
    WorkflowPageForm: {"page": _("页面")},
}
SYNCHRONIZATION: dict[str, Promise] = {"sync_from": _("同步来源"), "enabled": _("启用")}
FILTERS: dict[str, Promise] = {"source_locale": _("原文语言"), "target_locale": _("译文语言")}


class SynchronizationForm(LocaleSynchronizationModelForm):
    """Which language another one follows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SYNCHRONIZATION.keys() & self.fields.keys():
            self.fields[name].label = SYNCHRONIZATION[name]


def name_in_chinese() -> None:
    """Give the names; done once, at start-up. Neither changes what a migration sees."""
    Locale._meta.verbose_name = _("语言")
    Translation._meta.verbose_name = Translation._meta.verbose_name_plural = _("翻译")
    CollectionViewRestriction._meta.verbose_name = _("集合的隐私")
    LocaleSynchronization.base_form_class = SynchronizationForm
    for form, labels in FIELDS.items():
        for name, label in labels.items():
            form.base_fields[name].label = label
    for column in SitesView.columns:
        column.label = COLUMNS.get(column.name, column.label)
    for name, label in FILTERS.items():
        TranslationsReportFilterSet.base_filters[name].label = label
