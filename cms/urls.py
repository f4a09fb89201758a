"""Addresses: the administration, the APIs, files, and the website under one prefix for each language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.api.v3.urls import api as wagtail_api
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.content import files
from cms.content.write_api import behind_authentication

write_api_patterns, *write_api_names = wagtail_api.urls
write_api = (decorate_urlpatterns(write_api_patterns, behind_authentication), *write_api_names)

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path(
        "documents/<int:document_id>/<str:filename>",
        files.serve_document,
        name="wagtaildocs_serve",
    ),
    path("media/<path:path>", files.serve_media, name="media"),
    path("api/wagtail/v3/", write_api),
    path("", include("cms.api.urls")),
    path("", include("cms.website.root_urls")),
    *i18n_patterns(path("", include("cms.website.urls")), prefix_default_language=False),
]

handler400 = "cms.errors.bad_request"
handler404 = "cms.errors.not_found"
handler500 = "cms.errors.server_error"
# Not of Django, which has no limits: `cms.http.limits` asks for it.
handler429 = "cms.errors.too_many_requests"
