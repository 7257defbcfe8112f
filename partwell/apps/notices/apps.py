from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "partwell.apps.notices"
    label = "notices"
