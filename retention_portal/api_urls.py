"""Every address of the API."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from retention_portal.accounts.api_guards import SignedIn
from workforce.profile.api import workforce_figures

urlpatterns = [
    path("workforce/figures/<str:code>/", workforce_figures, name="api-workforce-figures"),
    path("schema/", SpectacularAPIView.as_view(permission_classes=[SignedIn]), name="api-schema"),
    path(
        "docs/",
        SpectacularSwaggerView.as_view(url_name="api-schema", permission_classes=[SignedIn]),
        name="api-docs",
    ),
]
