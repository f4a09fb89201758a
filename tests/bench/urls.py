"""The portal's addresses, and beside them what it is compared with."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from wagtail.api import APIField
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from cms.urls import urlpatterns as portal
from pages.models import PolicyDocumentPage

# What the bare view sends, by the name in its address; filled with the answers of our own API.
READY: dict[str, bytes] = {}
LIGHT_FIELDS = ("summary", "document_number", "index_number", "validity", "date_written")

PolicyDocumentPage.api_fields = [APIField(name) for name in (*LIGHT_FIELDS, "body")]
stock = WagtailAPIRouter("stock")
stock.register_endpoint("pages", PagesAPIViewSet)


def bare(request: HttpRequest, name: str) -> HttpResponse:
    """The least that Django can do: a view that sends bytes."""
    return HttpResponse(READY[name], content_type="application/json")


urlpatterns = [path("bare/<name>", bare), path("stock/", stock.urls), *portal]
