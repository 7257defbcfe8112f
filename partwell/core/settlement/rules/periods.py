"""Periods and days: how every deadline is counted, length of service, days and hours of a month."""

from datetime import date, timedelta
from decimal import Decimal

from partwell.core.cite import LCL, PAY_DAYS, WAGE, Cite
from partwell.core.days import Calendar, Service, UnknownYear, add_months, full_months, period_end, service
from partwell.core.money import cents, plain
from partwell.core.settlement.final_pay import whole_month
from partwell.core.settlement.inquiry import Answer, Case, Unknown, Wrong, read_day, rule
from partwell.core.settlement.severance import units_of
from partwell.core.settlement.statement import EMPLOYEE, Ask, Line, Source, money_line

CIVIL = Cite("CIVIL-201", "民法典", "第二百条至第二百零四条")


def rolled(case: Case, day: date) -> date:
    """The last day of a period of law, moved past days on which nobody works. Raises Unknown without a calendar."""
    weekly = case.setting("rest_days_roll") == "yes"
    moved = day
    try:
        while (weekly and not is_working(case.calendar, moved)) or moved in case.calendar.legal:
            moved += timedelta(days=1)
    except UnknownYear as gone:
        raise Unknown(Ask("calendar", "hr_ops", detail=str(gone.year))) from None
    return moved


NEVER_ARRANGED = (((3, 8), (3, 27)), ((5, 13), (5, 19)), ((7, 2), (8, 31)), ((10, 19), (12, 25)))
"""Spans [month, day] of every year that no holiday of 全国年节及纪念日放假办法, and no exchange for one, can reach."""


def is_working(calendar: Calendar, day: date) -> bool:
    """Whether a day is worked; for a year not published yet only where no holiday can lie. Raises UnknownYear."""
    if day.year not in calendar.years and any(low <= (day.month, day.day) <= high for low, high in NEVER_ARRANGED):
        return day.weekday() < 5
    return calendar.is_working(day)


def weekdays(first: date, last: date) -> int:
    """Mondays to Fridays from first to last, both counted: legal holidays among them are paid days."""
    whole, rest = divmod(max(0, (last - first).days + 1), 7)
    return whole * 5 + sum((first + timedelta(days=n)).weekday() < 5 for n in range(rest))


def part_month_days(case: Case, first: date, last: date) -> int:
    """The days a part of a month is paid for, by the convention of the sheet. Raises Unknown without a calendar."""
    if case.setting("part_month_days") == "weekdays":
        return weekdays(first, last)
    try:
        return case.calendar.working_days(first, last)
    except UnknownYear as gone:
        raise Unknown(Ask("calendar", "hr_ops", detail=str(gone.year))) from None


def period(case: Case, event: date, count: int, unit: str) -> date:
    """The last day of a period after an event that is not counted; not rolled over."""
    if unit == "day":
        return event + timedelta(days=count)
    if unit == "month":
        return add_months(event, count)
    if unit == "year":
        return add_months(event, 12 * count)
    try:
        return case.calendar.add_working_days(event, count)
    except UnknownYear as gone:
        raise Unknown(Ask("calendar", "hr_ops", detail=str(gone.year))) from None


def pay_day(case: Case, day: date) -> date:
    """A pay day on a day of rest moves earlier, to the nearest working day. Raises Unknown without a calendar."""
    try:
        return case.calendar.add_working_days(day, 0)
    except UnknownYear as gone:
        raise Unknown(Ask("calendar", "hr_ops", detail=str(gone.year))) from None


LONGEST = {"day": 36525, "month": 1200, "year": 100, "workday": 25000}
"""A hundred years in each unit."""


