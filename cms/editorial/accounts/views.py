"""The views of accounts."""

from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from wagtail.users.views.bulk_actions import AssignRoleBulkAction
from wagtail.users.views.users import CreateView, EditView, UserViewSet

from cms.editorial.accounts.forms import AccountCreationForm, AccountEditForm
from cms.editorial.accounts.state import GRANT_RIGHTS


class ActorInForm:
    """Tells the form who fills it in."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.request.user}  # type: ignore[misc, attr-defined]


class AccountCreateView(ActorInForm, CreateView):
    """A new account."""


class AccountEditView(ActorInForm, EditView):
    """Changing an account."""

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        account = super().get_object(*args, **kwargs)
        if not self.user_has_permission_for_instance("change", account):
            raise PermissionDenied
        return account


class AccountViewSet(UserViewSet):
    """Wagtail's views of users, for three members."""

    add_view_class = AccountCreateView
    edit_view_class = AccountEditView
    # An account is one person's; a copy of it would be somebody's rights without a decision.
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> Any:
        return AccountEditForm if for_update else AccountCreationForm


class AssignRole(AssignRoleBulkAction):
    """For whoever grants rights; whom they may be given, the guard decides."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(GRANT_RIGHTS):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def check_perm(self, obj: Any) -> bool:
        return True


def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the failed attempts to sign in to an account."""
    if not request.user.has_perm("auth.change_user"):
        raise PermissionDenied
    user = get_object_or_404(get_user_model(), pk=pk)
    if request.method == "POST":
        reset(username=user.get_username())
        messages.success(request, _("账号“%s”的登录锁定已解除。") % user.get_username())
        return redirect("wagtailusers_users:index")
    attempts = AccessAttempt.objects.filter(username=user.get_username()).order_by("-attempt_time")
    context = {"attempts": attempts, "account": user, "page_title": _("解除登录锁定"), "header_icon": "lock-open"}
    return TemplateResponse(request, "editorial/accounts/unlock.html", context)
