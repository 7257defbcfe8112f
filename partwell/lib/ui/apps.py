from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "partwell.lib.ui"
    label = "ui"
