"""Addresses under /assurance/."""

from django.urls import path

from action_plans.assurance import views, views_region, views_signing, views_steps, views_versions

app_name = "assurance"

urlpatterns = [
    path("", views.report_list, name="report_list"),
    path("draft/", views.report_draft, name="report_draft"),
    path("<int:report_id>/", views.report, name="report"),
    path("<int:report_id>/words/", views.report_words, name="report_words"),
    path("<int:report_id>/freeze/", views_steps.report_freeze, name="report_freeze"),
    path("<int:report_id>/sign/", views_steps.report_sign, name="report_sign"),
    path("<int:report_id>/correct/", views_steps.report_correct, name="report_correct"),
    path("<int:report_id>/respond/", views_region.report_respond, name="report_respond"),
    path("<int:report_id>/message/", views_region.report_message, name="report_message"),
    path("<int:report_id>/updates/", views_steps.report_updates, name="report_updates"),
    path("<int:report_id>/close/", views_region.report_close, name="report_close"),
    path("versions/<int:version_id>/", views_versions.version, name="version"),
    path("versions/<int:version_id>/pdf/", views_versions.version_pdf, name="version_pdf"),
    path("versions/<int:version_id>/word/", views_versions.version_word, name="version_word"),
    path("versions/<int:version_id>/pack/", views_versions.version_pack, name="version_pack"),
    path("versions/<int:version_id>/retry/", views_versions.version_retry, name="version_retry"),
    path("calendar/", views_region.calendar, name="calendar"),
    path("calendar/rule/<str:code>/", views_region.calendar_rule, name="calendar_rule"),
    path("calendar/<str:code>/<str:quarter>/", views_region.calendar_due, name="calendar_due"),
    path("signing/", views_signing.signing, name="signing"),
    path("signing/<str:code>/", views_signing.signing_edit, name="signing_edit"),
    path("verify/", views_versions.verify, name="verify"),
    path("verify/<str:code>/", views_versions.verify_code, name="verify_code"),
]
