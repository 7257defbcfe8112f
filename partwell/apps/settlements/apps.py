from django.apps import AppConfig


class SettlementsConfig(AppConfig):
    name = "partwell.apps.settlements"
    label = "settlements"
