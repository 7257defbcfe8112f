"""Routes of the clocks of law of a case: what runs, and recording how one ended."""

from datetime import date, datetime
from functools import partial
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Header, Path, Schema

from partwell.apps.cases import clock_queries, watching
from partwell.lib import clock
from partwell.lib.files import store as files

from .problems import Routes, by_of

router = Routes()
Key = partial(Header, alias="Idempotency-Key", min_length=8, max_length=64)
Clock = partial(Path, max_length=40, pattern=r"^[a-z0-9_]+$")


class ClockOut(Schema):
    """A clock of law of a case. `step` names the step whose proof stops it; empty: somebody records it."""

    key: str
    kind: Literal["duty", "target", "period", "keep"]
    title: str
    law: str
    rule: str
    since: date | None
    due_on: date | None
    state: Literal["done", "late", "soon", "running", "over", "waiting", "stopped", "unproved"]
    who: str
    step: str
    done_at: datetime | None


class RecordIn(Schema):
    """How a clock ended: what was done and what proves it, and the paper as a stored file."""

    note: str = Field(min_length=1, max_length=300)
    file: UUID | None = None


class RecordOut(Schema):
    """The entry that says so."""

    watch: str
    entry: UUID


@router.get("/cases/{case}/clocks", response=list[ClockOut], tags=["cases"])
def clocks(request: HttpRequest, case: str = Path(max_length=40)) -> Any:
    """What the law asks for and lets run in a case, late first, whatever its process waits for."""
    _case, rows = clock_queries.of_case(by_of(request), case, clock.now())
    return [{name: getattr(row, name) for name in ClockOut.model_fields} for row in rows]


@router.post("/cases/{case}/clocks/{clock}", response=RecordOut, tags=["cases"])
def record(
    request: HttpRequest,
    body: RecordIn,
    case: str = Path(max_length=40),
    name: str = Clock(alias="clock"),
    key: str = Key(),
) -> Any:
    """Record how a clock ended that no step stops; works after the case is closed too."""
    by, now = by_of(request), clock.now()
    papers = [files.kept(body.file, company=by.company)] if body.file else []
    return watching.record_done(by=by, case=case, watch=name, note=body.note, now=now, files=papers, key=key)
