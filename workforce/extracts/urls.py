"""Addresses of workforce files."""

from django.urls import path

from workforce.extracts import views

app_name = "extracts"

urlpatterns = [
    path("", views.import_list, name="import_list"),
    path("new/", views.import_new, name="import_new"),
    path("<int:import_id>/", views.import_detail, name="import_detail"),
    path("<int:import_id>/publish/", views.import_publish, name="import_publish"),
    path("<int:import_id>/with-comments.csv", views.import_commented, name="import_commented"),
    path("<int:import_id>/as-sent/", views.import_original, name="import_original"),
    path("<int:import_id>/month/", views.import_month, name="import_month"),
    path("<int:import_id>/seen/", views.import_act, {"act": "seen"}, name="import_seen"),
    path("<int:import_id>/set-aside/", views.import_act, {"act": "set-aside"}, name="import_set_aside"),
    path("<int:import_id>/check-again/", views.import_act, {"act": "check-again"}, name="import_check_again"),
    path("<int:import_id>/try-again/", views.import_act, {"act": "try-again"}, name="import_try_again"),
    path("<int:import_id>/undo/", views.import_act, {"act": "undo"}, name="import_undo"),
]
