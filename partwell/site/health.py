"""Whether this process can serve: the database answers, the guards stand, and the jobs are being done."""

import logging
import threading
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from partwell import __version__
from partwell.apps.cases.audit import check_open_cases
from partwell.apps.evidence import anchors
from partwell.lib import clock, guards, jobs
from partwell.lib.jobs.queries import standing

BEHIND = timedelta(minutes=2)
"""A job that has been due for this long means that no worker is running."""


log = logging.getLogger(__name__)


class _Embedded:
    """The worker that runs beside the web server in this process, if one does, and what the start found."""

    worker: jobs.Worker | None = None
    faulty_cases: int | None = None
    """Open cases whose rows are not what their entries prove; None: not counted yet."""


def watch(worker: jobs.Worker) -> None:
    """Let the health page speak of this worker."""
    _Embedded.worker = worker


def look_at_open_cases() -> None:
    """Recompute every open case from its entries, as at every start; on a thread, so that the start does not wait."""

    def look() -> None:
        faulty = set()
        for case, fault in check_open_cases(now=clock.now()):
            faulty.add(case.pk)
            log.error("case %s is not what its entries prove: %s %s", case.number, fault.code, fault.step)
        _Embedded.faulty_cases = len(faulty)
        connection.close()

    threading.Thread(target=look, name="partwell-open-cases", daemon=True).start()


def state() -> dict[str, Any]:
    """The health of the installation as this process sees it; `status` is "ok" or names what is wrong."""
    now = clock.now()
    found: dict[str, Any] = {"status": "ok", "version": __version__, "time": now.isoformat()}
    try:
        lost = [guard.name for guard in guards.missing()]
        queue = standing(now)
        behind = anchors.behind(now)
    except DatabaseError as why:
        return {**found, "status": "database", "database": type(why).__name__}
    found["database"] = connection.vendor
    found["guards"] = lost or "ok"
    found["jobs"] = {
        "waiting": queue.waiting,
        "running": queue.running,
        "dead": queue.dead,
        "oldest_seconds": int(queue.oldest.total_seconds()),
    }
    worker = _Embedded.worker
    if worker is not None:
        found["worker"] = {
            "alive": worker.alive,
            "last_turn": worker.last_turn.isoformat() if worker.last_turn else None,
        }
    found["faulty_cases"] = _Embedded.faulty_cases
    found["unsigned_entries"] = behind
    if lost:
        found["status"] = "guards"
    elif behind:
        # The sequencer does not sign: no worker, no key, or a log that is not the one signed last.
        found["status"] = "log"
    elif _Embedded.faulty_cases:
        found["status"] = "cases"
    elif queue.oldest > BEHIND or (worker is not None and not worker.alive):
        found["status"] = "worker"
    return found


def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all is well, 503 otherwise; for monitors and for `./run`."""
    found = state()
    return JsonResponse(found, status=200 if found["status"] == "ok" else 503)
