"""Social insurance and housing fund: shares by insurance and month, late surcharge, months of unemployment benefit."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from partwell.core.cite import SIL, Cite
from partwell.core.days import add_months
from partwell.core.money import cents, percent, plain
from partwell.core.rulebook import Figure
from partwell.core.settlement.inquiry import (
    Answer,
    Case,
    Unknown,
    Wrong,
    known,
    read_day,
    read_number,
    rule,
    stated_figure,
)
from partwell.core.settlement.social_insurance import INSURANCES, clip, employee_rate, employer_rate
from partwell.core.settlement.statement import FUND, Ask, Line, Source, money_line

from .periods import read_span

RULES_13 = Cite("MOHRSS13-20", "实施社会保险法若干规定（人社部令第13号）", "第二十条")
COLLECT = Cite("COLLECT-13", "社会保险费征缴暂行条例", "第十三条")
FORCE = Cite("FORCE-45", "行政强制法", "第四十五条")
FUND_RULES = Cite("HPF-18", "住房公积金管理条例", "第十六条、第十八条")
NEW_RATE_FROM = date(2011, 7, 1)
OLD_DAILY = Decimal("0.002")
_SI = "social_insurance"


def months_of(case: Case) -> list[str]:
    """The months asked about, as 2026-10. Raises Wrong."""
    if case.has("month") and case.has("si_months"):
        raise Wrong("contradiction", ["month", "si_months"], "“month” and “si_months” are two answers.")
    raw = case.rows("si_months") if case.has("si_months") else [case.raw("month")]
    made = []
    for one in raw:
        text = one.isoformat()[:7] if isinstance(one, date) else str(one)[:7]
        read_day("month", f"{text}-01")
        made.append(text)
    if len(set(made)) != len(made):
        raise Wrong("contradiction", ["si_months"], "A month is named twice.")
    return sorted(made)


def figures(case: Case) -> Any:
    """Looks a figure up for a day: stated in `figures`, else of the place. Raises Wrong without either."""
    stated: Mapping[str, Any] = case.raw("figures") if case.has("figures") else {}
    if not isinstance(stated, Mapping):
        raise Wrong("unreadable", ["figures"], "“figures” holds figures by key.")

    def look_up(key: str, on: date) -> Figure:
        if key in stated:
            return stated_figure(key, case.division, on, stated[key], key)
        if case.look_up is not None:
            return case.look_up(key, on)
        if key == f"{_SI}.maternity.employer" or key.endswith(".employee_fixed"):
            # A stated set of rates is whole: what it leaves out is not charged apart.
            return Figure(key, case.division, on, Decimal(0), "stated", on, "stated", "stated")
        return Figure(key, case.division, on, None, "unknown")

    return look_up


@rule(
    "SI-02",
    needs="month|si_months wage|contribution_base",
    may="insurances figures housing_fund_rate housing_fund_wage",
    gives="employer employee fund by_insurance",
    since=date(2011, 7, 1),
)
def si_02(case: Case) -> Answer:
    """Who pays what for each month and insurance: base within floor and ceiling × rate; all of it to the fund."""
    look_up = figures(case)
    wanted = [str(one) for one in case.rows("insurances")] if case.has("insurances") else list(INSURANCES)
    wrong = sorted(set(wanted) - set(INSURANCES))
    if wrong:
        raise Wrong("unreadable", ["insurances"], f"There is no insurance {', '.join(wrong)}.")
    lines: list[Line] = []
    unknown: dict[str, Ask] = {}
    for month in months_of(case):
        on = date.fromisoformat(f"{month}-01")
        for insurance in wanted:
            try:
                lines += _shares(case, look_up, insurance, on)
            except Unknown as gone:
                for ask in gone.asks:
                    unknown.setdefault(ask.what, ask)
        if case.has("housing_fund_rate"):
            try:
                lines += _housing_fund(case, look_up, on)
            except Unknown as gone:
                for ask in gone.asks:
                    unknown.setdefault(ask.what, ask)
    sums: dict[str, object] = {
        column: None
        if unknown
        else sum((line.amount or Decimal("0.00") for line in lines if line.column == column), Decimal("0.00"))
        for column in ("employer", "employee")
    }
    sums["fund"] = None if unknown else sum((line.amount or Decimal("0.00") for line in lines), Decimal("0.00"))
    sums["by_insurance"] = [
        {
            "month": line.month,
            "insurance": line.insurance,
            "column": line.column,
            "base": line.inputs["base"],
            "rate": line.inputs["rate"],
            "amount": line.amount,
        }
        for line in lines
    ]
    return Answer(sums, tuple(lines), ("fund_only",), tuple(unknown.values()))


def _base(case: Case, look_up: Any, floor_key: str, ceiling_key: str, on: date, wage: str) -> tuple[Decimal, str, Any]:
    """The contribution base, how it was clipped, and the figures behind it."""
    if case.has("contribution_base"):
        if case.has(wage):
            raise Wrong(
                "contradiction", ["contribution_base", wage], f"“contribution_base” and “{wage}” are two answers."
            )
        return case.number("contribution_base"), "", ()
    asked = [look_up(floor_key, on), look_up(ceiling_key, on)]
    missing = [Ask(f.key, "si_specialist", f.division, on, detail=f.status, figure=True) for f in asked if not f.known]
    if missing:
        raise Unknown(*missing)
    made = clip(case.number(wage), *asked)
    return made.amount, made.clipped, made.sources


def _shares(case: Case, look_up: Any, insurance: str, on: date) -> list[Line]:
    part = "" if insurance == "pension" else f"{insurance}."
    rates = employer_rate(insurance, on, look_up)
    mine = employee_rate(insurance, on, look_up)
    fixed = look_up(f"{_SI}.medical.employee_fixed", on) if insurance == "medical" else None
    used = [*rates, *([mine] if mine else []), *([fixed] if fixed else [])]
    missing = [Ask(f.key, "si_specialist", f.division, on, detail=f.status, figure=True) for f in used if not f.known]
    try:
        base, clipped, sources = _base(
            case, look_up, f"{_SI}.base.{part}floor", f"{_SI}.base.{part}ceiling", on, "wage"
        )
    except Unknown as gone:
        raise Unknown(*missing, *gone.asks) from None
    if missing:
        raise Unknown(*missing)
    total = sum((rate.number for rate in rates), Decimal(0))
    shared = {"base": plain(base), "clipped": clipped}
    lines = [
        money_line(
            "si_employer_share",
            base * total,
            basis=f"{base:.2f} × {percent(total)}",
            inputs={**shared, "rate": plain(total)},
            cite=(SIL(60),),
            sources=(*(Source.of(rate) for rate in rates), *sources),
            payee=FUND,
            column="employer",
            month=f"{on:%Y-%m}",
            insurance=insurance,
        )
    ]
    if mine is not None:
        more = fixed.number if fixed is not None else Decimal(0)
        lines.append(
            money_line(
                "si_employee_share",
                base * mine.number + more,
                basis=f"{base:.2f} × {percent(mine.number)}" + (f" + {plain(more)}" if more else ""),
                inputs={**shared, "rate": plain(mine.number), "fixed": plain(more)},
                cite=(SIL(60),),
                sources=(Source.of(mine), *sources),
                payee=FUND,
                column="employee",
                month=f"{on:%Y-%m}",
                insurance=insurance,
            )
        )
    return lines


def _housing_fund(case: Case, look_up: Any, on: date) -> list[Line]:
    """Housing fund: base within its own limits × the rate of this company, the same for both sides."""
    rate = case.number("housing_fund_rate")
    least, most = known(look_up("housing_fund.rate.min", on)), known(look_up("housing_fund.rate.max", on))
    if not least.number <= rate <= most.number:
        limits = f"{percent(least.number)} and {percent(most.number)}"
        raise Wrong("contradiction", ["housing_fund_rate"], f"The rate of the housing fund is between {limits}.")
    wage = "housing_fund_wage" if case.has("housing_fund_wage") else "wage"
    base, clipped, sources = _base(case, look_up, "housing_fund.base.floor", "housing_fund.base.ceiling", on, wage)
    exact = base * rate
    if case.setting("housing_fund_rounding") == "yuan":
        exact = exact.quantize(Decimal(1), ROUND_HALF_UP)
    return [
        money_line(
            f"hpf_{column}_share",
            exact,
            basis=f"{base:.2f} × {percent(rate)}",
            inputs={"base": plain(base), "clipped": clipped, "rate": plain(rate)},
            cite=(FUND_RULES,),
            sources=(Source.of(least), Source.of(most), *sources),
            payee=FUND,
            column=column,
            month=f"{on:%Y-%m}",
            insurance="housing_fund",
        )
        for column in ("employer", "employee")
    ]


@rule(
    "SI-04",
    needs="arrears paid_on",
    may="deferred",
    gives="late_fee total_arrears items borne_by late_fee_at_most_principal",
    since=date(1999, 1, 22),
)
def si_04(case: Case) -> Answer:
    """Late surcharge: 0.05 % a day on both shares from the first late day, borne by the employer (第八十六条)."""
    paid_on = case.day("paid_on")
    away = [read_span("deferred", one) for one in case.rows("deferred")] if case.has("deferred") else []
    daily = case.constant("late_surcharge.daily", NEW_RATE_FROM)
    lines: list[Line] = []
    items: list[dict[str, object]] = []
    held_total, owed_total = Decimal("0.00"), Decimal("0.00")
    over = False
    for row in case.rows("arrears"):
        owed, first, last = _arrear(case, row, paid_on)
        days = (last - first).days + 1 if last >= first else 0
        gone = sum(
            max(0, (min(end, last) - max(begin, first)).days + 1)
            for begin, end in away
            if end >= first and begin <= last
        )
        old = max(0, (min(last, NEW_RATE_FROM - timedelta(days=1)) - first).days + 1)
        new = max(0, days - old - gone)
        exact = owed * OLD_DAILY * old + owed * daily.number * new
        basis = f"{owed:.2f} × {plain(daily.number)} × {new}"
        if old:
            basis = f"{owed:.2f} × {plain(OLD_DAILY)} × {old} + {basis}"
        capped = min(exact, owed)
        over = over or exact > owed
        held_total += cents(capped)
        owed_total += owed
        line = money_line(
            "si_late_surcharge",
            capped if case.setting("surcharge_limit") == "principal" else exact,
            basis=basis,
            inputs={"owed": plain(owed), "days": str(old + new), "first_day": str(first), "last_day": str(last)},
            cite=(SIL(86), RULES_13, *((COLLECT,) if old else ()), *((FORCE,) if exact > owed else ())),
            sources=(Source.of(daily),),
            payee=FUND,
            column="surcharge",
            note="surcharge_above_principal" if exact > owed else "",
        )
        lines.append(line)
        items.append({"amount": cents(owed), "days": old + new, "first_day": first, "late_fee": line.amount})
    result = {
        "late_fee": sum((line.amount or Decimal("0.00") for line in lines), Decimal("0.00")),
        "total_arrears": cents(owed_total),
        "items": items,
        "borne_by": "employer",
        "late_fee_at_most_principal": held_total,
    }
    notes = ["surcharge_employer_only", "surcharge_days_local"]
    if over:
        notes.append("surcharge_limit_disputed")
    if any("0.002" in line.basis for line in lines):
        notes.append("before_2011_07_by_older_rules")
    return Answer(result, tuple(lines), tuple(notes))


_ARREAR = frozenset(
    {"amount", "due_date", "first_day", "last_day", "days", "employer_part", "worker_part", "month", "insurance"}
)


def _arrear(case: Case, row: Any, paid_on: date) -> tuple[Decimal, date, date]:
    """Amount, first and last day of surcharge of one arrear; both days count. Raises Wrong."""
    if isinstance(row, list | tuple) and len(row) == 2:
        due = read_day("arrears.due_date", row[1])
        return read_number("arrears.amount", row[0]), due + timedelta(days=1), paid_on
    if not isinstance(row, Mapping):
        raise Wrong("unreadable", ["arrears"], "An arrear is {amount, due_date} or [amount, due_date].")
    if set(row) - _ARREAR:
        raise Wrong("unknown", sorted(set(row) - _ARREAR), f"An arrear holds {', '.join(sorted(_ARREAR))}.")
    return _owed(row), *_late_days(case, row, paid_on)


def _owed(row: Mapping[str, Any]) -> Decimal:
    """The amount owed: told whole, or as the parts of both sides. Raises Wrong."""
    told = {"employer_part", "worker_part"} & set(row)
    parts = sum((read_number(f"arrears.{name}", row[name]) for name in told), Decimal(0))
    if "amount" not in row and not told:
        raise Wrong("missing", ["arrears.amount"], "An arrear has an “amount” (or employer_part and worker_part).")
    if "amount" not in row:
        return parts
    amount = read_number("arrears.amount", row["amount"])
    if told and parts != amount:
        raise Wrong("contradiction", ["arrears"], "The parts of an arrear do not add up to its amount.")
    return amount


def _late_days(case: Case, row: Mapping[str, Any], paid_on: date) -> tuple[date, date]:
    """First and last day of surcharge, told one of several ways. Raises Wrong."""
    last = read_day("arrears.last_day", row["last_day"]) if "last_day" in row else paid_on
    ways = [name for name in ("days", "first_day", "due_date") if name in row]
    if len(ways) > 1:
        raise Wrong("contradiction", ways, f"“{ways[0]}” and “{ways[1]}” are two answers.")
    match ways:
        case ["days"]:
            late = read_number("arrears.days", row["days"])
            if late != late.to_integral_value():
                raise Wrong("unreadable", ["arrears.days"], "Days of surcharge are whole.")
            return last - timedelta(days=int(late) - 1), last
        case ["first_day"]:
            return read_day("arrears.first_day", row["first_day"]), last
        case ["due_date"]:
            return read_day("arrears.due_date", row["due_date"]) + timedelta(days=1), last
    if "month" in row and case.setting("surcharge_days") == "second_month":
        # A rule of many authorities: from the 1st of the second month after, to the day before the payment.
        owed_for = read_day("arrears.month", f"{str(row['month'])[:7]}-01")
        return add_months(owed_for, 2), last if "last_day" in row else paid_on - timedelta(days=1)
    sentence = "An arrear has a “due_date” (the last day to pay in time), or “days”."
    raise Wrong("missing", ["arrears.due_date"], sentence)


@rule("SI-09", needs="years", may="unused_before", gives="months", since=date(1999, 1, 22))
def si_09(case: Case) -> Answer:
    """Longest unemployment benefit by years of contribution; with what was left before at most 24 (第四十六条)."""
    years = case.number("years")
    table = case.national.tables["unemployment_months"]
    months = next((int(m) for low, high, m in table if int(low) <= years and (high is None or years < int(high))), 0)
    made = min(24, months + case.whole("unused_before", 0)) if months else 0
    line = Line(
        "unemployment_months",
        value=str(made),
        basis=f"{plain(years)} y → {months}",
        inputs={"years": plain(years)},
        cite=(SIL(46),),
    )
    return Answer({"months": made}, (line,), ("some_places_scale_within_bands",))
