"""Addresses of workforce profiles."""

from django.urls import path, re_path

from workforce.profile import views

app_name = "profile"

_CODE = r"(?P<code>[A-Za-z0-9-]{2,20})"

urlpatterns = [
    path("", views.home, name="home"),
    re_path(rf"^{_CODE}/$", views.profile, name="profile"),
    re_path(rf"^{_CODE}/figures\.csv$", views.figures_csv, name="figures_csv"),
    re_path(
        rf"^{_CODE}/charts/(?P<name>[a-z]+)\.(?P<kind>svg|png|csv)$", views.chart_file, name="chart_file"
    ),
]
