"""Addresses under /funding/."""

from django.urls import path

from action_plans.funding import views

app_name = "funding"

urlpatterns = [
    path("", views.line_list, name="line_list"),
    path("allocations/new/", views.allocation_enter, name="allocation_enter"),
]
