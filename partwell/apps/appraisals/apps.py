from django.apps import AppConfig


class AppraisalsConfig(AppConfig):
    name = "partwell.apps.appraisals"
    label = "appraisals"
