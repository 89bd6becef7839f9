from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "retention_portal.desk"
    verbose_name = "Desk"
