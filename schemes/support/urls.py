"""Addresses of “Talk to someone”."""

from django.urls import path

from schemes.support import views

app_name = "support"
urlpatterns = [
    path("", views.talk, name="talk"),
    path("person/", views.person, name="person"),
    path("conversation/", views.conversation, name="conversation"),
]
