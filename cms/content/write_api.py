"""Wagtail's read/write API for the office-automation system, closed to everyone without a token.

Wagtail itself lets anonymous readers list live pages there. Live is not public here: a document that is 依申请公开
may be live in Wagtail without ever being shown, so nobody comes in unannounced.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.api.v3.errors import PROBLEM_JSON


def behind_authentication(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view for bearers of a valid token whose user may enter the administration; a 401 problem for all others."""
    bearer = BearerTokenAuth()

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (bearer(request) and request.user.has_perm("wagtailadmin.access_admin")):
            problem = {
                "type": "about:blank",
                "title": "Unauthorized",
                "status": 401,
                "detail": _("此接口供内部系统使用，请在 Authorization 头中提供有效的令牌。"),
            }
            answer = JsonResponse(problem, status=401, content_type=PROBLEM_JSON)
            answer["WWW-Authenticate"] = "Bearer"
            return answer
        return view(request, *args, **kwargs)

    return guarded
