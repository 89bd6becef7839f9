from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "retention_portal.core"
    verbose_name = "Core"
