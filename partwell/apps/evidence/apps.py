from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate, pre_migrate

from partwell.lib import guards


class EvidenceConfig(AppConfig):
    name = "partwell.apps.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Keep the guards of all apps in the database: created after migrations, compared at start."""
        pre_migrate.connect(guards.before_migrations, sender=self)
        post_migrate.connect(guards.after_migrations, sender=self)
        checks.register(guards.check, checks.Tags.database)
