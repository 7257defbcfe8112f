from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "partwell.lib.ui"
    label = "ui"

    def ready(self) -> None:
        """Compile catalogs that are newer than their binary, so that the wording is whole before the first request."""
        from . import catalogs

        catalogs.compile_stale()
