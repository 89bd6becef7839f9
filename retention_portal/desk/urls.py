"""Addresses of home, the statements and the gallery."""

from django.urls import path

from retention_portal.desk import views

app_name = "desk"
urlpatterns = [
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("cookies/", views.cookies, name="cookies"),
]
