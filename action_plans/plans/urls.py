"""Addresses under /plans/."""

from django.urls import path

from action_plans.plans import (
    views,
    views_cycle,
    views_goals,
    views_initiatives,
    views_registers,
    views_start,
    views_table,
)
from action_plans.plans.workbook import views as views_workbook

app_name = "plans"

urlpatterns = [
    path("", views.plan_list, name="plan_list"),
    path("start/", views.plan_start, name="plan_start"),
    path("<int:plan_id>/", views.plan, name="plan"),
    path("<int:plan_id>/agree/", views.plan_agree, name="plan_agree"),
    path("<int:plan_id>/one-page/", views.one_page, name="one_page"),
    path("<int:plan_id>/reopen/", views.plan_reopen, name="plan_reopen"),
    path("<int:plan_id>/initiatives/new/", views_start.initiative_new, name="initiative_new"),
    path("<int:plan_id>/tasks/", views_cycle.cycle, name="cycle"),
    path("<int:plan_id>/tasks/<slug:code>/", views_cycle.question, name="question"),
    path("<int:plan_id>/tasks/<slug:code>/check/", views_cycle.question_check, name="question_check"),
    path("<int:plan_id>/gaps/", views_cycle.gap_list, name="gap_list"),
    path("<int:plan_id>/gaps/<slug:code>/", views_cycle.gap_source, name="gap_source"),
    path("<int:plan_id>/goals/", views_goals.goal_list, name="goal_list"),
    path("<int:plan_id>/goals/take-up/", views_goals.goal_take_up, name="goal_take_up"),
    path("<int:plan_id>/goals/new/", views_goals.goal_new, name="goal_new"),
    path("goals/<int:goal_id>/", views_goals.goal, name="goal"),
    path("goals/<int:goal_id>/edit/", views_goals.goal_edit, name="goal_edit"),
    path("goals/<int:goal_id>/status/", views_goals.goal_status, name="goal_status"),
    path("<int:plan_id>/essentials/new/", views_goals.essential_new, name="essential_new"),
    path("initiatives/<int:initiative_id>/", views_initiatives.initiative, name="initiative"),
    path("initiatives/<int:initiative_id>/edit/", views_initiatives.initiative_edit, name="initiative_edit"),
    path(
        "initiatives/<int:initiative_id>/status/",
        views_initiatives.initiative_status,
        name="initiative_status",
    ),
    path("initiatives/<int:initiative_id>/update/", views_initiatives.update_new, name="update_new"),
    path("initiatives/<int:initiative_id>/money/", views_initiatives.money_commit, name="money_commit"),
    path(
        "initiatives/<int:initiative_id>/money/back/",
        views_initiatives.money_release,
        name="money_release",
    ),
    path(
        "initiatives/<int:initiative_id>/milestones/new/",
        views_initiatives.milestone_new,
        name="milestone_new",
    ),
    path("milestones/<int:milestone_id>/", views_initiatives.milestone_edit, name="milestone_edit"),
    path("<int:plan_id>/initiatives/table/", views_table.initiative_table, name="initiative_table"),
    path("<int:plan_id>/risks/", views_registers.risk_list, name="risk_list"),
    path("<int:plan_id>/risks/new/", views_registers.risk_new, name="risk_new"),
    path("risks/<int:risk_id>/", views_registers.risk_edit, name="risk_edit"),
    path("<int:plan_id>/stakeholders/", views_registers.stakeholder_list, name="stakeholder_list"),
    path("<int:plan_id>/stakeholders/new/", views_registers.stakeholder_new, name="stakeholder_new"),
    path("stakeholders/<int:stakeholder_id>/", views_registers.stakeholder_edit, name="stakeholder_edit"),
    path("<int:plan_id>/workbook/", views_workbook.workbook, name="workbook"),
    path("<int:plan_id>/workbook/template/", views_workbook.workbook_template, name="workbook_template"),
    path("<int:plan_id>/workbook/plan/", views_workbook.workbook_export, name="workbook_export"),
    path("workbooks/<int:workbook_id>/", views_workbook.workbook_preview, name="workbook_preview"),
    path("workbooks/<int:workbook_id>/apply/", views_workbook.workbook_apply, name="workbook_apply"),
    path("workbooks/<int:workbook_id>/compare/", views_workbook.workbook_compare, name="workbook_compare"),
    path("workbooks/<int:workbook_id>/file/", views_workbook.workbook_commented, name="workbook_commented"),
]