@rule("DL-01", needs="event_date n unit", may="period_of", gives="last_day unrolled rolled", since=date(1987, 1, 1))
def dl_01(case: Case) -> Answer:
    """A period of law, of an agreement, or of the employer's own duty; or a pay day."""
    event, count = case.day("event_date"), case.whole("n")
    unit = case.choice("unit", tuple(LONGEST))
    if count > LONGEST[unit]:
        raise Wrong("unreadable", ["n"], f"No period of law is longer than {LONGEST[unit]} ({unit}).")
    kind = case.choice("period_of", ("law", "agreement", "own_duty", "pay_day"), "law")
    unrolled = period(case, event, count, unit)
    notes = ["day_of_event_not_counted"]
    last: date | None = unrolled
    unknown: tuple[Ask, ...] = ()
    try:
        if kind == "law" and unit != "workday":
            last = rolled(case, unrolled)
        elif kind == "pay_day":
            last = pay_day(case, unrolled)
    except Unknown as gone:
        last, unknown = None, gone.asks
    if kind == "agreement":
        notes.append("agreed_dates_do_not_roll")
    if kind == "own_duty":
        notes.append("own_duty_planned_unrolled")
    line = Line(
        "period_end",
        value="" if last is None else last.isoformat(),
        basis=f"{event.isoformat()} + {count} {unit}" + ("" if last in (None, unrolled) else f" → {last}"),
        inputs={"event_date": event.isoformat(), "n": str(count), "unit": unit, "period_of": kind},
        cite=(CIVIL, WAGE(7)) if kind == "pay_day" else (CIVIL,),
    )
    result = {"last_day": last, "unrolled": unrolled, "rolled": None if last is None else last != unrolled}
    return Answer(result, (line,), tuple(notes), unknown)


def served(case: Case, start: str = "start", last: str = "last_day") -> Service:
    """Length of service: stated, or from the first to the last day by the sheet's convention. Raises Wrong."""
    stated = case.service()
    if stated is not None:
        if case.has(start):
            raise Wrong("contradiction", ["service", start], "“service” and “start” are two answers to one question.")
        return stated
    first, end = case.day(start), case.day(last)
    return length(case, first, end)


def length(case: Case, first: date, end: date) -> Service:
    """Service from the first to the last day by the sheet's convention. Raises Wrong when they are turned round."""
    if end < first:
        raise Wrong("contradiction", ["start", "last_day"], f"The last day {end} is before the first, {first}.")
    if case.setting("last_day") == "exclusive":
        return service(first, end - timedelta(days=1)) if end > first else Service(0, 1)
    return service(first, end)


@rule("DL-02", needs="start|service", may="last_day", gives="units years months days")
def dl_02(case: Case) -> Answer:
    """Severance units of a length of service."""
    long = served(case)
    units = units_of(long)
    line = Line(
        "service_units",
        value=plain(units),
        basis=f"{long.years} y {long.months % 12} m {long.days} d",
        inputs={"months": str(long.months), "days": str(long.days)},
        cite=(LCL(7), LCL(47)),
        convention=f"last_day_{case.setting('last_day')}",
    )
    result = {"units": units, "years": long.years, "months": long.months % 12, "days": long.days}
    return Answer(result, (line,), ("probation_counts",))


WORKING_DAYS = ((date(2008, 1, 3), Decimal(250), Decimal("20.83")), (date(2025, 1, 1), Decimal(248), Decimal("20.67")))
"""From which day on: working days a year and a month (劳社部发〔2008〕3号; 人社部发〔2025〕2号)."""


