"""Addresses under /schemes/, /roadmaps/ and /areas/. A scheme's own address comes last: it takes any word."""

from django.urls import path

from schemes.catalogue import views, views_appraisers, views_offers, views_parts, views_roadmaps

app_name = "catalogue"
urlpatterns = [
    path("roadmaps/", views_roadmaps.roadmap_list, name="roadmap_list"),
    path("roadmaps/<slug:slug>/", views_roadmaps.roadmap_page, name="roadmap"),
    path("appraisers/", views_appraisers.appraisers, name="appraisers"),
    path("areas/<slug:slug>/", views.area, name="area"),
    path("schemes/", views.browse, name="browse"),
    path("schemes/compare/", views.compare, name="compare"),
    path("schemes/announced-and-delivered/", views.announced, name="announced"),
    path("schemes/local/<slug:slug>/", views.offer, name="offer"),
    path("schemes/offers/", views_offers.offer_list, name="offer_list"),
    path("schemes/offers.csv", views_offers.offer_csv, name="offer_csv"),
    path("schemes/offers/new/", views_offers.offer_new, name="offer_new"),
    path("schemes/offers/start/", views_offers.offer_start, name="offer_start"),
    path("schemes/offers/<int:offer_id>/", views_offers.offer_edit, name="offer_edit"),
    path("schemes/offers/<int:offer_id>/publish/", views_offers.offer_publish, name="offer_publish"),
    path("schemes/offers/<int:offer_id>/close/", views_offers.offer_close, name="offer_close"),
    path("schemes/offers/<int:offer_id>/tell/", views_offers.offer_tell, name="offer_tell"),
    path("schemes/offers/<int:offer_id>/poster/", views_offers.offer_poster, name="offer_poster"),
    path("schemes/offers/<int:offer_id>/rules/", views_parts.offer_rules, name="offer_rules"),
    path("schemes/offers/<int:offer_id>/papers/", views_parts.offer_papers, name="offer_papers"),
    path("schemes/offers/<int:offer_id>/letters/", views_parts.offer_letters, name="offer_letters"),
    path("schemes/offers/<int:offer_id>/others/<slug:part>/", views_parts.offer_others, name="offer_others"),
    path("schemes/offers/<int:offer_id>/questions/", views_parts.offer_questions, name="offer_questions"),
    path("schemes/offers/<int:offer_id>/questions/new/", views_parts.question_new, name="question_new"),
    path(
        "schemes/offers/<int:offer_id>/questions/<slug:key>/", views_parts.question_edit, name="question_edit"
    ),
    path("schemes/offers/<int:offer_id>/rows/<slug:part>/", views_parts.row_change, name="row_change"),
    path("schemes/<slug:slug>/", views.scheme, name="scheme"),
]
