"""Guards: what must be true of everything that a request has written, before it stays.

As with gates, rules live in the rooms that know them and are registered here; `cms.content.atomic` asks them.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

from django.contrib import messages
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.api.v3.errors import PROBLEM_JSON

FORBIDDEN = 403

Guard = Callable[[HttpRequest], AbstractContextManager[Any]]
_guards: list[Guard] = []

write_refused = Signal()
"""Sent with `refused` and `request` when a request was undone because of WriteRefused."""


class WriteRefused(Exception):
    """What the request wrote must not stay; `reasons` says why, a sentence each, in the user's language."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = list(reasons)


def guard(function: Guard) -> Guard:
    """Register a context manager around the view of every writing request, inside its transaction.

    It may look at what was written when the view is done, and raise WriteRefused.
    """
    _guards.append(function)
    return function


@contextmanager
def guarded(request: HttpRequest) -> Iterator[None]:
    """Inside all guards. Raises WriteRefused when one objects."""
    with ExitStack() as guards:
        for each in _guards:
            guards.enter_context(each(request))
        yield


def answer_to(refused: WriteRefused, request: HttpRequest) -> HttpResponse:
    """People are led back to where they came from, with the reasons; programs get a problem document."""
    write_refused.send(sender=WriteRefused, refused=refused, request=request)
    home = reverse("wagtailadmin_home")
    if not request.path.startswith(home) or request.headers.get("X-Requested-With") == "XMLHttpRequest":
        problem = {"type": "about:blank", "title": "Forbidden", "status": FORBIDDEN, "detail": str(refused)}
        return JsonResponse(problem, status=FORBIDDEN, content_type=PROBLEM_JSON)
    # Looking takes away what the undone view has said.
    list(messages.get_messages(request))
    for reason in refused.reasons:
        messages.error(request, reason)
    came_from = request.headers.get("Referer", "")
    known = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(came_from if known else home)
