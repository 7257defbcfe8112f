"""Lawful erasure: destroy a person's data key, and have every app forget what else it keeps about the person.

An app that keeps personal data has a module `erasure` with `forget(employee, now)`, found here and run in the same
transaction. The entries stay and verify; what they were about is gone, in every backup as well, because a backup holds
only the wrapped key; a new master key (`./run keys rotate master`) ends those wrapped keys too.
Whether a person may be erased is decided above (`cases.retention`): retention, legal hold, two persons.
"""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from uuid import UUID

from django.apps import apps
from django.db import transaction

from partwell.lib.actor import Actor
from partwell.lib.files.models import Blob
from partwell.lib.files.store import forget as forget_file

from . import actions
from .models import EntryFile, Hold, PersonKey, Stream

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
        blobs = list(Blob.objects.filter(pk__in=held.values("blob")))
        held.delete()
        for forget in _all():
            forget(employee, now)
        for blob in blobs:
            forget_file(blob)
    return entry.eid


def _all() -> list[Forget]:
    """`forget` of every app that has one."""
    names = [f"{config.name}.erasure" for config in apps.get_app_configs() if config.name.startswith("partwell.apps.")]
    return [import_module(name).forget for name in names if name != __name__ and find_spec(name)]
