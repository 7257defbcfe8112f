"""Recording training bonds, within what 《劳动合同法》第二十二条 allows."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.apps.evidence import actions as evidence
from partwell.apps.people import actions as people_actions
from partwell.apps.people import queries as people
from partwell.core.days import shanghai_day
from partwell.core.money import cents, plain
from partwell.core.training import bond as rules
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput, NotAllowed, Refused

from . import queries
from .models import Bond, Course

MOST_COSTS = 20
HIGHEST = Decimal(10000000)


def sentence(fault: rules.Fault) -> str:
    """Why a bond can't be agreed like this, with the article."""
    said = {
        "not_special": _("Only special training paid for out of special funds can be bound (%(cite)s)."),
        "no_voucher": _("Each cost needs its voucher; wages during the training are no cost of it (%(cite)s)."),
        "amount": _("Each cost is an amount above zero (%(cite)s)."),
        "above_cost": _("The sum agreed may not be above what the vouchers prove (%(cite)s)."),
        "months": _("The period of service is 1 to 120 months (%(cite)s)."),
    }[fault.code]
    return said % {"cite": "、".join(str(one) for one in fault.cite)}


@transaction.atomic
def record_bond(
    employee: Any,
    course: Course,
    *,
    costs: Sequence[rules.Cost],
    agreed: Decimal,
    months: int,
    starts_on: date,
    signed_on: date,
    paper: Any,
    replaces: Bond | None = None,
    by: Actor,
    now: datetime,
) -> Bond:
    """Record a signed bond with its paper; a correction names the bond it replaces.

    Raises NotVisible, NotAllowed, BadInput, Refused.
    """
    person = people.employee(by, employee.uid)
    if not queries.may_keep_bond(by, person):
        raise NotAllowed(_("Training bonds are kept by HR."))
    errors = {
        one.field: sentence(one)
        for one in rules.faults(special=course.kind == Course.Kind.SPECIAL, costs=costs, agreed=agreed, months=months)
    }
    if len(costs) > MOST_COSTS or any(one.amount > HIGHEST or one.amount != cents(one.amount) for one in costs):
        errors.setdefault("costs", _("At most 20 costs, each in yuan with at most two decimals."))
    if agreed != cents(agreed):
        errors.setdefault("agreed", _("An amount in yuan with at most two decimals, for example 5000.00."))
    if signed_on > shanghai_day(now) or signed_on < person.hired_on:
        errors["signed_on"] = _("This day cannot be right. Please check the year.")
    if starts_on < person.hired_on:
        errors["starts_on"] = _("The period begins after the person was hired.")
    if paper is None:
        errors["paper"] = _("Please add the signed paper.")
    if errors:
        raise BadInput(errors)
    if course.company_id != person.company_id or (replaces and replaces.employee_id != person.pk):
        raise Refused(_("The course belongs to another company."), code="other_company")
    if replaces is not None and Bond.objects.filter(replaces=replaces).exists():
        raise Refused(_("This bond was replaced already."), code="replaced")
    lines = [{"kind": one.kind, "what": one.what, "amount": plain(one.amount), "voucher": one.voucher} for one in costs]
    row = Bond(
        employee=person,
        course=course,
        months=months,
        starts_on=starts_on,
        signed_on=signed_on,
        paper=paper,
        replaces=replaces,
        recorded_by_name=by.name,
        recorded_at=now,
    )
    row.costs, row.agreed = json.dumps(lines, ensure_ascii=False), plain(agreed)
    row.save()
    payload = {
        "bond": str(row.uid),
        "course": str(course.uid),
        "costs": lines,
        "agreed": plain(agreed),
        "months": months,
        "starts_on": starts_on.isoformat(),
        "signed_on": signed_on.isoformat(),
        "replaces": str(replaces.uid) if replaces else None,
    }
    stream = evidence.stream_of_employee(person.pk, now)
    evidence.record(stream, "bond.recorded", by=by, now=now, payload=payload, files=(paper,))
    people_actions.note_training_bond(person, by=by, now=now)
    return row
