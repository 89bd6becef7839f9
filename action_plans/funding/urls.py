"""Addresses under /funding/."""

from django.urls import path

from action_plans.funding import views, views_line

app_name = "funding"

urlpatterns = [
    path("", views.line_list, name="line_list"),
    path("lines/<int:line_id>/", views_line.line, name="line"),
    path("lines/<int:line_id>/spend/", views_line.spend_new, name="spend_new"),
    path("lines/<int:line_id>/forecast/", views_line.forecast_state, name="forecast_state"),
    path("lines/<int:line_id>/ledger.csv", views_line.ledger_csv, name="ledger_csv"),
    path("spend/<int:entry_id>/correct/", views_line.spend_correct, name="spend_correct"),
    path("allocations/new/", views.allocation_enter, name="allocation_enter"),
]
