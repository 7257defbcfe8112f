"""Severance and what stands beside it: units, base and cap, service before 2008, 2N, surcharge, double wages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

from partwell.core.cite import LCL, REG, SPC2, Cite
from partwell.core.days import Service, add_months, service
from partwell.core.money import cents, plain
from partwell.core.rulebook import Figure
from partwell.core.settlement.inquiry import ENDINGS, Answer, Case, Unknown, Wrong, known, read_number, rule
from partwell.core.settlement.severance import LAW_FROM, Severance, reckon, units_of
from partwell.core.settlement.statement import EMPLOYEE, Ask, Line, Source, money_line

from .periods import length, part_month_days, served, weekdays

OLD = Cite("OLD481", "违反和解除劳动合同的经济补偿办法（劳部发〔1994〕481号）", "")
NO_MINIMUM_WAGE_ABOVE = Decimal(4000)
"""No place's monthly minimum wage in the data is above this, so a wage from here on needs no floor looked up."""
OLD_LAW: Mapping[str, tuple[str, bool, bool]] = {
    # ending -> article of 481号, at most 12 months, a part of a year counts as a year
    "36E": ("第五条", True, True),
    "40-1": ("第六条", False, False),
    "40-2": ("第七条", True, False),
    "40-3": ("第八条", False, False),
    "41": ("第九条", False, False),
}
AVERAGE = "avg_wage|wages_12m"
LIMITS = "cap_month_3x city_avg_month city_avg_year cap min_wage annual_bonus months_worked"


def average(case: Case, months: int | None = None) -> tuple[Decimal, tuple[str, ...], str]:
    """Average gross wage due of the 12 months before the end, or of the months worked when fewer; notes, formula.

    Raises Wrong when the list cannot be that of the service.
    """
    notes: list[str] = []
    if case.has("avg_wage") and case.has("wages_12m"):
        raise Wrong("contradiction", ["avg_wage", "wages_12m"], "Give the average or the wages, not both.")
    if not case.has("avg_wage") and not case.has("wages_12m"):
        raise Wrong("missing", ["avg_wage", "wages_12m"], "The fact “avg_wage” (or the list “wages_12m”) is missing.")
    if case.has("avg_wage"):
        made, shown = case.number("avg_wage"), ""
    else:
        made, shown = _of_months(case, months, notes)
    if case.has("annual_bonus"):
        made, shown = (
            made + case.number("annual_bonus") / 12,
            f"{shown or plain(made)} + {case.number('annual_bonus'):.2f} ÷ 12",
        )
        notes.append("annual_bonus_spread")
    return made, tuple(notes), shown


def _of_months(case: Case, months: int | None, notes: list[str]) -> tuple[Decimal, str]:
    """The average of a list of months, and its formula. Raises Wrong."""
    rows = case.rows("wages_12m")
    amounts: list[Decimal] = []
    special = 0
    for row in rows:
        gross, kind = (
            (row.get("gross"), str(row.get("kind", "normal"))) if isinstance(row, Mapping) else (row, "normal")
        )
        if isinstance(row, Mapping) and (set(row) - {"month", "gross", "kind"} or gross is None):
            raise Wrong("unreadable", ["wages_12m"], "An entry of “wages_12m” holds month, gross and kind.")
        if kind not in ("normal", "sick", "maternity", "stoppage"):
            raise Wrong("unreadable", ["wages_12m"], "The kind is normal, sick, maternity or stoppage.")
        if kind != "normal":
            special += 1
            if case.setting("special_months") == "exclude":
                continue
        amounts.append(read_number("wages_12m", gross))
    if len(rows) > 12:
        raise Wrong("contradiction", ["wages_12m"], f"“wages_12m” has {len(rows)} months, at most 12 count.")
    if months is not None and len(rows) < min(12, months):
        sentence = f"“wages_12m” has {len(rows)} months, the service holds {min(12, months)}."
        raise Wrong("contradiction", ["wages_12m"], sentence)
    if not amounts:
        raise Wrong("contradiction", ["wages_12m"], "No month is left to average.")
    if special:
        notes.append(f"special_months_{case.setting('special_months')}d")
    divisor = case.number("months_worked", len(amounts))
    if divisor <= 0 or divisor > 12:
        raise Wrong("contradiction", ["months_worked"], "An average is made of more than 0 and at most 12 months.")
    total = sum(amounts, Decimal(0))
    return total / divisor, f"{total:.2f} ÷ {plain(divisor)}"


