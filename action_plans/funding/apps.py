from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "action_plans.funding"
    verbose_name = "Funding"
