"""Who holds which role where, as the log of a company says it, against the rows that decide who may see what."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .models import Department, Membership

TYPES = ("membership.granted", "membership.ended", "department.created")


def faults(company: int, told: Sequence[tuple[str, Mapping[str, Any]]]) -> Iterator[str]:
    """What is wrong with the roles and departments of a company. `told`: type and content of its entries, in order."""
    seats: dict[str, dict[str, Any]] = {}
    paths: dict[str, str] = {}
    for type, payload in told:
        if type == "membership.granted":
            seats[payload["membership"]] = dict(payload)
        elif type == "membership.ended":
            seats.setdefault(payload["membership"], {})["until"] = payload["until"]
        elif type == "department.created":
            paths[payload["department"]] = payload["path"]
    for uid, path in Department.objects.filter(company=company).values_list("uid", "path"):
        if paths.get(str(uid)) != path:
            yield f"department {uid}: its place in the tree is not the recorded one"
    rows = Membership.objects.filter(company=company).select_related("user", "department").order_by("pk")
    for row in rows:
        known = seats.pop(str(row.uid), None)
        if known is None:
            yield f"membership {row.uid}: {row.user} holds {row.role_id}, and nobody granted it"
        elif known != _as_granted(row):
            yield f"membership {row.uid}: {row.role_id} of {row.user} is not what was granted"
    for gone in seats:
        yield f"membership {gone}: was granted and is not there any more"


def _as_granted(row: Membership) -> dict[str, Any]:
    """A row as its entry says it."""
    return {
        "membership": str(row.uid),
        "user": str(row.user.uid),
        "role": row.role_id,
        "path": row.department.path if row.department else None,
        "since": row.since.isoformat(),
        "until": row.until.isoformat() if row.until else None,
    }
