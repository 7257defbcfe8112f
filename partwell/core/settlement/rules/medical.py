"""Medical treatment period by its table, and what an injured worker is paid on leaving."""

from datetime import date
from decimal import Decimal

from partwell.core.cite import WII, Cite
from partwell.core.days import add_months, full_months, period_end, service, span_of
from partwell.core.money import cents, plain
from partwell.core.settlement.inquiry import Answer, Case, Unknown, Wrong, known, rule
from partwell.core.settlement.statement import EMPLOYEE, FUND, Ask, Line, Source, money_line

from .periods import read_span

PERIOD = Cite("MED479", "企业职工患病或非因工负伤医疗期规定（劳部发〔1994〕479号）", "第三条、第四条")
OWN_TABLE = ("31",)
"""Provinces with a table of their own, which the data do not hold: Shanghai."""


def _years(case: Case, name: str, first: str, on: date | None) -> Decimal:
    """Years of work as stated, or from the first day on. Raises Wrong."""
    if case.has(name):
        if case.has(first):
            raise Wrong("contradiction", [name, first], f"“{name}” and “{first}” are two answers to one question.")
        return case.number(name)
    if not case.has(first):
        raise Wrong("missing", [name], f"The fact “{name}” (or “{first}”) is missing.")
    begun, until = case.day(first), on or case.today
    if until < begun:
        raise Wrong("contradiction", [first], f"“{first}” {begun} is after {until}.")
    return Decimal(full_months(begun, until)) / 12


@rule(
    "MED-01",
    needs="total_years|first_work own_years|start",
    may="sick_spells",
    gives="months window_months first_sick_day window_end used_days used_months exhausted exhausted_on",
)
def med_01(case: Case) -> Answer:
    """Months of treatment within a window, by total and own service; sick days counted with days of rest (第三条)."""
    if case.division[:2] in OWN_TABLE:
        raise Unknown(Ask("medical_period.table", "legal", case.division, case.on, figure=True))
    spells = (
        sorted(read_span("sick_spells", one) for one in case.rows("sick_spells")) if case.has("sick_spells") else []
    )
    first = spells[0][0] if spells else None
    total = _years(case, "total_years", "first_work", first)
    own = _years(case, "own_years", "start", first)
    if own > total:
        raise Wrong("contradiction", ["own_years", "total_years"], "Service here is a part of all service.")
    row = next(
        row
        for row in case.national.tables["medical_period"]
        if bool(row["total_lt_10"]) == (total < 10)
        and int(row["own"][0]) <= own
        and (row["own"][1] is None or own < int(row["own"][1]))
    )
    months, window = int(row["months"]), int(row["window"])
    result: dict[str, object] = {"months": months, "window_months": window}
    basis = f"{plain(total)} / {plain(own)} → {months} / {window}"
    if spells:
        result |= _used(case, spells, months, window)
    line = Line("medical_period", value=str(months), basis=basis, inputs={"window": str(window)}, cite=(PERIOD,))
    return Answer(result, (line,), ("rest_days_count_as_sick", "no_36_months"))


def _used(case: Case, spells: list[tuple[date, date]], months: int, window: int) -> dict[str, object]:
    """Sick days used in the last window, and whether the period is used up on the day asked."""
    on = case.on
    days = sorted({day for first, last in spells for day in span_of(first, last) if on is None or day <= on})
    if not days:
        return {"first_sick_day": None, "used_days": 0, "exhausted": False, "exhausted_on": None}
    month_days = int(case.setting("medical_month_days"))
    # 劳部发〔1995〕236号: first sick on 5 March, a window of six months lasts until 5 September.
    begun, end = days[0], add_months(days[0], window)
    used: list[date] = []
    exhausted: date | None = None
    for day in days:
        if day > end:
            # A window that ran out without the period used up: the next sick day opens a new one.
            begun, end, used = day, add_months(day, window), []
        used.append(day)
        unbroken = (day - begun).days + 1 == len(used)
        reached = day >= period_end(begun, months) if unbroken else len(used) >= months * month_days
        if reached:
            exhausted = day
            break
    return {
        "first_sick_day": begun,
        "window_end": end,
        "used_days": len(used),
        "used_months": _months(begun, used, month_days),
        "exhausted": exhausted is not None,
        "exhausted_on": exhausted,
    }


