"""Reading attendance. Who sees a person sees the person's months; HR keeps them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.apps.evidence import queries as evidence
from partwell.apps.people import queries as people
from partwell.core.days import add_months, shanghai_day, start_of
from partwell.lib import holiday_file
from partwell.lib.actor import Actor
from partwell.lib.refusal import NotAllowed, NotVisible

from . import plan
from .models import (
    AttendanceMonth,
    BranchRules,
    LeaveYear,
    NoShow,
    Punch,
    PunchImport,
    Request,
    RosterDay,
    ShiftKind,
    ShiftNeed,
)

KEEPS = ("hr_ops", "hrbp", "hr_manager", "hr_director", "payroll")


def may_keep(by: Actor, employee: Any) -> bool:
    """Whether the actor may record and confirm this person's attendance; never one's own."""
    return by.is_system or (by.employee != employee.pk and by.holds_on(employee.department.path, *KEEPS))


SETS_UP = ("hr_manager", "hr_director")
LOOKS_INTO = ("hr_ops", "hrbp", "er", "hr_manager", "hr_director")
LEADS = ("line_manager", "dept_head")


def may_set_up(by: Actor) -> bool:
    """Whether the actor sets shifts and rules of branches."""
    return by.is_system or by.holds(*SETS_UP)


def may_import(by: Actor) -> bool:
    """Whether the actor brings punches of the company in."""
    return by.is_system or by.holds(*KEEPS)


def _leads(by: Actor, employee: Any) -> bool:
    named = by.employee is not None and employee.line_manager_id == by.employee
    return named or by.holds_on(employee.department.path, *LEADS)


def may_decide(by: Actor, employee: Any) -> bool:
    """Whether the actor decides this person's requests: the line manager, a manager over the department, or HR."""
    if by.is_system or by.employee == employee.pk:
        return False
    return _leads(by, employee) or by.holds_on(employee.department.path, *KEEPS)


def may_roster(by: Actor, employee: Any) -> bool:
    """Whether the actor makes this person's roster."""
    return by.is_system or (
        by.employee != employee.pk and (_leads(by, employee) or by.holds_on(employee.department.path, *KEEPS))
    )


def may_roster_department(by: Actor, department: Any) -> bool:
    """Whether the actor makes the roster of a department."""
    return by.is_system or (by.company == department.company_id and by.holds_on(department.path, *KEEPS, *LEADS))


def may_settle_noshow(by: Actor, employee: Any) -> bool:
    """Whether the actor looks into this person's absence."""
    return by.employee != employee.pk and by.holds_on(employee.department.path, *LOOKS_INTO)


def months(employee: int, first: date, last: date) -> list[AttendanceMonth]:
    """The recorded months between two days, the oldest first."""
    rows = AttendanceMonth.objects.filter(employee=employee, month__gte=first.replace(day=1), month__lte=last)
    return list(rows.order_by("month"))


def month_of(employee: int, month: date) -> AttendanceMonth | None:
    """The record of one month."""
    return AttendanceMonth.objects.filter(employee=employee, month=month.replace(day=1)).first()


def leave_year(employee: int, year: int) -> LeaveYear | None:
    """The annual leave of one year."""
    return LeaveYear.objects.filter(employee=employee, year=year).first()


def months_between(first: date, last: date) -> list[date]:
    """First days of the months from one day to another, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    found = []
    for number in range(max(count, 0)):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        found.append(date(year, month + 1, 1))
    return found


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over some months."""

    due: Decimal
    present: Decimal
    paid_leave: Decimal
    unpaid_leave: Decimal
    absent: Decimal
    late: int


def totals(rows: Sequence[AttendanceMonth]) -> Totals:
    """Sums over these months."""
    zero = Decimal(0)
    return Totals(
        sum((row.due_days for row in rows), zero),
        sum((row.present_days for row in rows), zero),
        sum((row.paid_leave_days for row in rows), zero),
        sum((row.unpaid_leave_days for row in rows), zero),
        sum((row.absent_days for row in rows), zero),
        sum(row.late_count for row in rows),
    )


