"""Shifts of a company and rules of its branches. Rules are never changed: another set begins on a later day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.apps.attendance import queries
from partwell.apps.attendance.models import BranchRules, ShiftKind
from partwell.apps.evidence import actions as evidence
from partwell.core.attendance.shifts import BadShift, Shift, rules
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput, NotAllowed

PERIODS = ("month", "quarter", "year")


def require_setup(by: Actor) -> None:
    """Raises NotAllowed for who sets no rules."""
    if not queries.may_set_up(by):
        raise NotAllowed(_("Shifts and rules of branches are set by the HR manager."))


@transaction.atomic
def add_shift(
    key: str, title: str, begins: int, ends: int, breaks: Sequence[tuple[int, int]], *, by: Actor, now: datetime
) -> ShiftKind:
    """A shift for rosters from now on. Raises NotAllowed, BadInput."""
    require_setup(by)
    key, title, errors = key.strip(), title.strip(), {}
    if not key or len(key) > 12:
        errors["key"] = _("A short name of 1 to 12 characters, as it stands in the roster.")
    if not title or len(title) > 40:
        errors["title"] = _("A title has 1 to 40 characters.")
    try:
        Shift(key, begins, ends, tuple(breaks))
    except BadShift as why:
        errors[str(why)] = {
            "begins": _("A shift begins between 0:00 and 23:59."),
            "ends": _("A shift ends after it begins, within 24 hours."),
            "breaks": _("Breaks lie one after another within the shift and leave time to work."),
        }[str(why)]
    if ShiftKind.objects.filter(company=by.company, key=key, ended_at__isnull=True).exists():
        errors["key"] = _("There is a shift of this name already. End it first.")
    if errors:
        raise BadInput(errors)
    row = ShiftKind.objects.create(
        company_id=by.company, key=key, title=title, begins=begins, ends=ends, breaks=[*map(list, breaks)], added_at=now
    )
    payload = {"shift": str(row.uid), "key": key, "title": title, "begins": begins, "ends": ends, "breaks": row.breaks}
    evidence.record_of_company(row.company_id, "attendance.shift_added", by=by, now=now, payload=payload)
    return row


@transaction.atomic
def end_shift(row: ShiftKind, *, by: Actor, now: datetime) -> None:
    """In no new roster from now on; what was rostered stays. Raises NotAllowed."""
    require_setup(by)
    if ShiftKind.objects.filter(pk=row.pk, company=by.company, ended_at__isnull=True).update(ended_at=now):
        payload = {"shift": str(row.uid)}
        evidence.record_of_company(row.company_id, "attendance.shift_ended", by=by, now=now, payload=payload)


@transaction.atomic
def add_rules(
    branch: Any,
    valid_from: date,
    data: Mapping[str, Any],
    *,
    system: str = "standard_hours",
    period: str = "month",
    default_shift: ShiftKind | None = None,
    rest_minutes: int = 660,
    pays_holidays: bool = False,
    noshow_days: int = 3,
    permit: str = "",
    by: Actor,
    now: datetime,
) -> BranchRules:
    """A set of rules of a branch from a day on, which is after the day the last one began. Raises NotAllowed, BadInput.

    Averaged and flexible hours need the approval of the labor bureau (劳部发〔1994〕503号): its number is asked for.
    """
    require_setup(by)
    if branch.company_id != by.company:
        raise NotAllowed(_("Shifts and rules of branches are set by the HR manager."))
    errors: dict[str, str] = {}
    try:
        made = rules(data)
    except BadShift as why:
        raise BadInput({str(why): _("This number of minutes cannot be used.")}) from None
    last = BranchRules.objects.filter(branch=branch).order_by("-valid_from").first()
    if last and valid_from <= last.valid_from:
        errors["valid_from"] = _("The rules before begin on %(day)s; a new set begins later.") % {
            "day": last.valid_from.isoformat()
        }
    if system not in BranchRules.System.values:
        errors["system"] = _("Please choose a working-hour system.")
    if period not in PERIODS:
        errors["period"] = _("Please choose a period.")
    if system in (BranchRules.System.AVERAGED, BranchRules.System.FLEXIBLE) and not permit.strip():
        errors["permit"] = _("These hours need the approval of the labor bureau; give its number.")
    if not 1 <= noshow_days <= 30:
        errors["noshow_days"] = _("Between 1 and 30 days.")
    if not 0 <= rest_minutes <= 1440:
        errors["rest_minutes"] = _("Between 0 and 1440 minutes.")
    if default_shift is not None and default_shift.company_id != by.company:
        errors["default_shift"] = _("Please choose a shift.")
    if errors:
        raise BadInput(errors)
    row = BranchRules.objects.create(
        branch=branch,
        valid_from=valid_from,
        system=system,
        period=period,
        default_shift=default_shift,
        rules=made.as_data(),
        rest_minutes=rest_minutes,
        pays_holidays=pays_holidays,
        noshow_days=noshow_days,
        permit=permit.strip()[:120],
        added_by_name=by.name,
        added_at=now,
    )
    payload = {
        "rules": str(row.uid),
        "branch": str(branch.uid),
        "valid_from": valid_from.isoformat(),
        "system": system,
        "period": period,
        "default_shift": str(default_shift.uid) if default_shift else None,
        "read": row.rules,
        "rest_minutes": rest_minutes,
        "pays_holidays": pays_holidays,
        "noshow_days": noshow_days,
        "permit": row.permit,
    }
    evidence.record_of_company(branch.company_id, "attendance.rules_added", by=by, now=now, payload=payload)
    return row
