"""What is forgotten of an erased person's account, when the person had it as an employee alone."""

from datetime import datetime

from partwell.lib.erasing import ERASED_NAME

from .models import User

KEPT = {"User": "an account may serve several employments and roles; `forget` empties it when it served only this one"}


def forget(employee: int, now: datetime) -> None:
    """Close the account and forget its name and addresses; one with a role signed others' files."""
    del now
    for user in User.objects.filter(employments=employee, memberships__isnull=True, is_superuser=False):
        if user.employments.exclude(pk=employee).exists():
            continue
        user.username, user.name, user.phone, user.phone_index = f"erased-{user.uid.hex}", ERASED_NAME, "", None
        user.first_name = user.last_name = user.email = ""
        user.is_active = False
        user.set_unusable_password()
        user.save()
