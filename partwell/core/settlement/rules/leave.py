"""Annual leave: days a year, the share of the joining and of the leaving year, and pay for what was not taken."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from partwell.core.cite import LEAVE, PAY_DAYS, Cite
from partwell.core.days import add_months, full_months
from partwell.core.money import cents, plain
from partwell.core.settlement.inquiry import Answer, Case, Wrong, read_number, rule
from partwell.core.settlement.statement import EMPLOYEE, Line, Source, money_line
from partwell.core.settlement.unused_leave import DIVISOR, entitlement, pro_rata_on_joining

from .severance import average

LEAVE_REG = Cite("LEAVEREG", "职工带薪年休假条例", "第三条、第四条")
SICK_MONTHS = {5: Decimal(2), 10: Decimal(3), 15: Decimal(4)}
"""Sick leave of a year from which on there is no annual leave, by the days one is entitled to (条例第四条)."""
CUM = "cum_service_months cum_service_years first_work"


def months_worked(case: Case, on: date | None = None) -> int:
    """Cumulative months of work with all employers on a day. Raises Wrong."""
    given = [name for name in CUM.split() if case.has(name)]
    if len(given) > 1:
        raise Wrong("contradiction", given, f"{' and '.join(given)} are two answers to one question.")
    if not given:
        raise Wrong(
            "missing", CUM.split(), "The fact “cum_service_months” (or “cum_service_years”, “first_work”) is missing."
        )
    if given[0] == "first_work":
        first, until = case.day("first_work"), on or case.today
        return full_months(first, until) if until >= first else 0
    if given[0] == "cum_service_years":
        return int(case.number("cum_service_years") * 12)
    return int(case.number("cum_service_months"))


def full_days(case: Case, on: date | None = None) -> int:
    """Days a year: stated as 5, 10 or 15, else by cumulative work. Raises Wrong when the two disagree."""
    if not case.has("full_days"):
        return entitlement(months_worked(case, on))
    days = case.whole("full_days")
    if days not in (0, 5, 10, 15):
        raise Wrong("unreadable", ["full_days"], "Annual leave by law is 5, 10 or 15 days; company leave stands apart.")
    given = [name for name in CUM.split() if case.has(name)]
    if given and entitlement(months_worked(case, on)) != days:
        raise Wrong(
            "contradiction",
            ["full_days", *given],
            f"By {given[0]} the days are {entitlement(months_worked(case, on))}.",
        )
    return days


@rule(
    "AL-01",
    needs="cum_service_months|cum_service_years|first_work",
    may="sick_months paid_personal_days school_holiday_days continuous_months previous_year",
    gives="full_days days lost_because",
)
def al_01(case: Case) -> Answer:
    """Days a year: 5, 10 or 15 by cumulative work, and what takes them away for a year (条例第三条、第四条)."""
    months = months_worked(case, case.on)
    full = entitlement(months)
    days, why = full, ""
    if case.has("continuous_months") and case.whole("continuous_months") < 12:
        days, why = 0, "less_than_12_continuous_months"
    elif full and case.number("paid_personal_days", 0) >= 20:
        days, why = 0, "paid_personal_leave_20_days"
    elif full and case.number("sick_months", 0) >= SICK_MONTHS[full]:
        days, why = 0, "sick_leave"
    elif full and case.number("school_holiday_days", 0) > full:
        days, why = 0, "school_holidays_longer"
    elif full and case.has("previous_year"):
        why = _lost_by_last_year(case, full)
        days = 0 if why else full
    line = Line(
        "annual_leave_days",
        value=str(days),
        basis=f"{months} m → {full}",
        inputs={"cum_service_months": str(months), "full_days": str(full), "why": why},
        cite=(LEAVE_REG, LEAVE(3), LEAVE(4)),
    )
    return Answer({"full_days": full, "days": days, "lost_because": why or None}, (line,), ("probation_counts",))


def _lost_by_last_year(case: Case, full: int) -> str:
    """Whether leave of this year is lost: last year's was taken, and then one of the reasons came (实施办法第八条)."""
    last = case.raw("previous_year")
    names = {"leave_taken", "sick_months", "paid_personal_days"}
    if not isinstance(last, Mapping) or set(last) - names:
        raise Wrong("unreadable", ["previous_year"], f"“previous_year” holds {', '.join(sorted(names))}.")
    if not last.get("leave_taken"):
        return ""
    if read_number("previous_year", last.get("sick_months", 0)) >= SICK_MONTHS[full]:
        return "sick_leave_after_leave_of_last_year"
    if read_number("previous_year", last.get("paid_personal_days", 0)) >= 20:
        return "paid_personal_leave_after_leave_of_last_year"
    return ""


@rule(
    "AL-02",
    needs="start full_days|cum_service_months|cum_service_years|first_work",
    gives="remaining_days full_days days",
)
def al_02(case: Case) -> Answer:
    """The joining year: remaining calendar days with the first one ÷ 365 × days a year, part days dropped (第五条)."""
    start = case.day("start")
    full = full_days(case, start)
    remaining = (date(start.year, 12, 31) - start).days + 1
    days = pro_rata_on_joining(start, full)
    line = Line(
        "annual_leave_joining",
        value=str(days),
        basis=f"{remaining} ÷ 365 × {full} = {plain(cents(Decimal(remaining) / DIVISOR * full))}",
        inputs={"start": start.isoformat(), "full_days": str(full)},
        cite=(LEAVE(5),),
        convention="part_days_dropped",
    )
    return Answer({"remaining_days": remaining, "full_days": full, "days": days}, (line,))


