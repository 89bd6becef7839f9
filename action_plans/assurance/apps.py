from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "action_plans.assurance"
    verbose_name = "Assurance"
