from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "partwell.site"
    label = "partwell_site"

    def ready(self) -> None:
        """Fill the registry of kinds and hand the log's writers down, once, when all apps are loaded."""
        from partwell.apps.evidence import actions as evidence
        from partwell.lib import trail

        from . import discovery

        discovery.discover()
        trail.fill(employee=evidence.record_of_employee, company=evidence.record_of_company)