@dataclass(frozen=True, slots=True)
class Limits:
    """Cap and floor as numbers (None: not applied), the figures behind them, and what was not looked at."""

    cap: Decimal | None
    floor: Decimal | None
    sources: tuple[Source, ...]
    unchecked: tuple[str, ...]
    notes: tuple[str, ...]


def limits(case: Case, wage: Decimal, on: date) -> Limits:
    """Cap of three local averages and floor of the minimum wage. Raises Unknown for a place without a figure."""
    sources: list[Source] = []
    unchecked: list[str] = []
    notes: list[str] = []
    cap = cap_of(case, on)
    if case.has("cap"):
        case.choice("cap", ("not_reached",))
        if cap is not None and case.has("cap_month_3x"):
            raise Wrong("contradiction", ["cap", "cap_month_3x"], "“cap: not_reached” and a cap are two answers.")
        cap = None
        notes.append("cap_stated_as_not_reached")
    elif cap is None:
        unchecked.append("cap_month_3x")
    if cap is not None:
        sources.append(Source.of(known(cap)))
    floor = case.figure("min_wage", "minimum_wage.monthly", on)
    if floor is None:
        if wage < NO_MINIMUM_WAGE_ABOVE:
            unchecked.append("min_wage")
    elif not floor.known and wage >= NO_MINIMUM_WAGE_ABOVE:
        floor = None
        notes.append("above_every_minimum_wage")
    else:
        sources.append(Source.of(known(floor)))
    return Limits(
        cap.number if cap is not None and not cap.no_limit else None,
        floor.number if floor is not None else None,
        tuple(sources),
        tuple(unchecked),
        tuple(notes),
    )


def cap_of(case: Case, on: date) -> Figure | None:
    """Three local average monthly wages: as stated three ways, else the place's. Raises Wrong when they disagree."""
    key = "severance.cap_3x_monthly"
    if case.has("cap_month_3x"):
        for other in ("city_avg_month", "city_avg_year"):
            if case.has(other) and other == "city_avg_month":
                three = case.stated(other, key, on).number * 3
                if abs(three - case.stated("cap_month_3x", key, on).number) > 1:
                    raise Wrong(
                        "contradiction", ["cap_month_3x", other], "The cap is three times the local average wage."
                    )
        return case.stated("cap_month_3x", key, on)
    if case.has("city_avg_month"):
        month = case.stated("city_avg_month", "average_wage.local_monthly", on)
        if case.has("city_avg_year"):
            year = case.stated("city_avg_year", "average_wage.local_annual", on)
            if month.known and year.known and abs(year.number / 12 - month.number) > 1:
                raise Wrong("contradiction", ["city_avg_month", "city_avg_year"], "A year's average is 12 months'.")
        return _times_three(month, month.value, key)
    if case.has("city_avg_year"):
        year = case.stated("city_avg_year", "average_wage.local_annual", on)
        if not isinstance(year.value, Decimal):
            return _times_three(year, None, key)
        exact = year.value / 12
        whole = case.setting("city_average_month") == "whole_yuan"
        return _times_three(year, exact.quantize(Decimal(1), ROUND_FLOOR) if whole else cents(exact), key)
    return case.figure("cap_month_3x", key, on)


def _times_three(figure: Figure, month: object, key: str) -> Figure:
    value = month * 3 if isinstance(month, Decimal) else None
    return Figure(
        key,
        figure.division,
        figure.on,
        value,
        figure.status,
        figure.valid_from,
        figure.level,
        figure.source,
        figure.ref,
    )


@dataclass(frozen=True, slots=True)
class Reckoned:
    """N of a case with its lines, so that other rules build on it."""

    n: Severance
    average: Decimal
    line: Line
    notes: tuple[str, ...]
    unchecked: tuple[str, ...]
    served: Service

    @property
    def amount(self) -> Decimal:
        """N, rounded."""
        return self.line.amount or Decimal("0.00")

    @property
    def result(self) -> dict[str, object]:
        """The named results of SEV-03."""
        return {
            "units": self.n.units,
            "units_of_service": self.n.served,
            "earlier_units": self.n.earlier_units,
            "average": cents(self.average),
            "base": cents(self.n.base),
            "capped": self.n.capped,
            "floored": self.n.floored,
            "cliff": self.n.cliff,
            "amount": self.amount,
        }


