from django.apps import AppConfig


class OpportunitiesConfig(AppConfig):
    name = "schemes.opportunities"
    verbose_name = "Work and learning"
