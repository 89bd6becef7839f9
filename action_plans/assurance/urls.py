"""Addresses under /assurance/."""

from django.urls import path

from action_plans.assurance import views, views_steps, views_versions

app_name = "assurance"

urlpatterns = [
    path("", views.report_list, name="report_list"),
    path("draft/", views.report_draft, name="report_draft"),
    path("<int:report_id>/", views.report, name="report"),
    path("<int:report_id>/words/", views.report_words, name="report_words"),
    path("<int:report_id>/freeze/", views_steps.report_freeze, name="report_freeze"),
    path("<int:report_id>/sign/", views_steps.report_sign, name="report_sign"),
    path("<int:report_id>/correct/", views_steps.report_correct, name="report_correct"),
    path("<int:report_id>/respond/", views_steps.report_respond, name="report_respond"),
    path("<int:report_id>/close/", views_steps.report_close, name="report_close"),
    path("versions/<int:version_id>/", views_versions.version, name="version"),
    path("versions/<int:version_id>/pdf/", views_versions.version_pdf, name="version_pdf"),
    path("versions/<int:version_id>/retry/", views_versions.version_retry, name="version_retry"),
    path("verify/", views_versions.verify, name="verify"),
    path("verify/<str:code>/", views_versions.verify_code, name="verify_code"),
]
