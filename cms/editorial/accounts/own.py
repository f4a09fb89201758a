"""What somebody does with his own account: confirms what others filled in for him, and changes his address.

Each asks for the present password, so that an open browser is not enough.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.admin.forms.auth import PasswordResetForm
from wagtail.admin.views.account import BaseSettingsPanel

from cms.editorial.accounts.models import Account
from cms.editorial.audit.middleware import RESET_ASKED
from cms.editorial.audit.models import Action, AuditEntry
from cms.editorial.audit.origin import current_origin


class EmailForm(forms.ModelForm):
    """One's own address."""

    email = forms.EmailField(label=_("邮箱"))
    password = forms.CharField(
        label=_("现在的密码"),
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("修改邮箱须输入现在的密码；修改后通知原邮箱。"),
    )

    class Meta:
        model = get_user_model()
        fields = ("email",)

    def clean(self) -> Any:
        cleaned = super().clean()
        if "email" in self.changed_data and not self.instance.check_password(self.cleaned_data.get("password", "")):
            self.add_error("password", gettext("密码不正确。"))
        return cleaned


class ConfirmationForm(EmailForm):
    """The address, and a new password where the present one is known to whoever set it."""

    def __init__(self, *args: Any, renewing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = True
        self.fields["password"].help_text = ""
        self.renewing = renewing
        if renewing:
            hidden = forms.PasswordInput(attrs={"autocomplete": "new-password"})
            help_text = password_validators_help_text_html()
            self.fields["new"] = forms.CharField(label=_("新密码"), strip=False, widget=hidden, help_text=help_text)
            self.fields["again"] = forms.CharField(label=_("重复新密码"), strip=False, widget=hidden)

    def clean(self) -> Any:
        """The same rules as everywhere, and another password than before."""
        cleaned = super().clean()
        given, new = self.cleaned_data.get("password", ""), self.cleaned_data.get("new", "")
        if "password" not in self.errors and not self.instance.check_password(given):
            self.add_error("password", gettext("密码不正确。"))
        if self.renewing and new:
            if new != self.cleaned_data.get("again"):
                self.add_error("again", gettext("两次输入的新密码不一致。"))
            if new == given:
                self.add_error("new", gettext("新密码不能与初始密码相同。"))
            try:
                validate_password(new, self.instance)
            except forms.ValidationError as error:
                self.add_error("new", error)
        return cleaned

    def save(self, commit: bool = True) -> Any:
        if self.renewing:
            self.instance.set_password(self.cleaned_data["new"])
        return super().save(commit)


@sensitive_post_parameters()
def confirm(request: HttpRequest) -> HttpResponse:
    """Where whoever signs in is led until he has confirmed what others filled in for him."""
    account = Account.objects.filter(user=request.user.pk).first()
    if account is None:
        return redirect("wagtailadmin_home")
    form = ConfirmationForm(request.POST or None, instance=request.user, renewing=account.password_given)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        account.delete()
        update_session_auth_hash(request, user)
        messages.success(request, gettext("账号信息已确认。"))
        return redirect("wagtailadmin_home")
    context = {"form": form, "page_title": gettext("确认账号信息"), "header_icon": "user", "account": account}
    return TemplateResponse(request, "editorial/accounts/confirm.html", context)


def asked_too_often(email: str) -> bool:
    """Whether links were asked for to this address, or from the client's, more often than the settings allow."""
    hour = timezone.now() - timedelta(hours=1)
    asked = AuditEntry.objects.filter(moment__gt=hour, action=Action.OTHER, note=RESET_ASKED)
    from_here = asked.filter(address=current_origin()["address"]).count()
    return (
        asked.filter(title__iexact=email[:150]).count() >= settings.RESETS_PER_EMAIL
        or from_here >= settings.RESETS_PER_ADDRESS
    )


class EmailPanel(BaseSettingsPanel):
    """In one's own settings, in place of Wagtail's field, which asks for no password."""

    name = "own_email"
    title = _("邮箱")
    order = 150
    form_class = EmailForm

    def get_form(self) -> Any:
        """Asked only when it was sent: whoever changes something else need not repeat his address."""
        if self.request.method == "POST" and f"{self.name}-email" not in self.request.POST:
            return self.form_class(instance=self.user, prefix=self.name)
        return super().get_form()


class ConfirmedPasswordResetForm(PasswordResetForm):
    """Sends links only to addresses that their owners have confirmed: whoever fills in an address gets no account.

    What is asked for too often is answered like all else, and nothing is sent. The audit trail has the count.
    """

    def get_users(self, email: str) -> Any:
        if asked_too_often(email):
            return iter(())
        unconfirmed = set(Account.objects.filter(email_given=True).values_list("user", flat=True))
        return (user for user in super().get_users(email) if user.pk not in unconfirmed)