@rule(
    "CAL-02",
    needs="monthly_wage",
    may="days_paid days_absent start last_day",
    gives="daily hourly pay pay_days working_days_month working_days_year",
    since=date(2008, 1, 3),
)
def cal_02(case: Case) -> Answer:
    """Daily and hourly wage; with days also the pay of a part of a month, forward or reverse."""
    monthly, on = case.number("monthly_wage"), case.on or case.day("last_day")
    days = case.constant("pay_days_per_month", on)
    _, year, month = next(row for row in reversed(WORKING_DAYS) if on >= row[0])
    daily, hourly = monthly / days.number, monthly / (days.number * 8)
    lines = [
        money_line(
            name,
            value,
            basis=basis,
            inputs={"monthly_wage": plain(monthly)},
            cite=(PAY_DAYS,),
            sources=(Source.of(days),),
        )
        for name, value, basis in (
            ("daily_wage", daily, f"{monthly:.2f} ÷ {plain(days.number)}"),
            ("hourly_wage", hourly, f"{monthly:.2f} ÷ ({plain(days.number)} × 8)"),
        )
    ]
    result: dict[str, object] = {
        "daily": lines[0].amount,
        "hourly": lines[1].amount,
        "pay_days": days.number,
        "working_days_month": month,
        "working_days_year": year,
    }
    asked_part = case.has("days_paid") or case.has("days_absent") or case.has("start")
    if asked_part:
        lines.append(_part_of_month(case, monthly, days.number, Source.of(days)))
        result["pay"] = lines[-1].amount
    return Answer(result, tuple(lines))


def _part_of_month(case: Case, monthly: Decimal, rate: Decimal, source: Source) -> Line:
    """Pay of a part of a month: by the days paid (forward) or by the days not paid (reverse)."""
    way = case.setting("part_month")
    if way == "reverse":
        gone = _days_gone(case)
        exact, basis = monthly - monthly / rate * gone, f"{monthly:.2f} − {monthly:.2f} ÷ {plain(rate)} × {plain(gone)}"
    else:
        way = "forward"
        if case.has("days_paid"):
            paid = case.number("days_paid")
        elif case.has("start") or case.has("last_day"):
            last = case.day("last_day", _month_end(case.day("start")) if case.has("start") else None)
            first = max(case.day("start", last.replace(day=1)), last.replace(day=1))
            if last < first:
                raise Wrong(
                    "contradiction", ["start", "last_day"], f"The last day {last} is before the first, {first}."
                )
            paid = Decimal(part_month_days(case, first, last)) - case.number("days_absent", 0)
            if whole_month(first, last) and not case.has("days_absent"):
                return _paid(monthly, f"{monthly:.2f}", "whole_month", source)
        else:
            raise Wrong("missing", ["days_paid"], "The fact “days_paid” is missing: days worked and paid holidays.")
        if paid > 31:
            raise Wrong("contradiction", ["days_paid"], "A month has no more than 31 days.")
        exact, basis = monthly / rate * paid, f"{monthly:.2f} ÷ {plain(rate)} × {plain(paid)}"
        if exact > monthly:
            basis = f"min({basis}, {monthly:.2f})"
    return _paid(min(max(exact, Decimal(0)), monthly), basis, way, source)


def _days_gone(case: Case) -> Decimal:
    """The working days of the month that are not paid: stated, or those before the first and after the last day."""
    stated = case.number("days_absent", 0)
    if not case.has("start") and not case.has("last_day"):
        if not case.has("days_absent"):
            raise Wrong(
                "missing", ["days_absent"], "The fact “days_absent” is missing: working days that are not paid."
            )
        return stated
    last = case.day("last_day", _month_end(case.day("start")) if case.has("start") else None)
    first = max(case.day("start", last.replace(day=1)), last.replace(day=1))
    if last < first:
        raise Wrong("contradiction", ["start", "last_day"], f"The last day {last} is before the first, {first}.")
    month = part_month_days(case, first.replace(day=1), _month_end(last))
    return stated + month - part_month_days(case, first, last)


def _month_end(day: date) -> date:
    return period_end(day.replace(day=1), 1)


def _paid(exact: Decimal, basis: str, way: str, source: Source) -> Line:
    return money_line(
        "last_wage",
        exact,
        basis=basis,
        cite=(WAGE(9), PAY_DAYS),
        sources=(source,),
        payee=EMPLOYEE,
        column="wage",
        convention=way,
    )


