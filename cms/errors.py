"""Answers to what no view answers: problem documents below /api/, pages for people elsewhere."""

import sys
from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import csrf, defaults

from cms.api import problems
from cms.content import outage
from cms.http.input import SAFE_METHODS, Refused
from cms.website import kept
from cms.website.views import errors

API, ADMINISTRATION = "/api/", "/admin/"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 for what cannot be read, with what is wrong where that is known."""
    refused = exception if isinstance(exception, Refused) else None
    with translation.override(_language(request)):
        if request.path_info.startswith(API):
            return problems.respond(request, _problem(refused))
        context = {"refused": refused, "is_form": request.method == "POST"}
        return HttpResponse(render_to_string("400.html", context), status=400)


def _problem(refused: Refused | None) -> problems.Problem:
    if refused is None:
        return problems.Problem(400, _("请求有误，无法识别。"))
    return problems.bad_request(refused.errors) if refused.errors else problems.Problem(400, str(refused.detail))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, of the website for all but the APIs."""
    if request.path_info.startswith(API):
        return problems.respond(request, problems.Problem(404, _("没有这个接口地址。")))
    with translation.override(_language(request)):
        return errors.not_found(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token; below /api/, where no call asks for one, it is an address that is no call."""
    return not_found(request) if request.path_info.startswith(API) else csrf.csrf_failure(request, reason)


def server_error(request: HttpRequest, **more: Any) -> HttpResponse:
    """500, which tells the public nothing of what went wrong; Django calls it while it handles the error."""
    error = sys.exc_info()[1]
    if isinstance(error, outage.ERRORS):
        outage.note(error)
        return unavailable(request)
    if request.path_info.startswith(API):
        return problems.respond(request, problems.Problem(500, _("服务暂时出错，我们已经记录。请稍后再试。")))
    return defaults.server_error(request, **more)


def too_many_requests(request: HttpRequest, seconds: int) -> HttpResponse:
    """429 to a client that may ask again after so many seconds."""
    with translation.override(_language(request)):
        if request.path_info.startswith(API):
            told = _("您在短时间内的访问次数过多。请 %(seconds)s 秒后再试。") % {"seconds": seconds}
            response = problems.respond(request, problems.Problem(429, told))
        else:
            response = HttpResponse(render_to_string("429.html", {"seconds": seconds}), status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response


class OutageMiddleware:
    """Answers requests that read without the database where it cannot be asked.

    What fails in other middleware, and requests that write, come to `server_error`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The view's answer on a new connection where the old one had died; else what can be said without it."""
        if not isinstance(error, outage.ERRORS):
            return None
        match = request.resolver_match
        if match and request.method in SAFE_METHODS and outage.lost_connection():
            try:
                answer: Any = match.func(request, *match.args, **match.kwargs)
                # Django renders no more what comes from here, where it was the rendering that failed.
                answer = answer.render() if hasattr(answer, "render") else answer
            except outage.ERRORS as still:
                error = still
            else:
                return answer
        outage.note(error)
        return unavailable(request)


def unavailable(request: HttpRequest) -> HttpResponse:
    """What can be answered without the database: the page as it was kept last, or 503 in the form asked for."""
    if request.path_info.startswith(API):
        return problems.unavailable(request)
    if request.path_info.startswith(ADMINISTRATION):
        with translation.override(settings.LANGUAGE_CODE):
            return outage.come_back(HttpResponse(render_to_string("editorial/unavailable.html"), status=503))
    return kept.last(request) or outage.come_back(HttpResponse(_maintenance(), status=503))


@cache
def _maintenance() -> bytes:
    """The page that nginx shows while the application is down."""
    page: bytes = (settings.BASE_DIR / "deploy" / "503.html").read_bytes()
    return page


def _language(request: HttpRequest) -> str:
    return translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