def n_of(case: Case, *, split: bool = True) -> Reckoned:
    """N; service before 2008 apart when `split` (for 2N it is not). Raises Wrong, Unknown."""
    earlier_units, earlier, notes = Decimal(0), Decimal(0), list[str]()
    if case.has("units"):
        if case.has("start") or case.has("service"):
            raise Wrong("contradiction", ["units", "start"], "“units” and the days of service are two answers.")
        halves = case.number("units") * 2
        if halves != halves.to_integral_value() or halves == 0:
            raise Wrong("unreadable", ["units"], "“units” are whole or half, and more than none.")
        years, half = divmod(int(halves), 2)
        long, on = Service(years * 12 + (3 if half else 0), 0), case.day("last_day", case.on)
        notes.append("units_stated")
    elif case.has("service"):
        long, on = served(case), case.day("last_day", case.on)
    else:
        start, on = case.day("start"), case.day("last_day")
        long = length(case, start, on)
        if split and start < LAW_FROM:
            earlier_units = old_units(case, start, min(on, LAW_FROM - timedelta(days=1)))
            if on < LAW_FROM:
                raise Unknown(Ask("severance_before_2008", "legal", case.division, on, figure=True))
            long = length(case, LAW_FROM, on)
            earlier = Decimal(1)
            notes.append("service_before_2008_apart")
            if case.ending() == "38":
                # The old rules named no such ending; 法释〔2001〕14号 Art. 15 gave it for withheld pay and force.
                notes.append("service_before_2008_of_art38_open")
    wage, said, shown = average(case, long.months if not earlier and not case.has("units") else None)
    held = limits(case, wage, on)
    made = reckon(
        wage,
        long,
        cap=held.cap,
        floor=held.floor,
        earlier_units=earlier_units,
        earlier_capped=bool(earlier) and case.setting("old_service_base") == "capped",
    )
    basis = f"{made.base:.2f} × {plain(made.units)}"
    if earlier_units:
        basis += f" + {made.earlier_base:.2f} × {plain(earlier_units)}"
    notes += [*said, *held.notes]
    for name, holds in (
        ("capped", made.capped),
        ("cliff_at_cap", made.cliff),
        ("floored_at_minimum_wage", made.floored),
    ):
        if holds:
            notes.append(name)
    inputs = {
        "average_wage": plain(cents(wage)),
        "averaged": shown,
        "base": plain(cents(made.base)),
        "units": plain(made.units),
        "units_of_service": plain(made.served),
        "earlier_units": plain(earlier_units),
        "months": str(long.months),
        "days": str(long.days),
        "cap": "" if held.cap is None else f"{held.cap:.2f}",
        "floor": "" if held.floor is None else f"{held.floor:.2f}",
    }
    line = money_line(
        "severance",
        made.exact,
        basis=basis,
        inputs=inputs,
        cite=(LCL(46), LCL(47), REG(27), *((LCL(97), OLD) if earlier else ())),
        sources=held.sources,
        payee=EMPLOYEE,
        column="severance",
        convention=f"last_day_{case.settings.get('last_day', 'inclusive')}",
    )
    return Reckoned(made, wage, line, tuple(notes), held.unchecked, long)


def old_units(case: Case, start: date, until: date) -> Decimal:
    """Units of service before 2008 by the rules of that time, for the endings they compensated (481号)."""
    ending = case.ending()
    if ending not in OLD_LAW:
        return Decimal(0)
    _, at_most_12, part_counts = OLD_LAW[ending]
    way = case.setting("old_part_year")
    long = service(start, until)
    rest = long.months % 12 or long.days
    units = long.years + (1 if rest and (way == "full_year" or (way == "by_article" and part_counts)) else 0)
    return Decimal(min(units, 12) if at_most_12 else units)


@rule("SEV-02", needs="start|service", may="last_day capped", gives="units units_of_service years months days")
def sev_02(case: Case) -> Answer:
    """Units: full years, one for a rest from six months on, one half for less; at most 12 where the cap applies."""
    long = served(case)
    units = units_of(long)
    held = min(units, Decimal(12)) if case.flag("capped", False) else units
    line = Line(
        "service_units",
        value=plain(held),
        basis=f"{long.years} y {long.months % 12} m {long.days} d",
        inputs={"months": str(long.months), "days": str(long.days)},
        cite=(LCL(47),),
        convention=f"last_day_{case.setting('last_day')}" if not case.has("service") else "",
    )
    parts = {"years": long.years, "months": long.months % 12, "days": long.days}
    return Answer({"units": held, "units_of_service": units, **parts}, (line,))


