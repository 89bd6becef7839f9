from django.apps import AppConfig


class PoolsConfig(AppConfig):
    name = "schemes.pools"
    verbose_name = "Flexible pools"
