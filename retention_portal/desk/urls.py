"""Addresses of home, the statements and the gallery."""

from django.conf import settings
from django.urls import path

from retention_portal.desk import views, views_components, views_data, views_jobs, views_my

app_name = "desk"
urlpatterns = [
    path("tasks/", views_my.tasks, name="tasks"),
    path("my/", views_my.my, name="my"),
    path("my/profile/", views_my.my_profile, name="my_profile"),
    path("my/profile/edit/", views_my.my_profile_edit, name="my_profile_edit"),
    path("my/data/", views_data.my_data, name="my_data"),
    path("my/data/file/", views_data.my_data_file, name="my_data_file"),
    path("my/data/erase/", views_data.my_data_erase, name="my_data_erase"),
    path("my/data/weekly-mail/", views_data.weekly_mail, name="weekly_mail"),
    path("jobs/", views_jobs.jobs, name="jobs"),
    path("jobs/<int:job_id>/retry/", views_jobs.job_retry, name="job_retry"),
    path("", views.home, name="home"),
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("cookies/", views.cookies, name="cookies"),
]
if settings.DEMO:
    urlpatterns += [path("components/", views_components.components, name="components")]
