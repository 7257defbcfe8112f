from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "partwell.site"
    label = "partwell_site"

    def ready(self) -> None:
        """Fill the registry of kinds once, when all apps are loaded."""
        from . import discovery

        discovery.discover()
