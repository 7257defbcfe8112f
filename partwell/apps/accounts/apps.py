from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "partwell.apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Keep the table of roles as the code has it, after each migration and on both databases."""
        from .actions import load_roles

        post_migrate.connect(_load_roles, sender=self, dispatch_uid="accounts.roles")
        self.load_roles = load_roles


def _load_roles(sender: AccountsConfig, using: str, **kwargs: object) -> None:
    sender.load_roles(using=using)
