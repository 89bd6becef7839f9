"""Addresses under /plans/."""

from django.urls import path

from action_plans.plans import views, views_initiatives

app_name = "plans"

urlpatterns = [
    path("", views.plan_list, name="plan_list"),
    path("start/", views.plan_start, name="plan_start"),
    path("<int:plan_id>/", views.plan, name="plan"),
    path("<int:plan_id>/agree/", views.plan_agree, name="plan_agree"),
    path("<int:plan_id>/reopen/", views.plan_reopen, name="plan_reopen"),
    path("<int:plan_id>/initiatives/new/", views_initiatives.initiative_new, name="initiative_new"),
    path("initiatives/<int:initiative_id>/", views_initiatives.initiative, name="initiative"),
    path("initiatives/<int:initiative_id>/edit/", views_initiatives.initiative_edit, name="initiative_edit"),
    path("initiatives/<int:initiative_id>/status/", views_initiatives.initiative_status, name="initiative_status"),
    path("initiatives/<int:initiative_id>/update/", views_initiatives.update_new, name="update_new"),
    path("initiatives/<int:initiative_id>/money/", views_initiatives.money_commit, name="money_commit"),
    path("initiatives/<int:initiative_id>/milestones/new/", views_initiatives.milestone_new, name="milestone_new"),
    path("milestones/<int:milestone_id>/", views_initiatives.milestone_edit, name="milestone_edit"),
]
