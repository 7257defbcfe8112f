from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "partwell.lib.files"
    label = "files"