TAKEN = "start taken previous_years_unused"


def unused_days(case: Case) -> tuple[Decimal, dict[str, object], Line]:
    """Whole unused days on the last day, with the line that shows it. Raises Wrong."""
    last = case.day("last_day")
    start = case.day("start", date(last.year, 1, 1))
    if last < start:
        raise Wrong("contradiction", ["start", "last_day"], f"The last day {last} is before the first, {start}.")
    first = max(date(last.year, 1, 1), start)
    calendar_days = (last - first).days + 1
    taken = case.number("taken", 0)
    earlier = case.number("previous_years_unused", 0)
    full, accrued, shown = _accrued(case, first, last)
    left = max(Decimal(0), accrued - taken).to_integral_value(ROUND_FLOOR)
    days = left + earlier
    line = Line(
        "annual_leave_unused",
        value=plain(days),
        basis=f"⌊{shown} − {plain(taken)}⌋ = ⌊{plain(cents(accrued - taken))}⌋"
        + (f" + {plain(earlier)}" if earlier else ""),
        inputs={"calendar_days": str(calendar_days), "full_days": str(full), "taken": plain(taken)},
        cite=(LEAVE(12),),
        convention="part_days_dropped",
    )
    result = {
        "calendar_days": calendar_days,
        "full_days": full,
        "accrued": cents(accrued),
        "unused": days,
        "claw_back": False,
    }
    return days, result, line


def _accrued(case: Case, first: date, last: date) -> tuple[int, Decimal, str]:
    """Days of the year that accrued by the last day; a band that changes within the year by the convention."""
    days = (last - first).days + 1
    if case.has("full_days") or not case.has("first_work"):
        full = full_days(case, last)
        return full, Decimal(days) / DIVISOR * full, f"{days} ÷ 365 × {full}"
    early, late = entitlement(months_worked(case, first)), entitlement(months_worked(case, last))
    way = case.setting("leave_change") if early != late else "days_of_the_later_band"
    if way != "split":
        full = late if way == "days_of_the_later_band" else early
        return full, Decimal(days) / DIVISOR * full, f"{days} ÷ 365 × {full}"
    work, change = case.day("first_work"), first
    for months in (12, 120, 240):
        reached = add_months(work, months)
        if first < reached <= last:
            change = reached
    before = (change - first).days
    accrued = Decimal(before) / DIVISOR * early + Decimal(days - before) / DIVISOR * late
    return late, accrued, f"({before} ÷ 365 × {early} + {days - before} ÷ 365 × {late})"


@rule(
    "AL-03",
    needs="last_day full_days|cum_service_months|cum_service_years|first_work",
    may=TAKEN,
    gives="calendar_days full_days accrued unused claw_back",
)
def al_03(case: Case) -> Answer:
    """The leaving year: calendar days ÷ 365 × days a year, less what was taken, part days dropped (第十二条)."""
    _, result, line = unused_days(case)
    return Answer(result, (line,), ("never_clawed_back",))


@rule(
    "AL-04",
    needs="avg_ex_ot|wages_12m unused|last_day unused|full_days|cum_service_months|cum_service_years|first_work",
    may=f"{TAKEN} last_day avg_wage arranged written_refusal normal_paid order_expired company_extra_days "
    "annual_bonus months_worked",
    gives="unused daily multiple extra_due already_paid_with_wage order_surcharge",
    since=date(2008, 1, 3),
)
def al_04(case: Case) -> Answer:
    """Pay for unused leave: three daily wages, of which one was paid with the ordinary wage (第十条、第十一条)."""
    lines: list[Line] = []
    if case.has("unused"):
        days = case.number("unused")
        for other in ("taken", "previous_years_unused"):
            if case.has(other):
                raise Wrong("contradiction", ["unused", other], f"“unused” is what is left after “{other}”.")
    else:
        days, _, counted = unused_days(case)
        lines.append(counted)
    if case.has("avg_ex_ot"):
        wage = case.number("avg_ex_ot")
    else:
        wage, _, _ = average(case)
    rate = case.constant("pay_days_per_month", case.on or case.day("last_day"))
    refused = case.flag("arranged", False) and case.flag("written_refusal", False)
    multiple = Decimal(1) if refused else Decimal(3)
    if case.flag("normal_paid", True):
        multiple -= 1
    line = money_line(
        "unused_leave_pay",
        wage / rate.number * days * multiple,
        basis=f"{wage:.2f} ÷ {plain(rate.number)} × {plain(days)} × {plain(multiple * 100)}%",
        inputs={"days": plain(days), "wage": plain(wage)},
        cite=(LEAVE(10), LEAVE(11), LEAVE(12), PAY_DAYS),
        sources=(Source.of(rate),),
        payee=EMPLOYEE,
        column="leave",
    )
    lines.append(line)
    result: dict[str, object] = {
        "unused": days,
        "daily": cents(wage / rate.number),
        "multiple": multiple,
        "extra_due": line.amount,
    }
    if case.flag("order_expired", False):
        again = money_line(
            "unused_leave_surcharge",
            line.amount or Decimal("0.00"),
            basis=f"{line.amount:.2f}",
            cite=(LEAVE(15),),
            payee=EMPLOYEE,
            column="leave",
        )
        lines.append(again)
        result["order_surcharge"] = again.amount
    notes = ["leave_forfeiture_void", "company_leave_by_its_rule"]
    if refused:
        notes.append("declined_in_writing")
    return Answer(result, tuple(lines), tuple(notes))


__all__ = ["unused_days"]