@dataclass(frozen=True, slots=True)
class Person:
    """A person's attendance as the page shows it: a row for every month of the window, recorded or not."""

    employee: Any
    months: tuple[tuple[date, AttendanceMonth | None], ...]
    leave: LeaveYear | None
    totals: Totals
    may_keep: bool


def person(by: Actor, uid: object, today: date, *, window: int = 12) -> Person:
    """The last months of a person, the newest first. Raises NotVisible, NotAllowed."""
    row = people.employee(by, uid)
    end = min(row.left_on or today, today)
    wanted = months_between(row.hired_on, end)[-window:]
    held = {one.month: one for one in months(row.pk, wanted[0], wanted[-1])} if wanted else {}
    return Person(
        row,
        tuple((month, held.get(month)) for month in reversed(wanted)),
        leave_year(row.pk, end.year),
        totals(list(held.values())),
        may_keep(by, row),
    )


@dataclass(frozen=True, slots=True)
class Overview:
    """People of a month with their record, for HR's list."""

    month: date
    rows: tuple[tuple[Any, AttendanceMonth | None], ...]
    open_count: int
    behind: frozenset[int] = frozenset()
    """Primary keys of months whose punches changed after they were computed."""


def overview(by: Actor, month: date, words: str = "", *, limit: int = 200) -> Overview:
    """Visible people employed in a month and what is recorded for it. Raises NotAllowed for other roles."""
    first = month.replace(day=1)
    following = months_between(first, date(first.year + 1, first.month, 1))[1]
    found = people.search(by, words).filter(hired_on__lt=following).exclude(left_on__lt=first)[:limit]
    staff = list(found)
    held = {one.employee_id: one for one in AttendanceMonth.objects.filter(month=first, employee__in=staff)}
    rows = tuple((one, held.get(one.pk)) for one in staff)
    open_count = sum(1 for _, one in rows if one is None or one.confirmed_at is None)
    return Overview(first, rows, open_count, behind(list(held.values())))


def behind(months: Sequence[AttendanceMonth]) -> frozenset[int]:
    """Those of these computed months (of one month of the year) for which punches came in afterwards."""
    computed = [row.pk for row in months if row.sheet is not None]
    if not computed:
        return frozenset()
    start, end = start_of(months[0].month), start_of(add_months(months[0].month, 1) + timedelta(days=1))
    later = Punch.objects.filter(
        employee=OuterRef("employee"), at__gte=start, at__lt=end, batch__added_at__gt=OuterRef("recorded_at")
    )
    rows = AttendanceMonth.objects.filter(pk__in=computed).filter(Exists(later))
    return frozenset(rows.values_list("pk", flat=True))


# --- who may come in ------------------------------------------------------------------------------------------------


def require_staff(by: Actor) -> None:
    """Raises NotAllowed for who neither keeps attendance nor leads people."""
    if not (by.is_system or by.holds(*KEEPS, *LOOKS_INTO, *LEADS)):
        raise NotAllowed(_("Attendance is open to HR, payroll and managers. Your own is under “My attendance”."))


def require_keeper(by: Actor) -> None:
    """Raises NotAllowed for who keeps no attendance."""
    if not (by.is_system or by.holds(*KEEPS)):
        raise NotAllowed(_("Attendance is kept by HR and payroll, never by the person. Please ask HR."))


def require_leader(by: Actor) -> None:
    """Raises NotAllowed for who makes no rosters."""
    if not (by.is_system or by.holds(*KEEPS, *LEADS)):
        raise NotAllowed(_("Rosters are made by HR or the person's own managers."))


def sheet(by: Actor, uid: object) -> AttendanceMonth:
    """One month of somebody the actor sees. Raises NotVisible, NotAllowed."""
    rows = AttendanceMonth.objects.filter(uid=uid, employee__company=by.company)
    row = rows.select_related("employee__department", "employee__position").first()
    if row is None:
        raise NotVisible
    people.employee(by, row.employee.uid)
    require_staff(by)
    return row


# --- punches --------------------------------------------------------------------------------------------------------

FIRST_BAD = 5
"""Bad rows of an import that its line on the page shows; all of them are in the download."""


def has_punches(row: AttendanceMonth) -> bool:
    """Whether the person ever punched: then a typed month could be computed."""
    return Punch.objects.filter(employee=row.employee_id).exists()


