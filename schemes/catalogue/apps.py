from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "schemes.catalogue"
    verbose_name = "Schemes"
