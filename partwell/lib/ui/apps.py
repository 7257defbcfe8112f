from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "partwell.lib.ui"
    label = "ui"

    def ready(self) -> None:
        """Compile catalogs that are newer than their binary, so that the wording is whole before the first request."""
        from django.utils.translation.reloader import translation_file_changed

        from . import catalogs

        catalogs.compile_stale()
        # Loading the models has already read the catalogs, as they were before: they are read again, whoever compiled
        # them. A worker that starts beside the server finds them compiled and has read the old ones all the same.
        translation_file_changed(sender=None, file_path=catalogs.PACKAGE / "django.mo")
