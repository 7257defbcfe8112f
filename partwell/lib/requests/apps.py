from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "partwell.lib.requests"
    label = "requests"
