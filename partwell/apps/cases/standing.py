"""Who a person is in a case: which seats, whom a step falls to, and who may see what.

Roles come from memberships, from the employee's own record (line manager) and from the case (successor). A role that
nobody holds falls back along its chain and never passes by itself. The employee of the case holds no employer's seat.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.core.process.clocks import BY_KEY
from partwell.core.process.decide import Standing
from partwell.core.process.silence import HANDLERS
from partwell.core.process.state import Seat as SeatOf
from partwell.core.process.state import StepView
from partwell.core.process.template import Step
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.refusal import NotAllowed, NotVisible

from .models import Case, CaseRole, CaseSeat

SEES_CASES = ("hr_ops", "hrbp", "er", "hr_manager", "hr_director", "legal", "owner")
"""Roles that see whole cases of their part of the company."""
IN_CASE = ("successor", "colleague")
"""Roles a person holds in one case alone, because somebody named him for it."""
STARTS_CASES = ("hr_ops", "hrbp", "er", "hr_manager", "hr_director")


def visible_to(by: Actor) -> QuerySet[Case]:
    """Cases that exist for this person: the own one, those under a seat, those with a role in the case itself."""
    rows = Case.objects.filter(company=by.company)
    if by.is_system:
        return rows
    seen = Q(pk__in=[])
    if by.employee:
        seen |= Q(employee=by.employee) | Q(employee__line_manager=by.employee)
    if by.user:
        selves = [by.user, *(one.user for one in by.stands_in)]
        seen |= Q(pk__in=CaseRole.objects.filter(user__in=selves, until__isnull=True).values("case"))
        seen |= Q(pk__in=CaseSeat.objects.filter(user__in=selves).exclude(decision="removed").values("case"))
    for one in by.stands_in:
        if one.employee:
            seen |= Q(employee__line_manager=one.employee)
    seats = [*by.seats, *(seat for one in by.stands_in for seat in one.seats)]
    for seat in seats:
        seen |= Q() if seat.path is None else Q(path__startswith=seat.path)
    if any(seat.path is None for seat in seats):
        return rows
    return rows.filter(seen)


def visible(by: Actor, uid: object, *, lock: bool = False) -> Case:
    """One case this person knows exists, by uid or by the demo's alias; locked for an act. Raises NotVisible."""
    rows = visible_to(by).select_related("employee", "template", "stream").defer("template__body")
    if lock:
        # An act seldom asks for these two people's rows; a page always does.
        rows = rows.select_for_update(of=("self",))
    else:
        rows = rows.select_related("employee__line_manager", "employee__user", "employee__position")
    text = str(uid)
    found = rows.filter(alias=text) if not is_uid(text) else rows.filter(uid=text)
    case = next(iter(found[:1]), None)
    if case is None:
        raise NotVisible
    return case


def require_whole(by: Actor, case: Case, sentence: str) -> None:
    """Refuse a person who may know of the case but not read all of it. Raises NotAllowed."""
    require_others(by, case)
    if not sees_whole(by, case):
        raise NotAllowed(sentence)


def require_others(by: Actor, case: Case) -> None:
    """Refuse the person the case is about, whatever the roles: nobody handles the own case. Raises NotAllowed."""
    if is_own(by, case):
        raise NotAllowed(
            _(
                "This case is about you, and nobody handles or decides the own case: your seats in it have gone to"
                " others. What is yours to read and to do stands under “My own employment”."
            ),
            code="own_case",
        )


def of_others(rows: QuerySet[Case], by: Actor) -> QuerySet[Case]:
    """Without the own case: staff lists show what one may handle."""
    return rows.exclude(employee=by.employee) if by.employee else rows


def sees_whole(by: Actor, case: Case) -> bool:
    """Whether the whole case may be read: HR, legal and the owner over this part of the company."""
    if by.is_system:
        return True
    return not is_own(by, case) and by.holds_on(case.path, *SEES_CASES)


def may_name(by: Actor, case: Case) -> bool:
    """Whether this person names who takes over the work: HR over the case, or the line manager."""
    return sees_whole(by, case) or (by.employee is not None and case.employee.line_manager_id == by.employee)


def holds_watch(by: Actor, case: Case, watch: str, now: datetime) -> bool:
    """Whether this person keeps a clock of law of the case: HR over the case, or whom the clock falls to."""
    if sees_whole(by, case):
        return True
    clock = BY_KEY.get(watch)
    today = now.astimezone(SHANGHAI).date()
    return clock is not None and by.user in {user.pk for user in holders(case, clock.owner, today)}


def require_naming(by: Actor, case: Case) -> None:
    """Refuse a person who does not name the successor. Raises NotAllowed."""
    if not may_name(by, case):
        raise NotAllowed(_("The successor is named by the line manager or HR."))


def is_own(by: Actor, case: Case) -> bool:
    """Whether the case is about this person."""
    return by.employee is not None and by.employee == case.employee_id


def pid_of(by: Actor, case: Case) -> str:
    """The random id under which a person acts in this case's stream; the employee's is that of the record."""
    return str(case.employee.uid) if is_own(by, case) else by.pid


