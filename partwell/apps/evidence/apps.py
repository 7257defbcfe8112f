from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate, pre_migrate

from partwell.lib import guards, trail


class EvidenceConfig(AppConfig):
    name = "partwell.apps.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Keep the guards of all apps in the database, and take what lower apps have to tell."""
        pre_migrate.connect(guards.before_migrations, sender=self)
        post_migrate.connect(guards.after_migrations, sender=self)
        checks.register(guards.check, checks.Tags.database)

        from . import actions

        trail.fill(employee=actions.record_of_employee, company=actions.record_of_company)
