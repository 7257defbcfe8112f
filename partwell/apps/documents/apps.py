from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "partwell.apps.documents"
    label = "documents"
