"""Pages that were made before, for the next who ask."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from cms.content import keeping, site
from cms.website.editors import may_be_editor


def kept(request: HttpRequest, asked: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page that `make` makes for the address `asked`, once until something changes that it may show.

    Editors get a page of their own; what is no page, but says why there is none, is made each time.
    """
    if not settings.KEEP_PAGES or may_be_editor(request):
        return make()
    # A reference to the page says on which day it was looked up.
    name = f"page {asked} {translation.get_language()} {timezone.localdate()} {site.surroundings().name}"
    return keeping.kept(name, make, lambda response: response.status_code == 200)
