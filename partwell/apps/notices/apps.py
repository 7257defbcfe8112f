from django.apps import AppConfig
from django.core.checks import register


class NoticesConfig(AppConfig):
    name = "partwell.apps.notices"
    label = "notices"

    def ready(self) -> None:
        """Have the settings of channels and links checked at start."""
        from . import checks

        register(checks.check_settings)
