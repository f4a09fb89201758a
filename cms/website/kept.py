"""Pages that were made before, for the next who ask: present once, read everywhere (docs/decisions/0012).

A kept page has the name of all that it shows. When any of this changes, so does the name, and the page is made anew.
"""

import hashlib
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.core.cache import cache as store
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from cms.content import site
from cms.website.editors import may_be_editor

# What the look of a page depends on besides data, below the project's folder.
LOOKS = ("templates", "cms/website", "cms/locale")


def kept(request: HttpRequest, shown: Callable[[], str], make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page that `make` makes, once for each name that `shown` gives to what it shows of the content.

    The names are read before the page is made, so that a change in between makes the page newer than its name, never
    older. Editors get a page of their own.
    """
    if not settings.KEEP_PAGES or may_be_editor(request):
        return make()
    # A reference to the page says on which day it was looked up.
    names = [shown(), translation.get_language(), str(timezone.localdate()), site.surroundings().name, looks()]
    key = f"page-{hashlib.sha256(' '.join(names).encode()).hexdigest()}"
    content = store.get(key)
    if content is not None:
        return HttpResponse(content)
    response = make()
    if response.status_code == 200:
        store.set(key, response.content, settings.KEEP_PAGES)
    return response


@cache
def looks() -> str:
    """A name of this release's templates, styles and words, for stores that outlive it."""
    files = (file for folder in LOOKS for file in sorted((settings.BASE_DIR / folder).rglob("*")) if file.is_file())
    told = "".join(f"{file}{file.stat().st_mtime_ns}" for file in files if "__pycache__" not in file.parts)
    return hashlib.sha256(told.encode()).hexdigest()
