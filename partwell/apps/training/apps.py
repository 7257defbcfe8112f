from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "partwell.apps.training"
    label = "training"
