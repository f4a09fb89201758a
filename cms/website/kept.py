"""Pages that were made a moment ago, for the many who ask for the same one."""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from cms.content import reading
from cms.website.editors import may_be_editor


def kept(request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page of this address, made anew after every change of content and every KEEP_PAGES seconds.

    What else a page shows – the agency's profile, the order of columns and topics – may be as old as that. Editors
    get a page of their own.
    """
    if not settings.KEEP_PAGES or may_be_editor(request):
        return make()
    # Read before the page is made: a change in between makes the kept page newer than its name, never older.
    name = f"{reading.last_change()} {request.get_full_path()}"
    key = f"page-{hashlib.sha256(name.encode()).hexdigest()}"
    content = cache.get(key)
    if content is not None:
        return HttpResponse(content)
    response = make()
    if response.status_code == 200:
        cache.set(key, response.content, settings.KEEP_PAGES)
    return response
