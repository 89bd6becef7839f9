from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "schemes.support"
    verbose_name = "Talk to someone"
