"""Addresses under /toolkit/. Codes may be written in any case."""

from django.urls import path

from action_plans.toolkit import views

app_name = "toolkit"

urlpatterns = [
    path("", views.landing, name="landing"),
    path("stages/<slug:code>/", views.stage, name="stage"),
    path("levels/<slug:code>/", views.level, name="level"),
    path("career-stages/<slug:code>/", views.career_stage, name="career_stage"),
    path("case-studies/", views.case_study_list, name="case_study_list"),
    path("case-studies/<slug:code>/", views.case_study, name="case_study"),
    path("national-support/", views.national_support, name="national_support"),
    path("templates/plan/", views.template_plan, name="template_plan"),
    path("templates/survey/", views.template_survey, name="template_survey"),
    path("templates/stay-interview/", views.template_stay_interview, name="template_stay_interview"),
    path("templates/theory-of-change/", views.template_theory_of_change, name="template_theory_of_change"),
    path("<slug:slug>/", views.entry_list, name="entry_list"),
]
