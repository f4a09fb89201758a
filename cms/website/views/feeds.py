"""Atom and RSS feeds of the portal and of each column, in each language."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cms.content import site
from cms.content.listing import Filters
from cms.website.views.content import find
from cms.website.views.public import public

NEWEST = 20
TYPES = {"atom": "application/atom+xml; charset=utf-8", "rss": "application/rss+xml; charset=utf-8"}
ENDINGS = {"atom": "feed/", "rss": "feed/rss/"}


@public
def feed(request: HttpRequest, address: str, kind: str) -> HttpResponse:
    """The newest items of the portal, or of the column at `address`; 404 for what is no column."""
    path = request.path.removesuffix(ENDINGS[kind])
    item = find(path)
    if item.type not in ("home", "column") or not item.is_published:
        raise Http404(path)
    column = str(item.content_id) if item.type == "column" else None
    newest = Filters(locale=item.locale, column=column).select().window("-published", 0, NEWEST)
    items = [json.loads(light) for light in newest]
    agency = site.profile().name_in(item.locale)
    context = {
        "place": item,
        "title": f"{item.title} - {agency}" if column else agency,
        "agency": agency,
        "path": path,
        "address": request.path,
        "items": items,
        "updated_at": max(each["updated_at"] for each in items) if items else item.updated_at.isoformat(),
    }
    return render(request, f"feeds/{kind}.xml", context, content_type=TYPES[kind])
