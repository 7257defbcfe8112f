"""Django's admin, for looking only: off unless PARTWELL_ADMIN=1, and only for staff with a second factor.

There is no second way to change anything: every model here is shown and none can be added, changed or deleted.
Sealed columns are left out; what a person may read of them is decided by the pages.
"""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import BinaryField
from django.http import HttpRequest

SHOWN = {
    "accounts": ("Company", "Branch", "Department", "Membership"),
    "people": ("Position", "Employee"),
    "cases": ("TemplateVersion", "Case", "CaseStep", "Attachment", "Timer", "CaseWatch"),
    "evidence": ("Stream", "Entry", "Checkpoint"),
    "notices": ("Notice", "Delivery"),
    "jobs": ("Job",),
}


class LookingOnly(ModelAdmin):  # type: ignore[type-arg]
    """A model that is shown and never written here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows are made by actions."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are changed by actions."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted."""
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Every column but the sealed ones and raw bytes."""
        return [one.name for one in self.model._meta.fields if not isinstance(one, BinaryField)]


class SecondFactorSite(AdminSite):
    """The admin of staff who have set up a second factor."""

    site_header = site_title = "PartWell 善离"

    def has_permission(self, request: HttpRequest) -> bool:
        """Active staff with a second factor, and nobody else."""
        user: Any = request.user
        return bool(user.is_active and user.is_staff and is_mfa_enabled(user))


def build() -> SecondFactorSite:
    """The admin site with every model that is shown."""
    site = SecondFactorSite(name="admin")
    for app, names in SHOWN.items():
        for name in names:
            site.register(apps.get_model(app, name), LookingOnly)
    return site