def _months(begun: date, used: list[date], month_days: int) -> Decimal:
    """Months used: for one unbroken spell those of the calendar and the part of the one that runs, else by days."""
    if (used[-1] - begun).days + 1 != len(used):
        return cents(Decimal(len(used)) / month_days)
    spell = service(begun, used[-1])
    if not spell.days:
        return cents(Decimal(spell.months))
    running = (period_end(begun, spell.months + 1) - used[-1]).days + spell.days
    return spell.months + cents(Decimal(spell.days) / running)


@rule(
    "INJ-01",
    needs="grade",
    may="avg_contrib_wage city_avg_month ending medical_subsidy employment_subsidy last_day paid_leave_months "
    "paid_leave_wage",
    gives="may_end lump_months lump_sum wage_used medical_subsidy employment_subsidy paid_leave_wages",
    since=date(2011, 1, 1),
)
def inj_01(case: Case) -> Answer:
    """Grades 1 to 4 stay, 5 and 6 leave when they ask, 7 to 10 also at expiry; lump sum and the two subsidies."""
    grade = case.whole("grade")
    if not 1 <= grade <= 10:
        raise Wrong("unreadable", ["grade"], "A work injury is graded 1 to 10.")
    may_end = (
        "kept_until_retirement" if grade <= 4 else "only_if_the_worker_asks" if grade <= 6 else "expiry_or_worker_asks"
    )
    months = int(case.national.tables["injury_lump_months"][str(grade)])
    result: dict[str, object] = {"may_end": may_end, "lump_months": months}
    lines: list[Line] = []
    unknown: list[Ask] = []
    if case.has("avg_contrib_wage"):
        wage, held, source = _injury_wage(case)
        line = money_line(
            "injury_lump_sum",
            held * months,
            basis=f"{held:.2f} × {months}",
            inputs={"wage": plain(wage), "grade": str(grade)},
            cite=(WII(35 if grade <= 4 else 36 if grade <= 6 else 37),),
            sources=source,
            payee=FUND,
            column="injury",
            note="paid_by_the_fund_to_the_person",
        )
        lines.append(line)
        result |= {"lump_sum": line.amount, "wage_used": cents(held)}
    if case.has("paid_leave_months"):
        stay = case.number("paid_leave_months")
        if stay > 24:
            raise Wrong("contradiction", ["paid_leave_months"], "Paid leave for an injury is 12 months, at most 24.")
        wage = case.number("paid_leave_wage")
        line = money_line(
            "injury_leave_wages",
            wage * stay,
            basis=f"{wage:.2f} × {plain(stay)}",
            cite=(WII(33),),
            payee=EMPLOYEE,
            column="wage",
        )
        lines.append(line)
        result["paid_leave_wages"] = line.amount
    ending = case.ending() if case.has("ending") else ""
    due = grade >= 5 and ending not in ("44-2", "44-3")
    for name, payee, article in (("medical_subsidy", FUND, 38), ("employment_subsidy", EMPLOYEE, 39)):
        if not due:
            result[name] = Decimal("0.00")
            continue
        group = "g5_6" if grade <= 6 else "g7_10"
        figure = case.figure(name, f"work_injury.{name}.{group}", case.day("last_day", case.on))
        if figure is None:
            unknown.append(Ask(f"work_injury.{name}", "payroll", case.division, case.on, figure=True))
            result[name] = None
        elif not figure.known:
            unknown.append(Ask(f"work_injury.{name}.{group}", "payroll", case.division, case.on, figure=True))
            result[name] = None
        else:
            line = money_line(
                name,
                figure.number,
                basis=f"{figure.number:.2f}",
                cite=(
                    WII(36),
                    WII(37),
                    Cite(f"SIL{article}", "社会保险法", f"第{'三十八' if article == 38 else '三十九'}条"),
                ),
                sources=(Source.of(figure),),
                payee=payee,
                column="injury",
            )
            lines.append(line)
            result[name] = line.amount
    asked_only_months = not case.has("avg_contrib_wage") and case.look_up is None and not lines
    return Answer(result, tuple(lines), ("subsidies_are_provincial",), () if asked_only_months else tuple(unknown))


def _injury_wage(case: Case) -> tuple[Decimal, Decimal, tuple[Source, ...]]:
    """The own contribution wage held between 60 and 300 % of the local average; the average may be left out."""
    wage = case.number("avg_contrib_wage")
    on = case.day("last_day", case.on)
    figure = case.figure("city_avg_month", "average_wage.local_monthly", on)
    if figure is None:
        return wage, wage, ()
    local = known(figure).number
    return wage, min(max(wage, local * Decimal("0.6")), local * 3), (Source.of(figure),)