SERVICE = "start|service|units"
SEV = f"last_day ending service {LIMITS}"


@rule(
    "SEV-03",
    needs=f"{SERVICE} {AVERAGE}",
    may=SEV,
    gives="units units_of_service earlier_units average base capped floored cliff amount due",
)
def sev_03(case: Case) -> Answer:
    """N with cap, floor and the cliff; nothing is due for an ending that Article 46 does not name."""
    made = n_of(case)
    result = made.result
    line, notes = made.line, made.notes
    if case.has("ending"):
        due = ENDINGS[case.ending()]
        result["due"] = due
        if not due:
            line = money_line("severance", Decimal(0), basis="0", cite=(LCL(46),), payee=EMPLOYEE, column="severance")
            result["amount"] = line.amount
            notes = (*notes, "no_severance_for_this_ending")
    lines = [line]
    if made.n.cliff:
        lines.append(cliff(made))
        result["without_cliff"] = lines[-1].amount
    return Answer(result, tuple(lines), notes, unchecked=made.unchecked)


def cliff(made: Reckoned) -> Line:
    """What a wage exactly at the cap would have given: not owed, shown because the step surprises everyone."""
    at_cap = made.n.base * made.n.served
    return money_line(
        "severance_at_the_cap",
        at_cap,
        basis=f"{made.n.base:.2f} × {plain(made.n.served)}",
        cite=(LCL(47),),
        sources=made.line.sources,
        column="not_owed",
    )


@rule(
    "SEV-04",
    needs=f"start last_day ending {AVERAGE}",
    may=LIMITS,
    gives="earlier_units units units_of_service base earlier_base earlier_amount later_amount amount article",
)
def sev_04(case: Case) -> Answer:
    """Service before 2008 by the rules of that time, from 2008 by Article 47 (第九十七条第三款)."""
    start, ending = case.day("start"), case.ending()
    made = n_of(case)
    if not ENDINGS[ending]:
        line = money_line(
            "severance", Decimal(0), basis="0", cite=(LCL(46), LCL(97)), payee=EMPLOYEE, column="severance"
        )
        return Answer({"earlier_units": Decimal(0), "units": Decimal(0), "amount": line.amount}, (line,))
    article = OLD_LAW[ending][0] if start < LAW_FROM and ending in OLD_LAW else None
    later = cents(made.n.base * made.n.units)
    result = {
        **made.result,
        "earlier_base": cents(made.n.earlier_base),
        "earlier_amount": made.amount - later,
        "later_amount": later,
        "article": article,
    }
    return Answer(result, (made.line,), made.notes, unchecked=made.unchecked)


@rule(
    "SEV-06",
    needs="last_month_wage|avg_wage|normal_wage",
    may="ending notice_given_days last_month_wage normal_wage avg_wage",
    gives="due amount",
)
def sev_06(case: Case) -> Answer:
    """Pay in lieu of 30 days' notice: last month's wage, only for the three grounds of Article 40."""
    line = notice_pay(case)
    return Answer({"due": bool(line.amount), "amount": line.amount}, (line,), notice_notes(case))


def notice_notes(case: Case) -> tuple[str, ...]:
    """What the sheet says about the pay in lieu."""
    given = case.whole("notice_given_days", 0)
    short = ("short_notice_is_none",) if 0 < given < 30 and case.setting("short_notice") == "full_month" else ()
    return (*short, "notice_pay_not_capped", "notice_pay_with_or_before_the_end")


def notice_pay(case: Case) -> Line:
    """The line of the pay in lieu; nought when another ground or a full notice makes it not due."""
    ending = case.ending("40-1")
    given = case.whole("notice_given_days", 0)
    if not ending.startswith("40") or given >= 30:
        return money_line("notice_pay", Decimal(0), basis="0", cite=(LCL(40),), payee=EMPLOYEE, column="severance")
    name = {"last_month": "last_month_wage", "normal": "normal_wage", "average": "avg_wage"}[
        case.setting("notice_pay_base")
    ]
    wage = case.number(name)
    exact, basis = wage, f"{wage:.2f}"
    if given and case.setting("short_notice") == "pro_rata":
        exact, basis = wage * (30 - given) / 30, f"{wage:.2f} × (30 − {given}) ÷ 30"
    return money_line(
        "notice_pay",
        exact,
        basis=basis,
        inputs={"wage": plain(wage), "notice_given_days": str(given)},
        cite=(LCL(40), REG(20)),
        payee=EMPLOYEE,
        column="severance",
        convention=case.setting("notice_pay_base"),
    )


