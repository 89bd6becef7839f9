"""Addresses of home, the statements and the gallery."""

from django.conf import settings
from django.urls import path

from retention_portal.desk import views, views_components, views_my

app_name = "desk"
urlpatterns = [
    path("tasks/", views_my.tasks, name="tasks"),
    path("my/", views_my.my, name="my"),
    path("my/profile/", views_my.my_profile, name="my_profile"),
    path("my/profile/edit/", views_my.my_profile_edit, name="my_profile_edit"),
    path("", views.home, name="home"),
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("cookies/", views.cookies, name="cookies"),
]
if settings.DEMO:
    urlpatterns += [path("components/", views_components.components, name="components")]
