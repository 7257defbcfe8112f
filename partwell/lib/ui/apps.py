from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "partwell.lib.ui"
    label = "ui"

    def ready(self) -> None:
        """Compile catalogs that are newer than their binary, so that the wording is whole before the first request."""
        from django.utils.translation.reloader import translation_file_changed

        from . import catalogs

        for binary in catalogs.compile_stale():
            # Loading the models has already read the catalogs, as they were before: they are read again.
            translation_file_changed(sender=None, file_path=binary)
