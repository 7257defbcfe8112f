"""What is forgotten of messages to an erased person, and to others about the person: their text and address."""

from datetime import datetime

from django.db.models import Q

from partwell.lib.erasing import Held

from .models import Delivery, DemoMessage

HELD = {
    "Notice": Held(("to_employee", "stream__employee")),
    "Delivery": Held(("notice__to_employee", "notice__stream__employee"), data=("address",)),
}
KEPT = {"DemoMessage": "has no key to a person; `forget` removes those of the person's deliveries"}


def forget(employee: int, now: datetime) -> None:
    """Forget what the demo's phone and mailbox show; runs after the person's key was destroyed."""
    del now
    own = Delivery.objects.filter(Q(notice__to_employee=employee) | Q(notice__stream__employee=employee))
    DemoMessage.objects.filter(message_id__in=own.exclude(message_id="").values("message_id")).delete()
