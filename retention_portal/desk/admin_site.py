"""Django's admin for administrators with a second factor: reading only. Switched on with ADMIN=1.

Rows change through actions, here as everywhere, so that no change escapes permission and audit. Texts of
mails are not shown: they may be confidential.
"""

from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import Field, Model
from django.http import HttpRequest
from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from retention_portal.accounts import access
from retention_portal.accounts.guards import must_set_up_second_factor
from retention_portal.accounts.roles import Role

OWN = ("retention_portal.", "schemes.", "workforce.", "action_plans.")
NEVER_SHOWN = {"email.text", "email.html", "person.password", "auditoldvalue.value"}
CONFIDENTIAL = (
    "schemes.mentoring",
)  # an administrator reads no confidential record: who meets whom, about what
SHOWN_IN_LIST = 6


class ReadOnlyAdmin(ModelAdmin):
    """Looks, never touches."""

    show_full_result_count = False  # counting a big table on every page would be felt by everybody

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The site let them in already."""
        return True

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The site let them in already."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Every field that may be shown."""
        return [field.name for field in _shown(self.model)]

    def get_list_display(self, request: HttpRequest) -> list[str]:
        """The first few."""
        return [field.name for field in _shown(self.model)][:SHOWN_IN_LIST]


class PortalAdminSite(AdminSite):
    """Open to people who hold the role of administrator today and have a second factor."""

    site_header = site_title = "GP Retention Portal: records"
    index_title = "Look only. Changes are made on the pages of the portal."

    def has_permission(self, request: HttpRequest) -> bool:
        """Role and second factor, asked at every page."""
        person: Any = request.user
        if not person.is_authenticated or not person.is_active:
            return False
        return access.has_role(person, Role.ADMINISTRATOR) and not must_set_up_second_factor(person)


def _shown(model: type[Model]) -> list[Field]:
    names = NEVER_SHOWN
    return [
        field
        for field in model._meta.fields
        if field.editable is not None and f"{model._meta.model_name}.{field.name}" not in names
    ]


def addresses() -> list[URLPattern | URLResolver]:
    """`/admin/`, with every table of ours registered to be read."""
    site = PortalAdminSite(name="admin")
    for app in apps.get_app_configs():
        if app.name.startswith(OWN) and app.name not in CONFIDENTIAL:
            for model in app.get_models():
                site.register(model, ReadOnlyAdmin)
    return [path("admin/", include((site.get_urls(), "admin"), namespace="admin"))]