def typed_in(branch: Any, month: date) -> int:
    """How many months of people of a branch who punch were typed, and so are left alone by computing."""
    rows = AttendanceMonth.objects.filter(employee__department__branch=branch, month=month, sheet__isnull=True)
    return rows.filter(Exists(Punch.objects.filter(employee=OuterRef("employee")))).count()


def versions(row: AttendanceMonth) -> list[dict[str, Any]]:
    """Earlier versions of a month as the log keeps them, the latest first; those of before say what was answered."""
    if row.version == 1:
        return []
    stream = evidence.stream_of(row.employee_id)
    told = evidence.of_types(stream, (RENEWED,)) if stream else []
    mine = [one for one in told if one.payload and one.payload["month"] == f"{row.month:%Y-%m}"]
    return [
        {
            "number": one.payload["version"] - 1, "at": one.at, "by": one.payload.get("renewed_by", ""),
            "was": one.payload.get("was", {}),
            "confirmed": one.payload["was_confirmed"], "answer": one.payload["was_answered"],
        }
        for one in reversed(mine) if one.payload
    ]  # fmt: skip


RENEWED = "attendance.renewed"


def version_faults() -> list[str]:
    """Months that stand at another version than the log says: one raised outside an act hides what was said of it."""
    raised = AttendanceMonth.objects.filter(version__gt=1).values_list("employee").annotate(n=Sum(F("version") - 1))
    counted, rows = evidence.count_by_employee(RENEWED), dict(raised.order_by())
    return [
        f"attendance of employee {pk}: {rows.get(pk, 0)} new versions in the rows, {counted.get(pk, 0)} in the log"
        for pk in sorted(rows.keys() | counted.keys())
        if rows.get(pk, 0) != counted.get(pk, 0)
    ]


def imports(by: Actor) -> QuerySet[PunchImport]:
    """What was brought into the company, the latest first, without the whole lists of bad rows."""
    rows = PunchImport.objects.filter(company=by.company).defer("bad")
    first = {f"bad_{place}": F(f"bad__{place}") for place in range(FIRST_BAD)}
    return rows.annotate(**first).order_by("-pk")


def first_bad(row: Any) -> list[Any]:
    """The first bad rows of one of `imports`."""
    return [one for place in range(FIRST_BAD) if (one := getattr(row, f"bad_{place}")) is not None]


def shifts(by: Actor) -> list[ShiftKind]:
    """Shifts of the company for new rosters, the earliest first."""
    return list(ShiftKind.objects.filter(company=by.company, ended_at__isnull=True).order_by("begins", "key"))


def shift(by: Actor, uid: object) -> ShiftKind:
    """One shift of the company. Raises NotVisible."""
    row = ShiftKind.objects.filter(company=by.company, uid=uid).first()
    if row is None:
        raise NotVisible
    return row


def branch(by: Actor, uid: object) -> Any:
    """A branch of the company. Raises NotVisible."""
    found = next((one for one in accounts.branches_visible_to(by) if str(one.uid) == str(uid)), None)
    if found is None:
        raise NotVisible
    return found


def untold(staff: Sequence[Any], month: date) -> list[AttendanceMonth]:
    """Computed months of these people that nobody has been told yet."""
    rows = AttendanceMonth.objects.filter(employee__in=staff, month=month, told_at__isnull=True, sheet__isnull=False)
    return list(rows)


# --- rosters --------------------------------------------------------------------------------------------------------


def departments_to_roster(by: Actor) -> list[Any]:
    """Departments whose people the actor rosters, by the tree."""
    rows = accounts.departments_visible_to(by)
    return [one for one in rows if by.is_system or by.holds_on(one.path, *KEEPS, *LEADS)]


def department_to_roster(by: Actor, uid: str) -> Any:
    """The department asked for, or the first one; None when there is none. Raises NotVisible."""
    rows = departments_to_roster(by)
    if not uid:
        return rows[0] if rows else None
    found = next((one for one in rows if str(one.uid) == uid), None)
    if found is None:
        raise NotVisible
    return found


