from django.apps import AppConfig


class ToolkitConfig(AppConfig):
    name = "action_plans.toolkit"
    verbose_name = "Toolkit"
