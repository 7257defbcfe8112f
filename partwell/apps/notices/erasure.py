"""What is forgotten of messages to an erased person: their text and the address they went to."""

from datetime import datetime

from .models import Delivery, Notice


def forget(employee: int, now: datetime) -> None:
    """Forget the messages to an employee; runs after the person's key was destroyed, in the same transaction."""
    del now
    own = Notice.objects.filter(to_employee=employee)
    Delivery.objects.filter(notice__in=own).update(address_sealed=None)
    own.update(text_sealed=None)
