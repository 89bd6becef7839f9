from django.apps import AppConfig


class LocalConfig(AppConfig):
    name = "retention_portal.local"
    verbose_name = "Local copy"
