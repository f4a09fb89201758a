"""Every request that writes is one transaction."""

from collections.abc import Callable
from typing import Any

from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from cms.content import full_disk, gates, guards
from cms.content.locks import hold_publication, was_sacrificed
from cms.http.input import SAFE_METHODS, refusal_of

# Views of the administration and of the write API in which somebody decides about pages.
DECIDING = ("wagtailadmin_pages", "wagtailapi_v3", "wagtail_localize")
# Those that come with every pause of a writing editor, and decide nothing.
PREVIEWS = ("preview_on_add", "preview_on_edit", "preview_translation")


def may_publish(request: HttpRequest) -> bool:
    """Whether the request may change what is public: everything done to pages but previews and saving a draft."""
    match = request.resolver_match
    if match is None or match.url_name in PREVIEWS:
        return False
    if not (request.user.is_authenticated or "Authorization" in request.headers):
        # Will be sent away, and need not hold up anybody.
        return False
    if match.view_name in ("wagtailadmin_pages:add", "wagtailadmin_pages:edit"):
        return any(name.startswith("action-") for name in request.POST)
    return match.url_name == "wagtail_bulk_action" or bool({*match.namespaces}.intersection(DECIDING))


def under_lock(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, with the lock of publication held from its beginning."""

    def locked(*args: Any, **kwargs: Any) -> HttpResponse:
        hold_publication()
        return view(*args, **kwargs)

    return locked


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
        if may_publish(request):
            # Before the view reads anything, so that what it decides by is what the last one has left.
            view = under_lock(view)
        try:
            return self.answer(request, view, args, kwargs)
        except OperationalError as error:
            if not was_sacrificed(error):
                raise
            # All that was written is undone; under the lock nobody is waited for who waits himself.
            return self.answer(request, under_lock(view), args, kwargs)

    def answer(self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> HttpResponse:
        """The view's answer; what it wrote stays, unless a publication or a write was refused."""
        response = None
        with gates.noting_refusals() as refusals:
            try:
                with transaction.atomic():
                    with guards.guarded(request):
                        response = view(request, *args, **kwargs)
                    if refusals:
                        # Wagtail turns a refusal into an answer; what was written before it must not stay.
                        transaction.set_rollback(True)
            except gates.PublicationRefused:
                if response is None:
                    raise
                # Translations are saved first and published after the commit: the draft stays, and is told why.
                response = HttpResponseRedirect(request.get_full_path())
            except guards.WriteRefused as refused:
                response = guards.answer_to(refused, request)
            except Exception as error:
                # Django asks no middleware about a failure of what a middleware has called.
                if hostile := refusal_of(error, request):
                    raise hostile from error
                response = full_disk.answer_to(request, error)
                if response is None:
                    raise
        for refusal in refusals:
            gates.publication_refused.send(sender=type(refusal.page), refused=refusal, request=request)
        return response
