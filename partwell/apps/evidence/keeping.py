"""Rows of legal holds and of requested erasures; who may and when is decided by `cases.retention`."""

from datetime import datetime

from partwell.lib.actor import Actor

from .models import Erasure, Hold


def hold_of(employee: int, *, lock: bool = False) -> Hold | None:
    """The hold that stands on an employee's files, if one does."""
    rows = Hold.objects.select_for_update() if lock else Hold.objects
    return rows.filter(employee=employee, lifted_at__isnull=True).order_by("-pk").first()


def place_hold(employee: int, reason: str, *, by: Actor, now: datetime) -> Hold:
    """A new hold."""
    hold = Hold(employee_id=employee, placed_at=now, placed_by=by.pid)
    hold.reason = reason
    hold.save(force_insert=True)
    return hold


def erasure_of(employee: int, *, lock: bool = False) -> Erasure | None:
    """The erasure that was asked for and is neither done nor dropped."""
    rows = Erasure.objects.select_for_update() if lock else Erasure.objects
    return rows.filter(employee=employee, done_at__isnull=True, dropped_at__isnull=True).first()


def ask_erasure(employee: int, basis: str, *, by: Actor, now: datetime) -> Erasure:
    """A new request."""
    return Erasure.objects.create(employee_id=employee, basis=basis, asked_at=now, asked_by=by.pid)