@rule(
    "SEV-08",
    needs=f"N|start|service|units N|{AVERAGE}",
    may=f"last_day ending service already_paid {LIMITS}",
    gives="units base capped N damages to_pay",
)
def sev_08(case: Case) -> Answer:
    """2N for an unlawful ending, service from the first day without a split, less what was paid (第八十七条)."""
    paid = case.number("already_paid", 0)
    if case.has("N"):
        if case.has("start") or case.has("service") or case.has("avg_wage"):
            raise Wrong("contradiction", ["N", "start"], "“N” and the facts it is reckoned from are two answers.")
        exact = case.number("N")
        sources: tuple[Source, ...] = ()
        unchecked: tuple[str, ...] = ()
        result: dict[str, object] = {}
        notes: tuple[str, ...] = ()
    else:
        made = n_of(case, split=False)
        exact, sources, unchecked = made.n.exact, made.line.sources, made.unchecked
        notes = made.notes
        result = {"units": made.n.units, "base": cents(made.n.base), "capped": made.n.capped}
    # Twice the sum before its rounding: a half fen of N is a whole one of 2N.
    amount = cents(exact)
    gross = money_line(
        "damages",
        exact * 2,
        basis=f"{plain(exact)} × 2",
        inputs={"severance": plain(amount)},
        cite=(LCL(48), LCL(87), REG(25)),
        sources=sources,
        payee=EMPLOYEE,
        column="damages",
    )
    due = (gross.amount or Decimal("0.00")) - paid
    lines = [gross]
    if paid:
        lines.append(
            money_line("already_paid", -paid, basis=f"−{paid:.2f}", cite=(LCL(87),), payee=EMPLOYEE, column="damages")
        )
    result |= {"N": amount, "damages": gross.amount, "to_pay": max(Decimal("0.00"), cents(due)), "plus_one_month": 0}
    return Answer(result, tuple(lines), (*notes, "no_n_and_no_notice_pay_beside_2n"), unchecked=unchecked)


@rule("SEV-09", needs="due", may="order_expired", gives="low high")
def sev_09(case: Case) -> Answer:
    """Surcharge of 50 to 100 % when an order of the authority to pay has expired (第八十五条)."""
    due = case.number("due")
    expired = case.flag("order_expired", True)
    shares = (Decimal("0.5"), Decimal(1)) if expired else (Decimal(0), Decimal(0))
    lines = tuple(
        money_line(
            code,
            due * share,
            basis=f"{due:.2f} × {plain(share * 100)}%",
            cite=(LCL(85),),
            payee=EMPLOYEE,
            column="range",
        )
        for code, share in zip(("order_surcharge_least", "order_surcharge_most"), shares, strict=True)
    )
    return Answer({"low": lines[0].amount, "high": lines[1].amount}, lines, ("needs_an_expired_order",))


@rule(
    "SEV-10",
    needs="start|expired_on|refused_from|months_worked monthly_wage",
    may="signed last_day working_days_in_window exempt",
    gives="window months days extra open_ended_from",
)
def sev_10(case: Case) -> Answer:
    """Second wage for months without a written contract: from the second month, at most eleven (第八十二条)."""
    wage = case.number("monthly_wage")
    if case.has("months_worked"):
        if case.has("start"):
            raise Wrong("contradiction", ["months_worked", "start"], "“months_worked” and “start” are two answers.")
        months = max(0, min(case.whole("months_worked"), 12) - 1)
        line = _double(case, wage, months, Decimal(0), Decimal("21.75"), ())
        return Answer({"window": None, "months": months, "days": 0, "extra": line.amount}, (line,))
    first, last, open_from = window(case)
    # Months are told by the first day of work: from the 31st they begin on each month's last day, and stay eleven.
    begun, since = (case.day("start"), 1) if not case.has("expired_on") and not case.has("refused_from") else (first, 0)
    notes = ["first_day_counts", "limitation_one_year"]
    if case.flag("exempt", False):
        line = _double(case, wage, 0, Decimal(0), Decimal("21.75"), ())
        return Answer({"window": None, "months": 0, "days": 0, "extra": line.amount}, (line,), ("double_wage_exempt",))
    if last < first:
        line = _double(case, wage, 0, Decimal(0), Decimal("21.75"), ())
        return Answer(
            {"window": None, "months": 0, "days": 0, "extra": line.amount, "open_ended_from": open_from}, (line,)
        )
    rate = case.constant("pay_days_per_month", max(last, date(2008, 1, 3)))
    months, days = _window_parts(case, (begun, since), first, last)
    line = _double(case, wage, months, days, rate.number, (Source.of(rate),))
    result = {
        "window": [first, last],
        "months": months,
        "days": days,
        "extra": line.amount,
        "open_ended_from": open_from,
    }
    return Answer(result, (line,), tuple(notes))


