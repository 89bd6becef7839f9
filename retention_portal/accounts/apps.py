from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "retention_portal.accounts"
    verbose_name = "Accounts"
