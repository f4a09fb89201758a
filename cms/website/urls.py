"""Addresses of the website in each language. Those outside the languages are `root_urls`."""

from django.conf import settings
from django.urls import path, re_path

from cms.website.views.catalogue import comparison, download, edition
from cms.website.views.content import content
from cms.website.views.feeds import feed
from cms.website.views.patterns import patterns
from cms.website.views.search import opened, search
from cms.website.views.sitemap import site_map

PLACE = r"^((?:[\w-]+/)*)"

urlpatterns = [
    path("search/", search, name="search"),
    path("search/opened/", opened, name="search_opened"),
    path("sitemap/", site_map, name="sitemap"),
    *([path("patterns/", patterns, name="patterns")] if settings.SHOW_PATTERNS else []),
    re_path(PLACE + r"feed/$", feed, {"kind": "atom"}, name="feed"),
    re_path(PLACE + r"feed/rss/$", feed, {"kind": "rss"}, name="rss"),
    re_path(PLACE + r"catalogue\.(csv|xlsx|json)$", download, name="catalogue_download"),
    re_path(PLACE + "editions/compare/$", comparison, name="catalogue_comparison"),
    re_path(r"^(?P<address>(?:[\w-]+/)*)editions/(?P<number>[1-9]\d{0,8})/$", edition, name="catalogue_edition"),
    # Wagtail builds the address of every page from this name.
    re_path(PLACE + "$", content, name="wagtail_serve"),
]
