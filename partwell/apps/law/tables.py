"""A new year's table: read as a draft, put before a second person with the paper, confirmed or declined as a whole."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from partwell.apps.evidence import actions as evidence
from partwell.lib.actor import Actor
from partwell.lib.files import store
from partwell.lib.files.models import Blob
from partwell.lib.refusal import BadInput, NotVisible, Refused

from . import actions, queries, table
from .models import FigureTable


def visible_to(by: Actor) -> QuerySet[FigureTable]:
    """The tables of the own company, the newest first. Raises NotAllowed."""
    queries.require_figures(by)
    return FigureTable.objects.filter(company=by.company).order_by("-pk")


def one(by: Actor, uid: object) -> FigureTable:
    """One table of the own company. Raises NotVisible, NotAllowed."""
    row = FigureTable.objects.filter(company=by.company, uid=uid).select_related("file", "paper").first()
    if row is None:
        raise NotVisible
    queries.require_figures(by)
    return row


def upload(file: Blob, *, by: Actor, now: datetime) -> FigureTable:
    """Read a file into a draft: what is good, what is not, what would change. Raises NotAllowed, BadInput."""
    actions.require_confirmer(by)
    try:
        good, faults = table.read(store.content(file), by)
    except table.BadSheet as why:
        raise BadInput({"file": _sheet_words(why)}) from None
    if not good and not faults:
        raise BadInput({"file": _("No line of the table has a value.")})
    with transaction.atomic():
        return FigureTable.objects.create(
            company_id=by.company,
            name=file.name[:120],
            file=file,
            rows=[line.as_data() for line in good],
            faults=[{"line": f.line, "column": f.column, "reason": f.reason, "shown": f.shown} for f in faults],
            made_by=by.pid,
            made_by_name=by.name,
            made_at=now,
        )


def _sheet_words(why: table.BadSheet) -> str:
    if why.code == "column":
        return _("The column “%(name)s” is missing. Take the template.") % {"name": why.detail}
    if why.code == "too_many_rows":
        return _("At most %(limit)d lines at once.") % {"limit": table.MOST_ROWS}
    if why.code == "too_big":
        return _("The file is too large.")
    return _("This is no table that can be read. Take the template.")


@transaction.atomic
def submit(uid: object, *, paper: Blob, by: Actor, now: datetime) -> FigureTable:
    """Put a draft with its paper before a second person. Raises NotVisible, NotAllowed, Refused."""
    seen = one(by, uid)
    actions.require_confirmer(by)
    row = FigureTable.objects.select_for_update().get(pk=seen.pk)
    if row.asked_at is not None:
        raise Refused(_("This table was put before a second person already."), code="already_asked")
    if row.made_by != by.pid:
        raise Refused(_("%(name)s read this table in and submits it.") % {"name": row.made_by_name}, code="not_yours")
    if row.faults:
        raise Refused(
            _("Some lines are wrong. Mend them in the file and read it in again; nothing was lost."), code="faults"
        )
    row.paper, row.asked_at = paper, now
    row.save(update_fields=["paper", "asked_at"])
    _record(row, "figures.table_asked", by=by, now=now, files=[row.file, paper])
    return row


@transaction.atomic
def answer(uid: object, *, confirmed: bool, by: Actor, now: datetime, reason: str = "") -> FigureTable:
    """Confirm every row of a table, or decline it as a whole. Raises NotVisible, NotAllowed, BadInput, Refused."""
    seen = one(by, uid)
    actions.require_confirmer(by)
    row = FigureTable.objects.select_for_update().get(pk=seen.pk)
    if row.asked_at is None:
        raise Refused(_("This table is a draft; it was not put before a second person yet."), code="draft")
    actions.answer_once(row, confirmed=confirmed, reason=reason, asked_by=row.made_by, by=by, now=now)
    _record(row, f"figures.table_{row.answer}", by=by, now=now)
    if confirmed:
        _keep(row, by=by, now=now)
    return row


def _keep(row: FigureTable, *, by: Actor, now: datetime) -> None:
    """Each row as a confirmation of its own, asked by who read the table in and answered by who confirmed it."""
    made = table.confirmations(row.rows)
    for each in made:
        each.company_id, each.paper_id = row.company_id, row.paper_id  # type: ignore[assignment]
        each.asked_by, each.asked_by_name, each.asked_at = row.made_by, row.made_by_name, row.asked_at  # type: ignore[assignment]
        each.answer, each.answered_by = "confirmed", by.pid
        each.answered_by_name, each.answered_at = by.name, now
    made = actions.keep_all(made, by=by, now=now)


def _record(row: FigureTable, type: str, *, by: Actor, now: datetime, files: list[Blob] | None = None) -> None:
    payload: dict[str, Any] = {
        "table": str(row.uid),
        "file": bytes(row.file.sha256).hex(),
        "lines": len(row.rows),
        "reason": row.reason,
    }
    stream = evidence.stream_of_installation(row.company_id, now)
    evidence.record(stream, type, by=by, now=now, payload=payload, files=files or ())
