"""The place of accounts in the administration."""

from collections.abc import Iterator
from typing import Any

from axes.models import AccessAttempt
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from cms.editorial.accounts.own import EmailPanel, confirm
from cms.editorial.accounts.views import AssignRole, unlock

# After Wagtail's own, in whose place it stands.
hooks.register("register_bulk_action", AssignRole, order=10)


@hooks.register("register_admin_urls")
def register_account_urls() -> list[URLPattern]:
    """Where accounts that others made are confirmed, and locked ones unlocked."""
    return [
        path("account/confirm/", confirm, name="editorial_confirm_account"),
        path("account/unlock/<int:pk>/", unlock, name="editorial_unlock_account"),
    ]


@hooks.register("register_account_settings_panel")
def register_email_panel(request: HttpRequest, user: Any, profile: Any) -> EmailPanel:
    """One's own address."""
    return EmailPanel(request, user, profile)


@hooks.register("register_account_menu_item")
def register_own_tokens(request: HttpRequest) -> dict[str, Any]:
    """One's own tokens, among the settings of one's own account."""
    help_text = _("供办公系统等程序以您的名义使用写入接口。")
    return {"url": reverse("wagtailusers_api_tokens:index"), "label": _("接口令牌"), "help_text": help_text}


@hooks.register("construct_settings_menu")
def leave_tokens_to_their_owners(request: HttpRequest, items: list[Any]) -> None:
    """Among the settings of the portal are the tokens of all, for who may end them."""
    if not request.user.has_perm("auth.change_user"):
        items[:] = [item for item in items if item.name != "api_tokens"]


@hooks.register("register_user_listing_buttons")
def register_unlock_button(user: Any, request_user: Any) -> Iterator[Button]:
    """Beside accounts that somebody failed to sign in to."""
    if request_user.has_perm("auth.change_user") and AccessAttempt.objects.filter(username=user.username).exists():
        address = reverse("editorial_unlock_account", args=[user.pk])
        yield Button(_("解除登录锁定"), address, icon_name="lock-open", priority=40)