def of_hr(by: Actor, case: Case) -> Standing:
    """The roles a person holds directly over the case; closing, facts and days fall back to nobody and no deputy."""
    roles = frozenset() if is_own(by, case) else by.roles_on(case.path)
    return Standing(pid_of(by, case), roles, by.is_system)


def standing_on(by: Actor, case: Case, steps: Iterable[Step], today: date) -> Standing:
    """The roles this person holds for these steps, fallbacks resolved."""
    if by.is_system:
        return Standing(by.pid, frozenset(), program=True)
    if is_own(by, case):
        return Standing(pid_of(by, case), frozenset())
    held = set(by.roles_on(case.path)) - {"employee", *IN_CASE}
    if by.employee is not None and case.employee.line_manager_id == by.employee:
        held.add("line_manager")
    if by.user:
        own_roles = CaseRole.objects.filter(case=case, user=by.user, role__in=IN_CASE, until__isnull=True)
        held |= set(own_roles.values_list("role", flat=True))
    steps = list(steps)
    if by.user and case.seat_count:
        keys = [step.key for step in steps]
        rows = CaseSeat.objects.filter(case=case, step__in=keys, kind="transfer", decision="")
        mine, theirs = set(), {}
        for user, role, holder in rows.values_list("user", "role", "holder"):
            if user == by.user:
                mine.add(role)
            elif user in {one.user for one in by.stands_in}:
                theirs[role] = holder
        held |= mine
    else:
        theirs = {}
    behalf = dict(theirs)
    deputized = [one for one in by.stands_in if one.employee != case.employee_id]
    asked = {role for step in steps for role in (*step.who, *(HANDLERS if step.who == ("employee",) else ()))}
    for role in sorted(asked - held - {"employee"}):
        fit = {user.pk for user in holders(case, role, today)}
        if by.user in fit:
            held.add(role)
            behalf.pop(role, None)
        elif role not in behalf and (stood := [one.pid for one in deputized if one.user in fit]):
            behalf[role] = stood[0]
    behalf = {role: pid for role, pid in behalf.items() if role not in held}
    return Standing(
        by.pid,
        frozenset(held | set(behalf)),
        behalf=behalf,
        stands_for=frozenset(one.pid for one in deputized),
    )


def holders(case: Case, role: str, today: date) -> list[Any]:
    """Whom a seat falls to in this case. Empty means nobody was found: it goes to an administrator.

    A seat is a role, or `role@person` where it was added or handed on; when that person is gone it falls to the role.
    """
    own = case.employee.user_id
    role, _at, pid = role.partition("@")
    if pid:
        named = accounts.user_by_pid(case.company_id, pid)
        if named is not None and named.pk != own:
            return [named]
    if role == "employee":
        return [case.employee.user] if case.employee.user else []
    if role in IN_CASE:
        taking = [
            one.user
            for one in CaseRole.objects.filter(case=case, role=role, until__isnull=True).select_related("user")
            if one.user_id != own
        ]
        return taking or holders(case, "line_manager", today)
    if role == "line_manager":
        manager = case.employee.line_manager
        if manager and manager.user and manager.user_id != own:
            return [manager.user]
    return accounts.holders(case.company_id, role, case.path, today, without=[own] if own else [])


def asked_on(by: Actor, case: Case, view: StepView) -> tuple[SeatOf, ...]:
    """Added seats of a step that wait for this person's answer, or for that of somebody he stands in for."""
    selves = {by.pid, *(one.pid for one in by.stands_in if one.employee != case.employee_id)}
    return tuple(seat for seat in view.seats if not seat.decision and seat.holder in selves)


def has_copy(by: Actor, case: Case, step: str) -> bool:
    """Whether a step was shown to this person: by a copy, or because he had a seat added to it."""
    return by.user is not None and CaseSeat.objects.filter(case=case, step=step, user=by.user).exists()


def recipients(case: Case, seat: str, today: date) -> list[Any]:
    """Who is told about a seat: those it falls to, and whoever stands in for them today."""
    own = holders(case, seat, today)
    if seat == "employee":
        return own
    more = accounts.deputies_of([user.pk for user in own], case.company_id, today)
    found = {user.pk: user for user in (*own, *more) if user.pk != case.employee.user_id}
    return list(found.values())


def eligible(case: Case, role: str, today: date) -> list[Any]:
    """Who may take over a seat of the template: every holder of its role, and of each role it falls back to."""
    found: dict[int, Any] = {}
    for one in holders(case, role, today):
        found[one.pk] = one
    for key in (role, *accounts.fallback(role)):
        for one in accounts.holders(case.company_id, key, case.path, today, without=_without(case)):
            found.setdefault(one.pk, one)
    return list(found.values())


def could_hold(case: Case, step: Step, user: int, today: date) -> frozenset[str]:
    """The seats of a step that could be handed on to this user."""
    seats = (role for role in step.who if role != "employee")
    return frozenset(role for role in seats if any(one.pk == user for one in eligible(case, role, today)))


def _without(case: Case) -> list[int]:
    return [case.employee.user_id] if case.employee.user_id else []


def is_uid(text: str) -> bool:
    return len(text) in (32, 36) and set(text.lower()) <= set("0123456789abcdef-")
