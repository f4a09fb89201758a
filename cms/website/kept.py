"""Pages that were made before, for the next who ask."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, set_response_etag

from cms.content import keeping, outage, site
from cms.website.editors import may_be_editor


def kept(request: HttpRequest, asked: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page that `make` makes for the address `asked`, once until something changes that it may show.

    Editors get a page of their own; what is no page, but says why there is none, is made each time.
    """
    if not settings.KEEP_PAGES or may_be_editor(request):
        return make()
    # A reference to the page says on which day it was looked up.
    state = f"{timezone.localdate()} {site.surroundings().name}"
    return keeping.kept(_name(asked), make, lambda response: response.status_code == 200, state)


def last(request: HttpRequest) -> HttpResponse | None:
    """The page as it was kept last, for a time in which the database cannot be asked; marked so, and not for long."""
    if request.method not in ("GET", "HEAD") or not (found := keeping.last(_name(request.get_full_path()))):
        return None
    # Under its entity tag; 304 where the client has it already.
    set_response_etag(found.made)
    response = get_conditional_response(request, found.made["ETag"], response=found.made) or found.made
    return outage.mark(response, found)


def _name(asked: str) -> str:
    return f"page {asked} {translation.get_language()}"
