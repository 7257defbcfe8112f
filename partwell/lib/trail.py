"""The one thing lower apps may tell the evidence log: that something happened to a person or a company.

The log sits above `accounts` and `people`, so they can't import it. `site` puts the log's writers in here once at
start. Fails closed: while nothing was put in, every act that must leave a record is refused.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from partwell.lib.actor import Actor


class Writer(Protocol):
    """Appends one entry to the stream of the row with this primary key, inside the caller's transaction."""

    def __call__(self, pk: int, /, type: str, *, by: Actor, now: datetime, payload: Mapping[str, Any]) -> None: ...


_writers: dict[str, Writer] = {}


def fill(*, employee: Writer, company: Writer) -> None:
    """Set the writers; called once by `site`."""
    _writers.update(employee=employee, company=company)


def of_employee(employee: int, type: str, *, by: Actor, now: datetime, payload: Mapping[str, Any]) -> None:
    """Append to the employee's own stream. Raises KeyError while no log is there."""
    _writers["employee"](employee, type, by=by, now=now, payload=payload)


def of_company(company: int, type: str, *, by: Actor, now: datetime, payload: Mapping[str, Any]) -> None:
    """Append to the stream of the installation for one company. Raises KeyError while no log is there."""
    _writers["company"](company, type, by=by, now=now, payload=payload)
