"""Addresses of the headless API."""

urlpatterns: list = []
