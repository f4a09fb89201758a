"""Addresses of the headless API."""

from django.urls import path, re_path

from cms.api import changes, content, documentation, editions, previewing, problems, searching, site
from cms.api.api import api

# Importing a module of calls registers them.
CALLS = (content, editions, site, searching, changes, previewing)

urlpatterns = [
    path("api/v1/openapi.json", documentation.openapi, name="api-openapi"),
    path("api/v1/docs", documentation.page, name="api-docs"),
    re_path(r"^api/v1/?$", problems.unknown_address),
    path("api/v1/", api.urls),
    # Of the write API as well, lest the website answers with a page.
    re_path(r"^api/", problems.unknown_address),
]
