"""Every request that writes is one transaction."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from cms.content import gates
from cms.http.input import SAFE_METHODS, refusal_of


class AtomicWritesMiddleware:
    """Wraps the view of a writing request in a transaction; it must be the last middleware.

    Wagtail's views save a page first and announce it afterwards. With both in one transaction a process that is
    killed in between leaves neither a withdrawn page that is still public nor a moved page with its old address.
    A request in which a publication is refused leaves nothing behind but the record of the refusal.

    Django's ATOMIC_REQUESTS would do the same to the reading requests too, which must stay free of write locks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.method in SAFE_METHODS:
            return None
        response = None
        with gates.noting_refusals() as refusals:
            try:
                with transaction.atomic():
                    response = view(request, *args, **kwargs)
                    if refusals:
                        # Wagtail turns a refusal into an answer; what was written before it must not stay.
                        transaction.set_rollback(True)
            except gates.PublicationRefused:
                if response is None:
                    raise
                # Translations are saved first and published after the commit: the draft stays, and is told why.
                response = HttpResponseRedirect(request.get_full_path())
            except Exception as error:
                # Django asks no middleware about a failure of what a middleware has called.
                if refused := refusal_of(error, request):
                    raise refused from error
                raise
        for refusal in refusals:
            gates.publication_refused.send(sender=type(refusal.page), refused=refusal, request=request)
        return response
