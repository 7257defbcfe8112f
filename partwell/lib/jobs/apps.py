from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "partwell.lib.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Import every app's `jobs.py`, so that each handler is known in every process."""
        autodiscover_modules("jobs")
