"""Addresses that only a demonstration has."""

from django.urls import path

from retention_portal.local import views

app_name = "local"
urlpatterns = [
    path("mail/", views.mail_list, name="mail_list"),
    path("mail/<str:name>/", views.mail_detail, name="mail_detail"),
    path("mail/<str:name>/html/", views.mail_html, name="mail_html"),
]
