"""The way of an API request, which needs neither session nor language negotiation, forms or messages."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.utils import translation

from cms.api import problems

PREFIX = "/api/v1/"


class DirectMiddleware:
    """Answers requests below /api/v1/ without the middleware that stands after it, and every error as a problem."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        # The thread may still speak the language of its last visitor.
        translation.activate(settings.LANGUAGE_CODE)
        try:
            match = request.resolver_match = resolve(request.path_info, "cms.api.urls")
            response = match.func(request, *match.args, **match.kwargs)
        except Exception as error:  # noqa: BLE001 -- nothing below this address answers but with a problem document
            return problems.failure(request, error)
        return problems.not_allowed(request, response) if response.status_code == 405 else response
