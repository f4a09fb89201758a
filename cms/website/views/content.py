"""Pages of content items."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import translation

from cms.content import reading
from cms.content.models import ContentItem
from cms.content.types import Shape, content_types, names_of
from cms.website.article import article_context
from cms.website.catalogue import catalogue_context
from cms.website.columns import column_context
from cms.website.frame import frame_of
from cms.website.home import home_context
from cms.website.kept import kept
from cms.website.views import errors
from cms.website.views.public import public

# What the templates show beside the document.
CONTEXTS: dict[Shape, Callable[[dict[str, Any], Mapping[str, str]], dict[str, Any]]] = {
    Shape.HOME: home_context,
    Shape.COLUMN: column_context,
    Shape.CATALOGUE: catalogue_context,
    Shape.ARTICLE: article_context,
}


@public
def content(request: HttpRequest, address: str) -> HttpResponse:
    """The page at an address; 410 with the reason for what was withdrawn."""
    doubled = f"{settings.LANGUAGE_CODE}/"
    if address.startswith(doubled):
        return HttpResponsePermanentRedirect("/" + request.get_full_path()[1 + len(doubled) :])
    # Only columns and catalogues look at the query; any other page is the same under each.
    item = find(request.path) if request.META.get("QUERY_STRING") else None
    queried = item and item.type in names_of(Shape.COLUMN, Shape.CATALOGUE)
    asked = request.get_full_path() if queried else request.path
    return kept(request, asked, lambda: page_of(request, item or find(request.path)))


def page_of(request: HttpRequest, item: ContentItem) -> HttpResponse:
    """The page of an item; 410 with the reason for one that was withdrawn."""
    return page(request, full_document(item)) if item.is_published else errors.gone(request, item)


def find(path: str) -> ContentItem:
    """The item at an address, published or withdrawn; raises Http404."""
    item = reading.find_by_path(path)
    if item is None:
        raise Http404(path)
    return item


def full_document(item: ContentItem) -> dict[str, Any]:
    """The item in full, decoded, with its links as lists of light items."""
    document: dict[str, Any] = json.loads(item.document)
    document["links"] = {name: [each.data for each in group] for name, group in reading.expand(item).items()}
    return document


def page(request: HttpRequest, document: dict[str, Any]) -> HttpResponse:
    """The page of a document with its links."""
    context = CONTEXTS[content_types()[document["type"]].shape](document, request.GET)
    context |= {"document": document, "frame": frame_of(document)}
    return render(request, f"pages/{document['type']}.html", context)


def preview(request: HttpRequest, document: dict[str, Any]) -> HttpResponse:
    """A draft as its page will look; editors see it inside the administration, whose language is their own."""
    with translation.override(document["locale"]):
        return page(request, document)