@rule(
    "PROB-03",
    needs="post_probation_wage",
    may="start contract_type contract_months previous_probation only_probation legal_end served_from served_to "
    "served_months max_months working_days",
    gives="max_months legal_end excess_months excess_days penalty",
)
def prob_03(case: Case) -> Answer:
    """Wage after probation for what was served beyond the lawful maximum, beside the wages paid (第八十三条)."""
    wage = case.number("post_probation_wage")
    most = lawful_months(case)
    legal_end: date | None = None
    if case.has("served_months"):
        if most is None:
            raise Wrong("missing", ["contract_months"], "“contract_months” (or “max_months”) says what was lawful.")
        beyond = max(Decimal(0), case.number("served_months") - most)
        months, rest = int(beyond), beyond - int(beyond)
        if rest:
            raise Wrong("unreadable", ["served_months"], "“served_months” is whole; give days for a part of a month.")
        days = Decimal(0)
    else:
        begun = case.day("served_from", case.day_or_none("start"))
        if case.has("legal_end"):
            legal_end = case.day("legal_end")
        elif most is None:
            raise Wrong("missing", ["legal_end"], "“legal_end”, or the term of the contract, says what was lawful.")
        else:
            legal_end = period_end(begun, most) if most else begun - timedelta(days=1)
        until = case.day("served_to")
        if until < begun:
            raise Wrong("contradiction", ["served_from", "served_to"], f"{until} is before {begun}.")
        first = max(begun, legal_end + timedelta(days=1))
        months = full_months(first, until) if until >= first else 0
        rest_from = add_months(first, months)
        if case.has("working_days"):
            days = case.number("working_days")
        else:
            days = Decimal(part_month_days(case, rest_from, until)) if until >= rest_from else Decimal(0)
    rate = case.constant("pay_days_per_month", case.on or date(2025, 1, 1))
    exact = wage * months + wage / rate.number * days
    line = money_line(
        "probation_penalty",
        exact,
        basis=f"{wage:.2f} × {months} + {wage:.2f} ÷ {plain(rate.number)} × {plain(days)}",
        inputs={"months": str(months), "days": plain(days)},
        cite=(LCL(19), LCL(83)),
        sources=(Source.of(rate),),
        payee=EMPLOYEE,
        column="damages",
    )
    result = {
        "max_months": most,
        "legal_end": legal_end,
        "excess_months": months,
        "excess_days": days,
        "penalty": line.amount,
    }
    return Answer(result, (line,), ("only_what_was_served", "beside_wages_paid"))


def lawful_months(case: Case) -> int | None:
    """The longest lawful probation by the contract's facts; None when they are not given. Raises Wrong."""
    if case.has("max_months"):
        return case.months("max_months")
    if not case.has("contract_months") and not case.has("contract_type"):
        return None
    kind = case.choice("contract_type", ("fixed", "open", "task", "part_time"), "fixed")
    if case.flag("previous_probation", False) or kind in ("task", "part_time"):
        return 0
    if case.has("only_probation") and case.flag("only_probation"):
        # A contract of nothing but a probation has none: that time is its term (第十九条第四款).
        return 0
    brackets = case.national.tables["probation_max_months"]
    if kind == "open":
        return max(int(months) for _, _, months in brackets)
    term = case.number("contract_months")
    return next((int(m) for low, high, m in brackets if int(low) <= term and (high is None or term < int(high))), 0)


def read_span(name: str, value: object) -> tuple[date, date]:
    """Two days [from, to], both counted. Raises Wrong."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise Wrong("unreadable", [name], f"“{name}” holds spans of two days: [first, last].")
    first, last = read_day(name, value[0]), read_day(name, value[1])
    if last < first:
        raise Wrong("contradiction", [name], f"In “{name}” the day {last} is before {first}.")
    return first, last


__all__ = ["cents", "length", "part_month_days", "period", "read_span", "rolled", "served", "weekdays"]
