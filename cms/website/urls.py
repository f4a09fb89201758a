"""Addresses of the website."""

from django.urls import re_path

from cms.website import views

urlpatterns = [
    # Wagtail builds the address of every page from this name.
    re_path(r"^((?:[\w-]+/)*)$", views.content, name="wagtail_serve"),
]
