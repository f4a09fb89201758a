"""Requests as the trail sees them: where acts come from, which were denied, which took data away."""

from collections.abc import Callable
from typing import Any

import orjson
from django.contrib.messages import ERROR, get_messages
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from wagtail.models import Page

from cms.editorial.audit.models import Action, Channel
from cms.editorial.audit.origin import acting_in, channel_of
from cms.editorial.audit.recording import record
from cms.operation.logs import without_secrets

UNAUTHENTICATED, FORBIDDEN = 401, 403
# In one language, whoever asks: how often it was asked is counted by it.
RESET_ASKED = "申请重设密码"


def audited(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware; it stands before the one that makes a request one transaction, so that a denial stays recorded."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with acting_in(request):
            response = get_response(request)
            if channel_of(request) != Channel.WEBSITE:
                follow_answer(request, response)
            return response

    return middleware


def follow_answer(request: HttpRequest, response: HttpResponseBase) -> None:
    """Record what was denied for want of a right, and what was exported from a report or a listing."""
    said = denial(request, response)
    if said is not None and not getattr(request, "refusal_recorded", False):
        record(Action.DENY, _page_of(request), note=f"{request.method} {_address(request)}\n{said}".strip())
    elif request.GET.get("export") and response.has_header("Content-Disposition"):
        record(Action.EXPORT, title=request.path, note=_address(request))
    elif request.method == "POST" and request.path == reverse("wagtailadmin_password_reset"):
        # Told the same whether there is such an address: the trail does not ask either.
        record(Action.OTHER, title=request.POST.get("email", "")[:150], note=RESET_ASKED)


def denial(request: HttpRequest, response: HttpResponseBase) -> str | None:
    """What a denied request was told; None when nothing was denied.

    Wagtail's administration leads whoever may not do something to its first page, with a message.
    """
    if response.status_code == UNAUTHENTICATED:
        # Without a key nobody tried the door.
        return _detail(response) if request.headers.get("Authorization") else None
    if response.status_code == FORBIDDEN:
        return _detail(response)
    if response.headers.get("Location") != reverse("wagtailadmin_home"):
        return None
    messages: Any = get_messages(request)
    if not getattr(messages, "added_new", False):
        return None
    told = list(messages)
    # Looked at, not taken away.
    messages.used = False
    return str(told[-1].message) if told and told[-1].level >= ERROR else None


def _detail(response: Any) -> str:
    if "json" not in response.headers.get("Content-Type", ""):
        return ""
    answer = orjson.loads(response.content)
    return str(answer.get("detail", "")) if isinstance(answer, dict) else ""


def _address(request: HttpRequest) -> str:
    return without_secrets(request.get_full_path())[:300]


def _page_of(request: HttpRequest) -> Page | None:
    """The page that the request was about, as its address names it."""
    named = request.resolver_match.kwargs if request.resolver_match else {}
    keys = [value for name, value in named.items() if name.startswith("page") or name == "id"]
    keys += request.GET.getlist("id")
    found = next((str(key) for key in keys if str(key).isdecimal()), None)
    return Page.objects.filter(pk=found).specific().first() if found else None
