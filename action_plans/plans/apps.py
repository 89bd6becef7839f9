from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "action_plans.plans"
    verbose_name = "Plans"
