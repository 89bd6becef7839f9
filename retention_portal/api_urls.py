"""Every address of the API."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from action_plans.assurance import api as assurance
from action_plans.funding import api as funding
from action_plans.plans import api as plans
from retention_portal.accounts.api_guards import SignedIn
from schemes.applications import api as applications
from schemes.awards import api as awards
from schemes.catalogue import api as catalogue
from schemes.mentoring import api as mentoring
from schemes.opportunities import api as opportunities
from schemes.pools import api as pools
from schemes.pools import api_gp as pools_gp
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
    path("applications/", applications.application_list, name="api-applications"),
    path("applications/<int:application_id>/", applications.application_detail, name="api-application"),
    path("awards/", awards.award_list, name="api-awards"),
    path("awards/claims/", awards.claim_list, name="api-award-claims"),
    path("awards/<int:award_id>/", awards.award_detail, name="api-award"),
    path("mentoring/counts/", mentoring.region_counts, name="api-mentoring-counts"),
    path(
        "mentoring/services/<int:service_id>/sessions/", mentoring.session_days, name="api-mentoring-sessions"
    ),
    path("schemes/", catalogue.scheme_list, name="api-schemes"),
    path("schemes/<str:code>/", catalogue.scheme_detail, name="api-scheme"),
    path("offers/", catalogue.offer_list, name="api-offers"),
    path("offers/<str:slug>/", catalogue.offer_detail, name="api-offer"),
    path("opportunities/", opportunities.opportunity_list, name="api-opportunities"),
    path("opportunities/<int:opportunity_id>/", opportunities.opportunity_detail, name="api-opportunity"),
    path("pools/", pools.pool_list, name="api-pools"),
    path("pools/<int:pool_id>/figures/", pools.pool_figures, name="api-pool-figures"),
    path("pools/sessions/", pools_gp.session_list, name="api-pool-sessions"),
    path("pools/sessions/<int:session_id>/", pools_gp.session_detail, name="api-pool-session"),
    path("pools/bookings/", pools_gp.booking_list, name="api-pool-bookings"),
    path("schema/", SpectacularAPIView.as_view(permission_classes=[SignedIn]), name="api-schema"),
    path(
        "docs/",
        SpectacularSwaggerView.as_view(url_name="api-schema", permission_classes=[SignedIn]),
        name="api-docs",
    ),
]
