from django.apps import AppConfig


class AwardsConfig(AppConfig):
    name = "schemes.awards"
    label = "awards"
    verbose_name = "My support"
