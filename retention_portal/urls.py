"""Every address of the portal, slice by slice."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView

from retention_portal.desk import admin_site, error_pages

urlpatterns = [
    path("", include("retention_portal.core.urls")),
    path("", include("retention_portal.desk.urls")),
    path("accounts/", include("retention_portal.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("organisations/", include("retention_portal.organisations.urls")),
    path("toolkit/", include("action_plans.toolkit.urls")),
    path("workforce/imports/", include("workforce.extracts.urls")),
    path("workforce/", include("workforce.profile.urls")),
    path("awards/", include("schemes.awards.urls")),
    path("plans/", include("action_plans.plans.urls")),
    path("funding/", include("action_plans.funding.urls")),
    path("applications/", include("schemes.applications.urls")),
    path("mentoring/", include("schemes.mentoring.urls")),
    path("support/", include("schemes.support.urls")),
    path("pools/", include("schemes.pools.urls")),
    path("opportunities/", include("schemes.opportunities.urls")),
    path("assurance/", include("action_plans.assurance.urls")),
    path("schemes/what-fits-me/", include("schemes.catalogue.fitting.urls")),
    path("options/", include("schemes.catalogue.options.urls")),
    path("", include("schemes.catalogue.urls")),  # after others under schemes/: a scheme takes any word
    path("api/v1/", include("retention_portal.api_urls")),
    path("favicon.ico", RedirectView.as_view(url="/static/images/favicon.ico", permanent=True)),
]

if settings.DEMO:
    urlpatterns += [path("demo/", include("retention_portal.local.urls"))]

if settings.ADMIN:
    urlpatterns += admin_site.addresses()

handler400 = error_pages.bad_request
handler403 = error_pages.forbidden
handler404 = error_pages.not_found
handler429 = error_pages.too_many  # allauth's name for it
handler500 = error_pages.server_error
