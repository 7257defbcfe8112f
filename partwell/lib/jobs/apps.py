from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "partwell.lib.jobs"
    label = "jobs"
