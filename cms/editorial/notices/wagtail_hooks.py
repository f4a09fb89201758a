"""Where everybody chooses how to be told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from cms.editorial.notices.models import NoticePreference


class RhythmForm(forms.ModelForm):
    """One choice."""

    class Meta:
        model = NoticePreference
        fields = ("rhythm",)
        widgets = {"rhythm": forms.RadioSelect}


@hooks.register("register_account_settings_panel")
class RhythmPanel(BaseSettingsPanel):
    """Among everybody's own settings, beside Wagtail's notices of comments."""

    name = "rhythm"
    title = _("审签通知")
    help_text = _("等待我审签的、我提交后被退回或通过的页面。首页总能看到全部。")
    tab = notifications_tab
    order = 50
    form_class = RhythmForm

    def get_form(self) -> RhythmForm:
        mine = NoticePreference.objects.filter(user=self.user).first() or NoticePreference(user=self.user)
        data: Any = self.request.POST if self.request.method == "POST" else None
        return RhythmForm(data, instance=mine, prefix=self.name)
