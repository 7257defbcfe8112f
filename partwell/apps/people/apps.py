from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "partwell.apps.people"
    label = "people"
