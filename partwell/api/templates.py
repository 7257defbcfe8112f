"""Routes of process templates: the versions there are, what one would change, and which one a case follows."""

from datetime import date, datetime
from functools import partial
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Header, Path, Schema

from partwell.apps.cases import moving, versions
from partwell.lib import clock

from .problems import Routes, by_of

router = Routes()
Key = partial(Header, alias="Idempotency-Key", min_length=8, max_length=64)


class TemplateOut(Schema):
    """A version of a process template. `national`: shipped, for every company; drafts have no number."""

    uid: UUID
    key: str
    separation_type: str
    title: str
    number: int | None
    status: Literal["draft", "published", "retired"]
    national: bool
    sha256: str
    published_at: datetime | None
    effective_from: date | None
    mandatory_from: date | None


class TemplateWholeOut(TemplateOut):
    """A version with its flattened body, and what lint and proof said at publishing."""

    body: dict[str, Any]
    lint: dict[str, Any]
    proof: dict[str, Any]


class ImpactOut(Schema):
    """One open case and what following the version would change in it. Keys of steps."""

    case: UUID
    number: str
    possible: bool
    decided: str
    added: list[str]
    removed: list[str]
    history: list[str]
    changed: dict[str, list[str]]
    retroactive: list[str]


class VersionIn(Schema):
    """Which version, and whether the case keeps its own, moves now, or moves at its next done step."""

    version: UUID
    choice: Literal["keep", "now", "next"]
    reason: str = Field("", max_length=500)


class VersionOut(Schema):
    """What was decided: moved, planned or kept."""

    case: UUID
    status: Literal["moved", "planned", "kept"]


def _out(row: Any) -> dict[str, Any]:
    names = [name for name in TemplateOut.model_fields if name != "national"]
    return {**{name: getattr(row, name) for name in names}, "national": row.company_id is None}


@router.get("/templates", response=list[TemplateOut], tags=["templates"])
def templates(request: HttpRequest) -> Any:
    """The national templates, and the versions and drafts of the caller's company."""
    rows = versions.readable(by_of(request)).defer("body", "lint", "proof").order_by("separation_type", "-pk")
    return [_out(row) for row in rows[:500]]


@router.get("/templates/{template}", response=TemplateWholeOut, tags=["templates"])
def template(request: HttpRequest, template: str = Path(max_length=40)) -> Any:
    """One version with its flattened body."""
    row = versions.version_of(by_of(request), template)
    return {**_out(row), "body": row.body, "lint": row.lint, "proof": row.proof}


@router.get("/templates/{template}/impact", response=list[ImpactOut], tags=["templates"])
def impact(request: HttpRequest, template: str = Path(max_length=40)) -> Any:
    """The open cases of this kind that follow another version, each with what would change."""
    by = by_of(request)
    found = moving.impact(by, versions.version_of(by, template))
    return [
        {
            "case": one.case.uid,
            "number": one.case.number,
            "possible": one.plan.possible,
            "decided": one.decided,
            **one.plan.to_data(),
        }
        for one in found
    ]


@router.post("/cases/{case}/version", response=VersionOut, tags=["templates"])
def version(request: HttpRequest, body: VersionIn, case: str = Path(max_length=40), key: str = Key()) -> Any:
    """Decide which version an open case follows; what is done stays done."""
    return moving.decide(
        by=by_of(request),
        case=case,
        version=body.version,
        choice=body.choice,
        reason=body.reason,
        now=clock.now(),
        key=key,
    )
