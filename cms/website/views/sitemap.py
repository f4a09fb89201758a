"""The site map for people, and the one for robots."""

import uuid
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cms.content.models import ContentItem
from cms.website.frame import frame_everywhere
from cms.website.views.public import public

# Far below the protocol's 50,000, so that each file is made and read quickly.
PER_FILE = 5_000
# Of the protocol as well; more files are not listed in the index.
MOST_FILES = 50_000


@public
def site_map(request: HttpRequest) -> HttpResponse:
    """网站地图: all columns as a tree."""
    return render(request, "pages/sitemap.html", {"frame": frame_everywhere("sitemap/")})


@public
def index(request: HttpRequest) -> HttpResponse:
    """The index of the files that list every address of the portal."""
    files = -(-ContentItem.objects.published().count() // PER_FILE)
    context = {"numbers": range(1, files + 1), "site_url": settings.SITE_URL}
    return render(request, "sitemap/index.xml", context, content_type="application/xml")


@public
def addresses(request: HttpRequest, number: int) -> HttpResponse:
    """One file of addresses with those of their translations, in two queries."""
    if not 1 <= number <= MOST_FILES:
        raise Http404(number)
    start = (number - 1) * PER_FILE
    listed = ContentItem.objects.published().order_by("id")[start : start + PER_FILE]
    rows: list[dict[str, Any]] = [dict(row) for row in listed.values("content_id", "locale", "path", "updated_at")]
    if not rows:
        raise Http404(number)
    versions: dict[uuid.UUID, list[tuple[str, str]]] = {}
    same = ContentItem.objects.published().filter(content_id__in=listed.values("content_id"))
    for content_id, locale, path in same.order_by("locale").values_list("content_id", "locale", "path"):
        versions.setdefault(content_id, []).append((locale, path))
    for row in rows:
        found = versions.get(row["content_id"], [])
        row["versions"] = found if len(found) > 1 else []
    context = {"rows": rows, "site_url": settings.SITE_URL}
    return render(request, "sitemap/addresses.xml", context, content_type="application/xml")


@public
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt, with the address of the site map."""
    return render(request, "robots.txt", {"site_url": settings.SITE_URL}, content_type="text/plain; charset=utf-8")
