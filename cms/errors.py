"""Answers to what no view answers: problem documents below /api/, pages for people elsewhere."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import defaults

from cms.api import problems
from cms.http.input import Refused
from cms.website.views import errors

API = "/api/"


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


def server_error(request: HttpRequest, **more: Any) -> HttpResponse:
    """500, which tells the public nothing of what went wrong."""
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


def _language(request: HttpRequest) -> str:
    return translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
