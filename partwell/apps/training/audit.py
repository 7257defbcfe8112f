"""What was passed, certified and bound, as each person's entries say it, against the rows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from partwell.apps.evidence import queries as evidence

from .models import Attempt, Bond, Certificate, Participation


def faults() -> Iterator[str]:
    """Exams, passed courses, certificates and bonds that are not what was recorded, or are gone, or nobody recorded.

    The contents of a person lawfully erased can't be compared; the numbers of their rows and entries still are.
    """
    told: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    erased = dict.fromkeys(KINDS, 0)
    for entry in evidence.of_employees(tuple(KINDS)):
        if entry.payload is None:
            erased[entry.type] += 1
        else:
            told[entry.type][entry.payload[KINDS[entry.type].about]] = entry.payload
    for type, kind in KINDS.items():
        yield from _compared(kind, told[type], erased[type])


def _compared(kind: "_Kind", told: Mapping[str, Mapping[str, Any]], erased: int) -> Iterator[str]:
    untold, seen = [], set()
    for uid, values in kind.rows():
        seen.add(uid)
        known = told.get(uid)
        if known is None:
            untold.append(uid)
            continue
        different = [name for name, value in values.items() if known.get(name) != value]
        if different:
            yield f"{kind.name} {uid}: not what was recorded: {', '.join(different)}"
    if len(untold) > erased:
        yield from (f"{kind.name} {uid}: nobody recorded it" for uid in untold)
    for uid in told.keys() - seen:
        yield f"{kind.name} {uid}: was recorded and is not there any more"


def _exams() -> Iterator[tuple[str, dict[str, Any]]]:
    rows = Attempt.objects.filter(handed_in_at__isnull=False).values_list("uid", "points", "passed")
    for uid, points, passed in rows.iterator():
        yield str(uid), {"points": str(points), "passed": passed}


def _passed() -> Iterator[tuple[str, dict[str, Any]]]:
    certificates = {
        of: (number, until)
        for of, number, until in Certificate.objects.values_list("participation", "number", "valid_until")
    }
    rows = Participation.objects.filter(passed_on__isnull=False).values_list("pk", "uid", "points")
    for pk, uid, points in rows.iterator():
        number, until = certificates.get(pk, (None, None))
        yield (
            str(uid),
            {
                "points": str(points) if points is not None else None,
                "certificate": number,
                "valid_until": until.isoformat() if until else None,
            },
        )


def _bonds() -> Iterator[tuple[str, dict[str, Any]]]:
    for row in Bond.objects.select_related("replaces", "course").iterator():
        yield (
            str(row.uid),
            {
                "course": str(row.course.uid),
                "months": row.months,
                "starts_on": row.starts_on.isoformat(),
                "signed_on": row.signed_on.isoformat(),
                "agreed": row.agreed,
                "replaces": str(row.replaces.uid) if row.replaces else None,
            },
        )


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of record: its name, where its entry names the row, and the rows as their entries should say them."""

    name: str
    about: str
    rows: Callable[[], Iterator[tuple[str, dict[str, Any]]]]


KINDS: Mapping[str, _Kind] = {
    "exam.handed_in": _Kind("exam", "attempt", _exams),
    "training.passed": _Kind("passed course", "participation", _passed),
    "bond.recorded": _Kind("training bond", "bond", _bonds),
}
