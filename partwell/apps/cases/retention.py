"""How long a case file is kept, what holds it longer, and its erasure: asked by one person, done by a second one.

Files are kept for the years of the settings after the separation (《劳动合同法》第五十条 and others: at least two).
A legal hold goes before that; lifting it takes two persons. When both are over, the person's data key may be destroyed.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.apps.evidence import actions as evidence
from partwell.apps.evidence import keeping
from partwell.apps.evidence.erasure import erase
from partwell.core.days import add_months
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.refusal import BadInput, NotAllowed, Refused
from partwell.lib.requests.once import once

from . import standing
from .models import Case

HOLDERS = ("hr_manager", "hr_director", "legal", "owner")
"""Who places and lifts a legal hold."""
ERASERS = ("hr_director", "legal", "owner")
"""Who asks for an erasure and who does it; the HR director is one of the two, or the owner."""
BASES = ("retention_over", "asked_by_person")


@dataclass(frozen=True, slots=True)
class Kept:
    """Until when the file of a person is kept, and what stands in the way of erasing it."""

    until: date | None
    """None: the case is open, the time has not begun."""
    years: int
    hold: Any
    erasure: Any
    erased_at: datetime | None
    over: bool


def kept(case: Case, now: datetime) -> Kept:
    """Retention, hold and erasure of the employee of a case."""
    until = _until(case.employee_id)
    hold, erasure = keeping.hold_of(case.employee_id), keeping.erasure_of(case.employee_id)
    return Kept(
        until=until,
        years=settings.RETENTION_YEARS,
        hold=hold,
        erasure=erasure,
        erased_at=case.stream.key.destroyed_at,
        over=until is not None and now.astimezone(SHANGHAI).date() > until,
    )


def _until(employee: int) -> date | None:
    """The last day the files of an employee are kept; None while a case of theirs is open."""
    last: date | None = None
    for state, ends_on, closed_at in Case.objects.filter(employee=employee).values_list(
        "state", "ends_on", "closed_at"
    ):
        if state == Case.State.OPEN:
            return None
        for day in (ends_on, closed_at.astimezone(SHANGHAI).date() if closed_at else None):
            last = max(last, day) if last and day else day or last
    return add_months(last, 12 * settings.RETENTION_YEARS) if last else None


def _case(by: Actor, uid: object, roles: tuple[str, ...], sentence: str) -> Case:
    case = standing.visible(by, uid)
    if standing.is_own(by, case) or not by.holds_on(case.path, *roles):
        raise NotAllowed(sentence)
    return case


def _reason(text: str) -> str:
    kept_text = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:500]
    if not kept_text:
        raise BadInput({"reason": _("Write why; it is kept as proof.")})
    return kept_text


def _hold_roles() -> str:
    return _("A legal hold is placed and lifted by the HR manager, the HR director, legal or the owner.")


def place_hold(*, by: Actor, case: object, reason: str, now: datetime, key: str | None = None) -> dict[str, Any]:
    """Keep everything about the employee until the hold is lifted. Raises NotVisible, NotAllowed, BadInput, Refused."""
    row, why = _case(by, case, HOLDERS, _hold_roles()), _reason(reason)

    def do() -> dict[str, Any]:
        _need_key(row)
        if keeping.hold_of(row.employee_id) is not None:
            raise Refused(_("There is a legal hold already."), code="held")
        hold = keeping.place_hold(row.employee_id, why, by=by, now=now)
        payload = {"hold": str(hold.uid), "reason": why}
        evidence.record(row.stream, "hold.placed", by=by, now=now, payload=payload)
        return {"hold": str(hold.uid)}

    return once(by, key, "hold.place", {"case": str(row.uid), "reason": why}, now, do)


def ask_lift(*, by: Actor, case: object, reason: str, now: datetime, key: str | None = None) -> dict[str, Any]:
    """Ask to lift the hold; a second person confirms. Raises NotVisible, NotAllowed, BadInput, Refused."""
    row, why = _case(by, case, HOLDERS, _hold_roles()), _reason(reason)

    def do() -> dict[str, Any]:
        hold = _hold(row)
        if hold.lift_asked_at:
            raise Refused(_("It was asked already. A second person confirms it."), code="asked")
        hold.lift_reason, hold.lift_asked_at, hold.lift_asked_by = why, now, by.pid
        hold.save()
        payload = {"hold": str(hold.uid), "reason": why}
        evidence.record(row.stream, "hold.lift_asked", by=by, now=now, payload=payload)
        return {"hold": str(hold.uid)}

    return once(by, key, "hold.ask", {"case": str(row.uid), "reason": why}, now, do)


def lift_hold(*, by: Actor, case: object, now: datetime, key: str | None = None) -> dict[str, Any]:
    """Confirm as the second person that the hold ends. Raises NotVisible, NotAllowed, Refused."""
    row = _case(by, case, HOLDERS, _hold_roles())

    def do() -> dict[str, Any]:
        hold = _hold(row)
        if not hold.lift_asked_at:
            raise Refused(_("Nobody has asked to lift it yet."), code="not_asked")
        if hold.lift_asked_by == by.pid:
            raise NotAllowed(_("A second person confirms what you asked for."), code="second_person")
        hold.lifted_at, hold.lifted_by = now, by.pid
        hold.save()
        evidence.record(row.stream, "hold.lifted", by=by, now=now, payload={"hold": str(hold.uid)})
        return {"hold": str(hold.uid)}

    return once(by, key, "hold.lift", {"case": str(row.uid)}, now, do)


def _hold(row: Case) -> Any:
    hold = keeping.hold_of(row.employee_id, lock=True)
    if hold is None:
        raise Refused(_("There is no legal hold."), code="not_held")
    return hold


def _need_key(row: Case) -> None:
    if not row.stream.key.wrapped:
        raise Refused(_("This person was erased lawfully; nothing can be recorded about them."), code="erased")


def _erase_roles() -> str:
    return _("Erasure is asked for and confirmed by the HR director, legal or the owner, two persons in all.")


def _standing_in_the_way(row: Case, now: datetime) -> None:
    """Refuse an erasure that the law or a hold does not allow yet."""
    _need_key(row)
    found = kept(row, now)
    if found.hold is not None:
        raise Refused(_("A legal hold stands. Lift it first; that takes two persons."), code="held")
    if found.until is None:
        raise Refused(
            _("A case of this person is open. The time of keeping begins when it is closed."), code="open_case"
        )
    if not found.over:
        raise Refused(
            _("The file has to be kept until %(day)s. Until then access is what can be limited.")
            % {"day": found.until.isoformat()},
            code="kept_by_law",
        )


def ask_erasure(*, by: Actor, case: object, basis: str, now: datetime, key: str | None = None) -> dict[str, Any]:
    """Ask to erase the person of a case; a second one does it. Raises NotVisible, NotAllowed, BadInput, Refused."""
    row = _case(by, case, ERASERS, _erase_roles())
    if basis not in BASES:
        raise BadInput({"basis": _("Choose the ground of the erasure.")})

    def do() -> dict[str, Any]:
        _standing_in_the_way(row, now)
        if keeping.erasure_of(row.employee_id) is not None:
            raise Refused(_("It was asked already. A second person confirms it."), code="asked")
        made = keeping.ask_erasure(row.employee_id, basis, by=by, now=now)
        payload = {"erasure": str(made.uid), "basis": basis}
        evidence.record(row.stream, "erasure.asked", by=by, now=now, payload=payload)
        return {"erasure": str(made.uid)}

    return once(by, key, "erasure.ask", {"case": str(row.uid), "basis": basis}, now, do)


def drop_erasure(*, by: Actor, case: object, now: datetime, key: str | None = None) -> dict[str, Any]:
    """Take the request back, or say no as the second person. Raises NotVisible, NotAllowed, Refused."""
    row = _case(by, case, ERASERS, _erase_roles())

    def do() -> dict[str, Any]:
        asked = _asked(row)
        asked.dropped_at = now
        asked.save(update_fields=["dropped_at"])
        evidence.record(row.stream, "erasure.dropped", by=by, now=now, payload={"erasure": str(asked.uid)})
        return {"erasure": str(asked.uid)}

    return once(by, key, "erasure.drop", {"case": str(row.uid)}, now, do)


def do_erasure(*, by: Actor, case: object, now: datetime, key: str | None = None) -> dict[str, Any]:
    """Erase as the second person: everything about the employee, in all cases. It can't be undone.

    Raises NotVisible, NotAllowed, Refused.
    """
    row = _case(by, case, ERASERS, _erase_roles())

    def do() -> dict[str, Any]:
        asked = _asked(row)
        if asked.asked_by == by.pid:
            raise NotAllowed(_("A second person confirms what you asked for."), code="second_person")
        _standing_in_the_way(row, now)
        entry = erase(row.employee_id, basis=asked.basis, asked_by=asked.asked_by, by=by, now=now)
        asked.done_at, asked.done_by, asked.entry = now, by.pid, entry
        asked.save(update_fields=["done_at", "done_by", "entry"])
        return {"erasure": str(asked.uid), "entry": str(entry)}

    return once(by, key, "erasure.do", {"case": str(row.uid)}, now, do)


def _asked(row: Case) -> Any:
    asked = keeping.erasure_of(row.employee_id, lock=True)
    if asked is None:
        raise Refused(_("Nobody has asked for an erasure."), code="not_asked")
    return asked


def name(pid: str) -> str:
    """The name of who placed, asked or did."""
    return accounts.names([pid]).get(pid, "")
