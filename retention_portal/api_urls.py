"""Every address of the API."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from action_plans.assurance import api as assurance
from action_plans.funding import api as funding
from action_plans.plans import api as plans
from retention_portal.accounts.api_guards import SignedIn
from schemes.awards import api as awards
from schemes.catalogue import api as catalogue
from workforce.profile.api import workforce_figures
from workforce.profile.watching.api import watch_list

urlpatterns = [
    path("workforce/figures/<str:code>/", workforce_figures, name="api-workforce-figures"),
    path("workforce/watch-list/<str:code>/", watch_list, name="api-watch-list"),
    path("plans/", plans.plan_list, name="api-plans"),
    path("plans/<int:plan_id>/", plans.plan, name="api-plan"),
    path("funding/lines/", funding.line_list, name="api-funding-lines"),
    path("assurance/reports/", assurance.report_list, name="api-reports"),
    path("assurance/reports/<int:report_id>/", assurance.report_detail, name="api-report"),
    path(
        "assurance/versions/<int:version_id>/figures/", assurance.version_figures, name="api-report-figures"
    ),
    path(
        "assurance/versions/<int:version_id>/download/<str:kind>/",
        assurance.version_download,
        name="api-report-download",
    ),
    path("awards/", awards.award_list, name="api-awards"),
    path("awards/<int:award_id>/", awards.award_detail, name="api-award"),
    path("schemes/", catalogue.scheme_list, name="api-schemes"),
    path("schemes/<str:code>/", catalogue.scheme_detail, name="api-scheme"),
    path("offers/", catalogue.offer_list, name="api-offers"),
    path("offers/<str:slug>/", catalogue.offer_detail, name="api-offer"),
    path("schema/", SpectacularAPIView.as_view(permission_classes=[SignedIn]), name="api-schema"),
    path(
        "docs/",
        SpectacularSwaggerView.as_view(url_name="api-schema", permission_classes=[SignedIn]),
        name="api-docs",
    ),
]
