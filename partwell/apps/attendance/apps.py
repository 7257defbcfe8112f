from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "partwell.apps.attendance"
    label = "attendance"
