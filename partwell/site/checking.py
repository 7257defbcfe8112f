"""What `./run check` looks at. Each check answers with the sentences of what is wrong; none means it holds."""

import stat
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings

from partwell.apps.accounts import audit as roles
from partwell.apps.accounts.queries import company_pks
from partwell.apps.attendance import queries as attendance
from partwell.apps.cases.audit import check_all_cases
from partwell.apps.evidence.queries import audit, of_companies
from partwell.apps.training import audit as training
from partwell.lib import clock
from partwell.lib.files.store import lost
from partwell.lib.jobs.queries import dead

from . import installation


def _program() -> list[str]:
    """Settings, kinds, and the database's guards: the checks that also stand before serving."""
    return installation.problems()


def _schema() -> list[str]:
    """The database has every migration of this program."""
    pending = installation.pending_migrations()
    return [f"{pending} migrations are pending; ./run serve applies them"] if pending else []


def _keys() -> list[str]:
    """The keys are whole and nobody else on this machine can read them."""
    from partwell.lib.keys.keyring import NAMES

    public = settings.KEYS_DIR / "log.pub"
    # An account that must not sign has the public half of `log` in its place, which nobody needs to hide.
    needed = [name for name in NAMES if name != "log" or not public.is_file()]
    found = [f"{name} is missing" for name in needed if not (settings.KEYS_DIR / name).is_file()]
    open_to_others = stat.S_IRWXG | stat.S_IRWXO
    found += [
        f"{path} can be read by others: chmod go-rwx"
        for path in (settings.KEYS_DIR, *settings.KEYS_DIR.glob("*"))
        if path != public and stat.S_IMODE(path.stat().st_mode) & open_to_others
    ]
    return found


def _jobs() -> list[str]:
    """No job was given up."""
    rows = dead()
    return [f"job {row.pk} ({row.handler}) was given up after {row.attempts} attempts: {row.error}" for row in rows]


def _cases() -> list[str]:
    """Every case, open and closed, is what its entries prove: no forged fact, skip or row."""
    return [
        f"case {case.number} ({case.uid}): {fault.code} {fault.step} {fault.detail}".rstrip()
        for case, fault in check_all_cases(clock.now())
    ]


def _roles() -> list[str]:
    """Every role that somebody holds was granted, and covers the part of the company that it was granted for."""
    told = of_companies(roles.TYPES)
    return [
        sentence
        for company in company_pks()
        for sentence in roles.faults(company, [(one.type, one.payload) for one in told.get(company, ()) if one.payload])
    ]


def _attendance() -> list[str]:
    """Every month of attendance stands at the version its entries say."""
    return attendance.version_faults()


def _training() -> list[str]:
    """Every exam, passed course, certificate and training bond is what was recorded of it."""
    return list(training.faults())


def _log() -> list[str]:
    """Every entry, stream, tree and checkpoint of every log, from the bytes up."""
    return [finding.sentence for finding in audit()]


def _files() -> list[str]:
    """Every kept file is there, with as many bytes as were kept."""
    return [
        f"file {blob.uid} of {blob.created_at:%Y-%m-%d} ({blob.size:,} bytes, files/{blob.address[:2]}/{blob.address}) "
        "is gone or has another size; bring it back from a backup"
        for blob in lost()
    ]


def _anchors() -> list[str]:
    """The log is anchored outside as often as the settings promise, and the sequencer signs."""
    from partwell.apps.evidence import anchors

    found = [problem] if (problem := anchors.problem()) else []
    now = clock.now()
    late = anchors.late(now)
    found += [f"{origin}: no outside time stamp since {at.isoformat()} although entries came" for origin, at in late]
    if behind := anchors.behind(now):
        found.append(f"{behind} entries wait for the sequencer: is a worker running, and does it sign?")
    return found


CHECKS: dict[str, Callable[[], list[str]]] = {
    "database schema": _schema,
    "program and guards": _program,
    "keys": _keys,
    "evidence log": _log,
    "files": _files,
    "anchors": _anchors,
    "roles": _roles,
    "attendance": _attendance,
    "training": _training,
    "cases": _cases,
    "jobs": _jobs,
}


def check_all() -> Iterator[dict[str, Any]]:
    """Run every check; `{check, ok, found, at}` each. A database without its tables ends the row."""
    for name, look in CHECKS.items():
        found = look()
        yield {"check": name, "ok": not found, "found": found, "at": clock.now().isoformat()}
        if name == "database schema" and found:
            return
