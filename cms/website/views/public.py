"""How every view of the website answers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from cms.website.editors import may_be_editor
from cms.website.views import errors

View = Callable[..., HttpResponse]
SECONDS = 60


def public(view: View) -> View:
    """Only GET and HEAD; caches may keep the answer for a minute, then ask whether it changed (ETag).

    Who has a session gets a page of his own, with the user bar, which no cache may keep.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        try:
            return view(request, *args, **options)
        except Http404:
            return errors.not_found(request)

    for_citizens: View = cache_control(public=True, max_age=SECONDS)(conditional_page(answer))
    for_editors: View = cache_control(private=True, no_store=True)(answer)

    @wraps(view)
    def choose(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        return (for_editors if may_be_editor(request) else for_citizens)(request, *args, **options)

    decorated: View = require_safe(choose)
    return decorated