def month_span(month: date) -> tuple[date, date]:
    """First and last day of a month."""
    first = month.replace(day=1)
    return first, add_months(first, 1) - timedelta(days=1)


def people_to_roster(by: Actor, department: Any, first: date, last: date) -> list[Any]:
    """The people of a department itself, without oneself, who are employed between two days."""
    rows = people.employees_visible_to(by).filter(department=department, hired_on__lte=last)
    rows = rows.exclude(left_on__lt=first).exclude(pk=by.employee).select_related("department__branch")
    return [one for one in rows.order_by("pinyin", "pk") if may_roster(by, one)]


def roster_cells(employees: Sequence[Any], first: date, last: date) -> list[RosterDay]:
    """What is written for these people between two days, drafts included."""
    rows = RosterDay.objects.filter(employee__in=employees, day__gte=first, day__lte=last)
    return list(rows.select_related("shift").order_by("employee__pinyin", "employee", "day"))


def rules_of(branch: Any) -> list[BranchRules]:
    """All sets of rules of a branch, the newest first."""
    return list(BranchRules.objects.filter(branch=branch).select_related("default_shift").order_by("-valid_from"))


def needs_of(department: Any, shifts: Sequence[ShiftKind]) -> list[tuple[ShiftKind, list[int]]]:
    """How many people of a department each shift takes, Monday first."""
    held = {row.shift_id: row.people for row in ShiftNeed.objects.filter(department=department)}
    return [(one, held.get(one.pk, [0] * 7)) for one in shifts]


def roster_of(employee: Any, first: date, last: date) -> list[RosterDay]:
    """The published roster of a person."""
    rows = RosterDay.objects.filter(employee=employee, day__gte=first, day__lte=last, published_at__isnull=False)
    return list(rows.select_related("shift").order_by("day"))


# --- requests -------------------------------------------------------------------------------------------------------


def sick_spells(employee: int) -> list[tuple[date, date]]:
    """First and last day of each approved sick leave of a person, the earliest first; days off within count."""
    rows = Request.objects.filter(employee=employee, kind=Request.Kind.LEAVE, leave_kind="sick")
    rows = rows.filter(state=Request.State.APPROVED).order_by("first_day", "pk")
    return list(rows.values_list("first_day", "last_day"))


def requests_to_decide(by: Actor, state: str) -> QuerySet[Request]:
    """Requests of the people the actor sees, the oldest first while they wait."""
    require_staff(by)
    # Asked for each request: a list of everybody ever employed to look in would grow for good.
    seen = people.employees_visible_to(by).filter(pk=OuterRef("employee_id"))
    rows = Request.objects.filter(Exists(seen), state=state)
    rows = rows.exclude(employee=by.employee) if by.employee else rows
    rows = rows.select_related("employee__department__branch", "employee__company", "proof")
    return rows.order_by("asked_at" if state == "asked" else "-decided_at", "pk")


def waiting(by: Actor, now: datetime) -> int:
    """How many requests wait for the actor's decision, for the side bar."""
    if not by.holds(*KEEPS, *LOOKS_INTO, *LEADS):
        return 0
    return sum(may_decide(by, row.employee) for row in requests_to_decide(by, Request.State.ASKED)[:200])


def disputed(by: Actor) -> list[AttendanceMonth]:
    """Months whose dispute waits for a written reply of the actor, the oldest dispute first."""
    if not by.holds(*KEEPS):
        return []
    rows = AttendanceMonth.objects.filter(answer="disputed", replied_at=None)
    rows = rows.filter(employee__in=people.employees_visible_to(by)).select_related("employee__department")
    return [row for row in rows.order_by("answered_at", "pk")[:100] if may_keep(by, row.employee)]


def request(by: Actor, uid: object) -> Request:
    """One request of somebody the actor sees, or the own one. Raises NotVisible, NotAllowed."""
    rows = Request.objects.filter(uid=uid, employee__company=by.company)
    row = rows.select_related("employee__department", "proof").first()
    if row is None:
        raise NotVisible
    if row.employee_id != by.employee:
        people.employee(by, row.employee.uid)
        require_staff(by)
    return row


# --- no-shows -------------------------------------------------------------------------------------------------------


