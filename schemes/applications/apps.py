"""The slice's name for Django."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """Applications to offers: interest, form, parts of others, decision."""

    name = "schemes.applications"
