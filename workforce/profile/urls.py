"""Addresses of workforce profiles."""

from django.urls import path, re_path

from workforce.profile import views
from workforce.profile.watching import views as watching

app_name = "profile"

_CODE = r"(?P<code>[A-Za-z0-9-]{2,20})"

urlpatterns = [
    path("", views.home, name="home"),
    path("support-first/", watching.watch_home, name="watch_home"),
    re_path(rf"^support-first/{_CODE}/$", watching.watch_list, name="watch_list"),
    re_path(rf"^support-first/{_CODE}/list\.csv$", watching.watch_list_csv, name="watch_list_csv"),
    re_path(rf"^support-first/{_CODE}/weights/$", watching.watch_weights, name="watch_weights"),
    re_path(
        rf"^support-first/{_CODE}/weights/reset/$", watching.watch_weights_reset, name="watch_weights_reset"
    ),
    re_path(rf"^support-first/practices/{_CODE}/$", watching.watch_practice, name="watch_practice"),
    re_path(rf"^{_CODE}/$", views.profile, name="profile"),
    re_path(rf"^{_CODE}/figures\.csv$", views.figures_csv, name="figures_csv"),
    re_path(
        rf"^{_CODE}/charts/(?P<name>[a-z]+)\.(?P<kind>svg|png|csv)$", views.chart_file, name="chart_file"
    ),
]
