from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "partwell.apps.law"
    label = "law"
