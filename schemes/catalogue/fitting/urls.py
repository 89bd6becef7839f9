"""Addresses under /schemes/what-fits-me/. None carries an answer."""

from django.urls import path

from schemes.catalogue.fitting import views

app_name = "fitting"
urlpatterns = [
    path("", views.start, name="start"),
    path("questions/<slug:slug>/", views.question, name="question"),
    path("areas/", views.areas, name="areas"),
    path("results/", views.results, name="results"),
    path("mail/", views.mail, name="mail"),
    path("keep/", views.keep, name="keep"),
    path("start-again/", views.start_again, name="start_again"),
]
