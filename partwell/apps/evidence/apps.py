from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "partwell.apps.evidence"
    label = "evidence"
