"""What every request to the administration passes."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseForbidden
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from cms.editorial.accounts.sessions import look

# What a page of the administration fetches, the way out, and where whoever has no role yet is told so.
OPEN = (
    "editorial_confirm_account", "wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
)  # fmt: skip
# What an open page sends by itself while nobody sits before it.
FILES = ("/documents/", "/media/")
# Where texts are written.
WRITING = ("wagtailadmin_pages:add", "wagtailadmin_pages:edit", "editorial_review")
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
            response = get_response(request)
            return _kept_form(request) if _is_lost(request, response) else response
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return HttpResponseForbidden()
        return redirect("editorial_confirm_account")

    return middleware


def _is_lost(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether a form with a text was answered by the page for signing in, since its session had ended meanwhile."""
    match = request.resolver_match
    written = request.method == "POST" and match is not None and match.view_name in WRITING
    to_sign_in = response.headers.get("Location", "").startswith(reverse("wagtailadmin_login"))
    return written and to_sign_in and not request.user.is_authenticated


def _kept_form(request: HttpRequest) -> HttpResponseBase:
    """The text once more, to be sent again after signing in: whoever goes back finds the page for signing in."""
    fields = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
    response = render(request, "editorial/accounts/ended.html", {"fields": fields}, status=403)
    add_never_cache_headers(response)
    return response
