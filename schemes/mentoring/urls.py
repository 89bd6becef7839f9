"""Addresses of mentoring."""

from django.urls import path

from schemes.mentoring import views, views_coordinator, views_pairing

app_name = "mentoring"
urlpatterns = [
    path("", views.home, name="home"),
    path("services/<int:service_id>/ask/", views.ask, name="ask"),
    path("services/<int:service_id>/offer/", views.offer, name="offer"),
    path("offers/<int:mentor_id>/places/", views.places, name="places"),
    path("offers/<int:mentor_id>/<str:change>/", views.offer_change, name="offer_change"),
    path("requests/<int:request_id>/withdraw/", views.withdraw, name="withdraw"),
    path("pairings/<int:pairing_id>/", views_pairing.pairing, name="pairing"),
    path("pairings/<int:pairing_id>/answer/", views_pairing.answer, name="answer"),
    path("pairings/<int:pairing_id>/log/", views_pairing.log, name="log"),
    path("pairings/<int:pairing_id>/end/", views_pairing.end, name="end"),
    path("services/", views_coordinator.services, name="services"),
    path("services/new/", views_coordinator.service_new, name="service_new"),
    path("services/<int:service_id>/", views_coordinator.service, name="service"),
    path("services/<int:service_id>/close/", views_coordinator.service_close, name="service_close"),
    path("services/<int:service_id>/bars/", views_coordinator.bars, name="bars"),
    path("services/<int:service_id>/round/", views_coordinator.round_draw, name="round_draw"),
    path("offers/<int:mentor_id>/look/confirm/", views_coordinator.confirm, name="confirm"),
    path("rounds/<int:round_id>/", views_coordinator.round_look, name="round"),
    path("rounds/<int:round_id>/decide/", views_coordinator.round_decide, name="round_decide"),
    path("proposals/<int:proposal_id>/keep/", views_coordinator.proposal_keep, name="proposal_keep"),
]
