"""Errors as problem documents (RFC 9457), each with a sentence in Chinese that a person understands."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.log import log_response
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from cms.content import outage
from cms.http.input import refusal_of
from cms.operation.logs import request_id

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """A request that cannot be answered; `errors` are pairs of a parameter's name and what is wrong with it."""

    def __init__(self, status: int, detail: str, errors: Sequence[tuple[str, str]] = (), **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors, self.more = status, detail, errors, more


def respond(request: HttpRequest, problem: Problem, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """The problem document of `problem`."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.get_full_path(),
        "request_id": request_id.get(),
    }
    if problem.errors:
        document["errors"] = [{"parameter": name, "detail": str(detail)} for name, detail in problem.errors]
    content = b"" if request.method == "HEAD" else orjson.dumps(document | problem.more)
    response = HttpResponse(content, status=problem.status, content_type=MEDIA_TYPE, headers=headers)
    # What is missing now may be published in the next second.
    response["Cache-Control"] = "no-cache"
    return response


def bad_request(errors: Sequence[tuple[str, str]]) -> Problem:
    """Problem 400 that names each parameter at fault and what is wrong with it."""
    return Problem(400, _("请求的参数有误：") + "".join(f"{name} {detail}" for name, detail in errors), errors)


def unknown_address(request: HttpRequest) -> HttpResponse:
    """The answer to everything below /api/ that is not a call."""
    return respond(request, Problem(404, _("没有这个接口地址。可用的接口见 /api/v1/docs。")))


def not_allowed(request: HttpRequest, refusal: HttpResponse) -> HttpResponse:
    """The problem document of a 405 answer, which names the methods that are allowed."""
    problem = Problem(405, _("接口只供读取，只接受 GET 和 HEAD 请求。"))
    return respond(request, problem, {"Allow": refusal["Allow"]})


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 while the database cannot be asked."""
    return outage.come_back(respond(request, Problem(503, _("服务暂时不可用，请稍后再试。"))))


def failure(request: HttpRequest, error: Exception) -> HttpResponse:
    """Tell the public nothing of what went wrong, and the operators everything; 400 for what no database holds."""
    if refused := refusal_of(error):
        return respond(request, Problem(400, str(refused.detail), refused.errors))
    if isinstance(error, outage.ERRORS):
        outage.note(error)
        return unavailable(request)
    got_request_exception.send(sender=None, request=request)
    response = respond(request, Problem(500, _("服务暂时出错，我们已经记录。请稍后再试。")))
    log_response("Internal Server Error: %s", request.path, response=response, request=request, exception=error)
    return response


def register(api: NinjaAPI) -> None:
    """Let the API answer every exception with a problem document."""
    handlers: dict[type[Exception], Any] = {
        Problem: respond,
        Http404: lambda request, error: unknown_address(request),
        Exception: failure,
    }
    for error, handler in handlers.items():
        api.add_exception_handler(error, handler)
