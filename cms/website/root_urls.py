"""Addresses of the website that belong to no language."""

from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path

from cms.website.views import sitemap

urlpatterns = [
    path("robots.txt", sitemap.robots, name="robots"),
    # Browsers ask for it beside a file or an answer of the API, where no page names the mark.
    path("favicon.ico", lambda request: redirect(static("website/mark.svg"))),
    path("sitemap.xml", sitemap.index, name="sitemap_index"),
    path("sitemap-<int:number>.xml", sitemap.addresses, name="sitemap_addresses"),
]
