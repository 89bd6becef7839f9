from django.apps import AppConfig


class ProfileConfig(AppConfig):
    name = "workforce.profile"
    verbose_name = "Workforce profile"
