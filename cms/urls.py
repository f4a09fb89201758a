"""Addresses: the administration, the APIs, files, and the website under one prefix for each language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.api.v3.urls import api as wagtail_api

from cms.content import files

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path(
        "documents/<int:document_id>/<str:filename>",
        files.serve_document,
        name="wagtaildocs_serve",
    ),
    path("media/<path:path>", files.serve_media, name="media"),
    path("api/wagtail/v3/", wagtail_api.urls),
    path("", include("cms.api.urls")),
    *i18n_patterns(
        path("", include("cms.website.urls")), prefix_default_language=False
    ),
]
