"""Addresses of the website that belong to no language."""

from django.urls import path

from cms.website.views import sitemap

urlpatterns = [
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.index, name="sitemap_index"),
    path("sitemap-<int:number>.xml", sitemap.addresses, name="sitemap_addresses"),
]
