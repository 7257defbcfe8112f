"""The register of separations: what the list of cases shows, as an Excel file for the personnel files."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.apps.evidence import actions as evidence
from partwell.core.process.decide import role_of
from partwell.lib import sheets
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.refusal import Refused
from partwell.lib.ui.templatetags.pw import in_language

from . import queries, turns, words

MOST = 20_000
"""Cases in one file; some 2 MB."""
AT_ONCE = 500


def excel(by: Actor, search: queries.Search, *, now: datetime) -> bytes:
    """Everything a search finds as an Excel file; that it left the house is on record.

    Raises NotAllowed, and Refused when more than `MOST` cases fit.
    """
    rows = queries.cases_found(by, search, now=now)
    total = rows.count()
    if total > MOST:
        raise Refused(
            _("%(total)s cases fit; one file takes %(most)s. Choose a state, a type or a shorter time.")
            % {"total": total, "most": MOST},
            code="too_many",
        )
    head = [
        *(_("Case"), _("Employee number"), _("Employee"), _("Department"), _("Type"), _("Started")),
        *(_("Last day"), _("State"), _("Closed on"), _("Waits for"), _("Latest")),
    ]
    made = sheets.write(
        sheets.Sheet(
            _("Register of separations"),
            head,
            _lines(rows, now),
            widths=(14, 12, 12, 18, 34, 12, 12, 10, 12, 18, 18),
            notes=_notes(search, total, now),
        )
    )
    payload = {"search": _said(search), "cases": total, "sha256": hashlib.sha256(made).hexdigest()}
    with transaction.atomic():
        evidence.record_of_company(by.company or 0, "cases.register_exported", by=by, now=now, payload=payload)
    return made


def state_title(state: str) -> str:
    """The state of a case, in the reader's words."""
    return {"open": _("Open"), "closed": _("Closed"), "cancelled": _("Cancelled")}[state]


def _lines(rows: Any, now: datetime) -> Iterator[list[sheets.Cell]]:
    for case, seats in _with_seats(rows, now):
        due = case.next_due_at.astimezone(SHANGHAI).replace(tzinfo=None) if case.next_due_at else None
        yield [
            case.number,
            case.employee.number,
            case.employee.name,
            in_language(case.department, "name"),
            in_language(case.template),
            case.opened_at.astimezone(SHANGHAI).date(),
            case.ends_on,
            state_title(case.state),
            case.closed_at.astimezone(SHANGHAI).date() if case.closed_at and case.state == "closed" else None,
            "、".join(dict.fromkeys(words.role_title(role_of(seat)) for seat in seats)) or None,
            due if case.state == "open" else None,
        ]


def _with_seats(rows: Any, now: datetime) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Each case with the seats it waits for now."""
    cases = rows.iterator(chunk_size=AT_ONCE)
    while some := list(islice(cases, AT_ONCE)):
        up = turns.next_roles([case.pk for case in some if case.state == "open"], now)
        yield from ((case, up.get(case.pk, ())) for case in some)


def _notes(search: queries.Search, total: int, now: datetime) -> list[str]:
    """How many, as of when, and what narrowed the list."""
    said = [
        _("%(total)s cases, as of %(at)s.") % {"total": total, "at": f"{now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"},
    ]
    if search.kind:
        said.append(_("Type: %(kind)s") % {"kind": words.kind_title(search.kind)})
    if search.state:
        said.append(
            _("State: %(state)s") % {"state": _("Late") if search.state == "late" else state_title(search.state)}
        )
    if search.ends_from or search.ends_to:
        said.append(
            _("Last day: %(first)s to %(last)s") % {"first": search.ends_from or "…", "last": search.ends_to or "…"}
        )
    if search.text:
        said.append(_("Searched for: %(text)s") % {"text": search.text})
    return said


def _said(search: queries.Search) -> dict[str, str]:
    """What goes into the company's log. A name that was searched for does not: it could never be erased there."""
    asked = {
        "text": "given" if search.text else "",
        "state": search.state,
        "kind": search.kind,
        "from": search.ends_from.isoformat() if search.ends_from else "",
        "to": search.ends_to.isoformat() if search.ends_to else "",
    }
    return {name: value for name, value in asked.items() if value}
