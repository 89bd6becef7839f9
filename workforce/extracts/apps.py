from django.apps import AppConfig


class ExtractsConfig(AppConfig):
    name = "workforce.extracts"
    verbose_name = "Workforce extracts"