def noshows(by: Actor) -> list[NoShow]:
    """No-shows of the people the actor sees, open ones first, the latest first. Raises NotAllowed."""
    if not by.holds(*LOOKS_INTO):
        raise NotAllowed(_("No-shows are looked into by HR."))
    rows = NoShow.objects.filter(employee__in=people.employees_visible_to(by))
    rows = rows.exclude(employee=by.employee) if by.employee else rows
    return list(
        rows.select_related("employee__department").order_by(F("settled_at").desc(nulls_first=True), "-pk")[:100]
    )


def not_looked_at_from(now: datetime) -> date | None:
    """The first day of a year whose holidays are not published, once it is over: nobody is missed from it on."""
    yesterday = shanghai_day(now) - timedelta(days=1)
    known = plan.published_until(holiday_file.calendar(), yesterday)
    return None if known == yesterday else known + timedelta(days=1)


def open_noshows(by: Actor) -> int:
    """How many no-shows wait for the actor to look into them."""
    if not by.holds(*LOOKS_INTO):
        return 0
    rows = NoShow.objects.filter(employee__in=people.employees_visible_to(by), settled_at__isnull=True)
    return sum(may_settle_noshow(by, row.employee) for row in rows.select_related("employee__department")[:100])


def noshow(by: Actor, uid: object) -> NoShow:
    """One of them. Raises NotVisible, NotAllowed."""
    row = NoShow.objects.filter(uid=uid, employee__company=by.company).select_related("employee__department").first()
    if row is None:
        raise NotVisible
    people.employee(by, row.employee.uid)
    if not may_settle_noshow(by, row.employee):
        raise NotAllowed(_("No-shows are looked into by HR."))
    return row


def opens(by: Actor) -> frozenset[str]:
    """Which of the pages of attendance the actor may open, so that none is offered that says no."""
    doors = {
        "list": people.sees_people(by),
        "requests": _lets_in(require_staff, by),
        "roster": _lets_in(require_leader, by),
        "punches": may_import(by),
        "report": _lets_in(require_keeper, by),
        "noshows": by.holds(*LOOKS_INTO),
        "setup": _lets_in(require_staff, by),
    }
    return frozenset(name for name, may in doors.items() if may)


def _lets_in(door: Callable[[Actor], None], by: Actor) -> bool:
    try:
        door(by)
    except NotAllowed:
        return False
    return True


# --- one's own ------------------------------------------------------------------------------------------------------


def own_person(by: Actor) -> Any:
    """The own record. Raises NotAllowed for who is no employee here."""
    if by.employee is None:
        raise NotAllowed(_("You have no employee record in this company."))
    return people.by_pk(by.employee)


def own_requests(by: Actor) -> QuerySet[Request]:
    """The own requests, the latest first."""
    return Request.objects.filter(employee=by.employee or 0).select_related("proof").order_by("-asked_at")


def own_request(by: Actor, uid: object) -> Request:
    """One own request. Raises NotVisible."""
    row = Request.objects.filter(uid=uid, employee=by.employee or 0).first()
    if row is None:
        raise NotVisible
    return row


def own_months(by: Actor, *, open_only: bool = False) -> QuerySet[AttendanceMonth]:
    """The own months that were told, the latest first."""
    rows = AttendanceMonth.objects.filter(employee=by.employee or 0, told_at__isnull=False)
    return (rows.filter(answer="") if open_only else rows).order_by("-month")


def own_renewed(by: Actor) -> QuerySet[AttendanceMonth]:
    """The own months that were worked out anew after the person was told, or HR had confirmed, and not told since."""
    rows = AttendanceMonth.objects.filter(employee=by.employee or 0, told_at__isnull=True, version__gt=1)
    return rows.order_by("-month")


def own_month(by: Actor, month: date) -> AttendanceMonth:
    """One own month that was told, or is being corrected (`told_at` is empty then). Raises NotVisible."""
    rows = own_months(by) | own_renewed(by)
    row = rows.filter(month=month).select_related("employee").first()
    if row is None:
        raise NotVisible
    return row


def to_do(by: Actor) -> int:
    """How many own months wait for an answer; for the employee's home."""
    return own_months(by, open_only=True).count() if by.employee else 0
