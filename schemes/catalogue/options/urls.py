"""Addresses under /options/."""

from django.urls import path

from schemes.catalogue.options import views

app_name = "options"
urlpatterns = [
    path("", views.options, name="options"),
    path("week/", views.week, name="week"),
]