def window(case: Case) -> tuple[date, date, date | None]:
    """First and last day with a second wage, and the day from which the contract counts as open-ended."""
    signed, left = case.day_or_none("signed"), case.day_or_none("last_day")
    ends = [day for day in (signed and signed - timedelta(days=1), left) if day is not None]
    if case.has("expired_on"):
        first = case.day("expired_on") + timedelta(days=1)
        limit: date | None = add_months(first, 12) - timedelta(days=1)
        open_from = None
    elif case.has("refused_from"):
        first, limit, open_from = case.day("refused_from"), None, None
        if not ends:
            raise Wrong("missing", ["last_day"], "Without a limit of months “last_day” (or “signed”) says how far.")
    else:
        start = case.day("start")
        for name, day in (("signed", signed), ("last_day", left)):
            if day is not None and day < start:
                raise Wrong(
                    "contradiction", ["start", name], f"{day} ({name}) is before the first day of work, {start}."
                )
        first, limit = add_months(start, 1), add_months(start, 12) - timedelta(days=1)
        open_from = limit + timedelta(days=1)
        if ends and min(ends) < limit:
            open_from = None
    return first, min([*ends, *([limit] if limit else [])]), open_from


def _window_parts(case: Case, anchor: tuple[date, int], first: date, last: date) -> tuple[int, Decimal]:
    """Whole months and the paid days of the rest, by rolling or by calendar months.

    `anchor`: the day whose number the rolling months keep, and how many months after it the window begins.
    """
    if case.setting("double_wage_months") == "rolling":
        begun, since = anchor
        months = 0
        while add_months(begun, since + months + 1) - timedelta(days=1) <= last:
            months += 1
        rest = add_months(begun, since + months)
        if rest > last:
            return months, Decimal(0)
        if case.has("working_days_in_window"):
            return months, _given_days(case, rest, last)
        return months, Decimal(part_month_days(case, rest, last))
    months, days = 0, Decimal(0)
    start = first
    given = case.has("working_days_in_window")
    while start <= last:
        month_end = add_months(start.replace(day=1), 1) - timedelta(days=1)
        end = min(month_end, last)
        if (
            start.day == 1
            and end == month_end
            and not (given and f"{start:%Y-%m}" in case.raw("working_days_in_window"))
        ):
            months += 1
        elif given:
            days += _given_days(case, start, end)
        else:
            days += part_month_days(case, start, end)
        start = end + timedelta(days=1)
    return months, days


def _given_days(case: Case, first: date, last: date) -> Decimal:
    """Working days of the part months as stated, by month; a plain number is the days of the one rest."""
    given = case.raw("working_days_in_window")
    if not isinstance(given, Mapping):
        return case.number("working_days_in_window")
    asked = {f"{first:%Y-%m}", f"{last:%Y-%m}"}
    lacking = sorted(asked - {str(month) for month in given})
    if lacking:
        raise Wrong("missing", ["working_days_in_window"], f"“working_days_in_window” lacks {', '.join(lacking)}.")
    return sum(
        (read_number("working_days_in_window", days) for m, days in given.items() if str(m) in asked), Decimal(0)
    )


def _double(case: Case, wage: Decimal, months: int, days: Decimal, rate: Decimal, sources: tuple[Source, ...]) -> Line:
    rest = f" + {wage:.2f} ÷ {plain(rate)} × {plain(days)}" if days else ""
    return money_line(
        "double_wage",
        wage * months + wage / rate * days,
        basis=f"{wage:.2f} × {months}{rest}",
        inputs={"months": str(months), "days": plain(days)},
        cite=(LCL(10), LCL(82), REG(6), REG(7), SPC2(6)),
        sources=sources,
        payee=EMPLOYEE,
        column="damages",
        convention=case.setting("double_wage_months"),
    )


__all__ = ["AVERAGE", "LIMITS", "SERVICE", "average", "cap_of", "limits", "n_of", "notice_pay", "weekdays"]
