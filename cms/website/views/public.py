"""How every view of the website answers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from cms.website.views import errors

View = Callable[..., HttpResponse]
SECONDS = 60


def public(view: View) -> View:
    """Only GET and HEAD; caches may keep the answer for a minute, then ask whether it changed (ETag)."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        try:
            return view(request, *args, **options)
        except Http404:
            return errors.not_found(request)

    decorated: View = require_safe(cache_control(public=True, max_age=SECONDS)(conditional_page(answer)))
    return decorated
