"""Addresses of the organisations slice."""

from django.urls import path

from retention_portal.organisations import views

app_name = "organisations"
urlpatterns = [
    path("", views.organisation_search, name="organisation_search"),
    path("add/", views.organisation_add, name="organisation_add"),
    path("<str:code>/", views.organisation_page, name="organisation_page"),
]
