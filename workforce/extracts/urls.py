"""Addresses of this slice."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
