"""Pages for what is not, or no longer, there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cms.content.models import ContentItem
from cms.website.frame import frame


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 with a search box. Redirects of moved addresses are looked up after it, by Wagtail's middleware."""
    return render(request, "errors/404.html", {"frame": frame(request.path, {})}, status=404)


def gone(request: HttpRequest, item: ContentItem) -> HttpResponse:
    """410 with the reason for which the content was withdrawn."""
    context = {"frame": frame(request.path, {}), "item": item}
    return render(request, "errors/410.html", context, status=410)
