"""A second person reviews a calculation. Nobody reviews the own one, and no payment of law waits for it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from partwell.apps.cases import standing
from partwell.apps.evidence import actions as evidence
from partwell.apps.law import warned
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput, NotAllowed, Refused
from partwell.lib.requests.once import once

from . import practices, queries
from .models import Calculation, Review

REVIEWS = ("payroll", "si_specialist", "hr_manager", "hr_director")
"""Roles that review the sums a colleague made."""
LONGEST = 300


def may_review(by: Actor, row: Calculation) -> bool:
    """Whether this person could review it: the role over that part of the company, another hand, not about oneself."""
    return (
        not by.is_system
        and by.employee != row.employee_id
        and by.pid != row.made_by
        and by.holds_on(row.path, *REVIEWS)
    )


def review(
    *,
    by: Actor,
    calculation: object,
    approved: bool,
    now: datetime,
    reason: str = "",
    acknowledged: Collection[str] = (),
    key: str | None = None,
) -> dict[str, Any]:
    """Approve a calculation, or return it with a reason.

    Raises NotVisible, NotAllowed, BadInput, Refused; Unacknowledged for what goes wrong in law with the approved lines
    or the words written, until `acknowledged` has the codes this person goes on with by name.

    Only the newest version of a sum is reviewed, once. The entry goes to the stream the calculation stands in.
    """
    words = reason.strip()

    def do() -> dict[str, Any]:
        row = queries.calculation(by, calculation)
        _check(by, row, words, approved=approved)
        # Who returns a sum answers for the words of the reason, not for the lines that are found wrong.
        lines = queries.statement_of(row) if approved else None
        found = practices.require(lines, words, acknowledged, by)
        made = Review(
            calculation=row, answer="approved" if approved else "returned", by=by.pid, by_name=by.name, at=now
        )
        made.reason = words
        made.save()
        payload = {"calculation": str(row.uid), "name": row.name, "sha256": row.sha256, "reason": words}
        stream = evidence.stream_of_employee(row.employee_id, now)
        if row.case_uid is not None:
            stream = standing.visible(by, row.case_uid).stream
        entry = evidence.record(stream, f"settlement.{made.answer}", by=by, now=now, payload=payload)
        about = f"calculation:{row.uid}"
        warned.acknowledge(found, where="settlement", about=about, stream=stream, by=by, now=now)
        return {"calculation": str(row.uid), "answer": made.answer, "entry": str(entry.eid)}

    content = {"calculation": str(calculation), "approved": approved, "reason": words}
    content |= {"acknowledged": sorted(acknowledged)} if acknowledged else {}
    return once(by, key, "settlement.review", content, now, do)


def _check(by: Actor, row: Calculation, words: str, *, approved: bool) -> None:
    """Refuse the wrong person, an old version, a second review, and a return without a reason."""
    if by.employee == row.employee_id or not by.holds_on(row.path, *REVIEWS):
        raise NotAllowed(_("Sums are reviewed by payroll, social insurance and HR managers, never by the person."))
    if by.pid == row.made_by:
        raise Refused(
            _("You made this calculation; a colleague reviews it. Payments of law do not wait for the review."),
            code="second_person",
        )
    if queries.review_of(row) is not None:
        raise Refused(_("This calculation was reviewed already."), code="reviewed")
    newest = queries.latest(row.case_uid, row.name) if row.case_uid else row
    if newest is not None and newest.pk != row.pk:
        raise Refused(_("There is a newer version of this sum. Review that one."), code="newer_version")
    if not approved and not words:
        raise BadInput({"reason": _("Say what is wrong with the calculation.")})
    if len(words) > LONGEST:
        raise BadInput({"reason": _("At most %(limit)d characters.") % {"limit": LONGEST}})
