"""Pages for what is not, or no longer, there."""

import re
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cms.content.models import ContentItem
from cms.content.site import Column
from cms.website.frame import frame

# What the addresses of web servers are called, whatever stands there.
TECHNICAL = {"index", "default", "home", "main", "content", "article", "html", "list", "page", "node", "info", "view"}
LONGEST_WORDS = 60


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 that searches for the words of the address, and leads to the nearest place that is there.

    Redirects of moved addresses are looked up after it, by Wagtail's middleware.
    """
    around = frame(request.path, {})
    nearest = _nearest(around.columns, request.path)
    context = {
        "frame": around,
        "asked": words_of(request.path),
        "nearest": nearest,
        "places": nearest.children if nearest else around.navigation,
    }
    return render(request, "errors/404.html", context, status=404)


def words_of(path: str) -> str:
    """The words of the last step of an address that people could search for: no numbers, no names of techniques."""
    steps = [step for step in unquote(path).split("/") if step]
    last = re.sub(r"\.\w{1,5}$", "", steps[-1]) if steps else ""
    words = [word for word in re.findall(r"[^\W\d_]{2,}", last) if word.lower() not in TECHNICAL]
    return " ".join(words)[:LONGEST_WORDS]


def _nearest(columns: list[Column], path: str) -> Column | None:
    """The deepest column above the address."""
    for column in columns:
        if path.startswith(column.data["path"]):
            return _nearest(column.children, path) or column
    return None


def gone(request: HttpRequest, item: ContentItem) -> HttpResponse:
    """410 with the reason for which the content was withdrawn."""
    context = {"frame": frame(request.path, {}), "item": item}
    return render(request, "errors/410.html", context, status=410)
