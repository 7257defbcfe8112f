from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "partwell.apps.cases"
    label = "cases"
