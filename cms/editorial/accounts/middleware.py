"""What every request to the administration passes."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseForbidden
from django.shortcuts import redirect
from django.urls import reverse

from cms.editorial.accounts.sessions import look

# What a page of the administration fetches, the way out, and where whoever has no role yet is told so.
OPEN = (
    "editorial_confirm_account", "wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
)  # fmt: skip
# What an open page sends by itself while nobody sits before it.
FILES = ("/documents/", "/media/")
POLLING = ("editing-sessions/", "sprite/", "jsi18n/", "preview/")


def account_sessions(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware that ends sessions in time, and leads whoever has to confirm his account there first."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        inside = request.path.startswith(reverse("wagtailadmin_home"))
        files = request.path.startswith(FILES) and settings.SESSION_COOKIE_NAME in request.COOKIES
        if not inside and not files:
            return get_response(request)
        polling = any(part in request.path for part in POLLING)
        session = look(request, works=not polling)
        held = session is not None and hasattr(session.user, "account") and request.path not in map(reverse, OPEN)
        if not held:
            return get_response(request)
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return HttpResponseForbidden()
        return redirect("editorial_confirm_account")

    return middleware
