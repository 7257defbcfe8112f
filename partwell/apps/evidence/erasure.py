"""Lawful erasure: destroy a person's data key, and have every app forget what else it keeps about the person.

An app that keeps personal data has a module `erasure`: `HELD` names what `partwell.lib.erasing` empties, and
`forget(employee, now)`, where there is one, does what is more than that. All run in the same transaction.
The entries stay and verify; their payloads are gone, in every backup as well once the wrapping key was replaced
(`./run keys rotate persons`). Rows and files in an older backup last as long as that backup.
Whether a person may be erased is decided above (`cases.retention`): retention, legal hold, two persons.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from partwell.lib.actor import Actor
from partwell.lib.erasing import Held, empty, forget_files, modules

from . import actions
from .models import EntryFile, Hold, PersonKey, Stream

HELD = {"Hold": Held(("employee",))}
KEPT = {"EntryFile": "the rows of the person's streams are removed with their files, below"}

Forget = Callable[[int, datetime], None]


class UnderHold(RuntimeError):
    """A legal hold stands; the database refuses as well."""


def erase(employee: int, *, basis: str, asked_by: str, by: Actor, now: datetime) -> UUID:
    """Record the erasure in the company's stream, then destroy key, files and personal data; the entry's id.

    Raises `UnderHold`, and `KeyDestroyed` when there is no key (any more).
    """
    with transaction.atomic():
        key = PersonKey.objects.select_for_update().filter(employee=employee, wrapped__isnull=False).first()
        if key is None:
            raise actions.KeyDestroyed(f"employee {employee}")
        if Hold.objects.filter(employee=employee, lifted_at__isnull=True).exists():
            raise UnderHold(f"employee {employee}")
        streams = list(Stream.objects.filter(employee=employee).order_by("pk"))
        entry = actions.record(
            actions.stream_of_installation(streams[0].company_id, now),
            "evidence.erased",
            by=by,
            now=now,
            payload={
                "streams": [str(stream.uid) for stream in streams],
                "basis": basis,
                "asked_by": asked_by,
                "key": str(key.uid),
            },
        )
        key.wrapped, key.destroyed_at = None, now
        key.save(update_fields=["wrapped", "destroyed_at"])
        held = EntryFile.objects.filter(entry__stream__in=streams)
        files = set(held.values_list("blob", flat=True))
        held.delete()
        for forget in _all():
            forget(employee, now)
        forget_files(files, employee)
        empty(employee)
    return entry.eid


def _all() -> list[Forget]:
    """`forget` of every app that has one."""
    return [module.forget for _label, module in modules() if hasattr(module, "forget")]
