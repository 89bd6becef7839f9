from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "retention_portal.organisations"
    verbose_name = "Organisations"
