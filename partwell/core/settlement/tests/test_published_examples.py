"""Every open example with a published figure in these topics: the figures are read from the data file, not retyped."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from partwell.core.days import add_months
from partwell.core.rulebook import Figure
from partwell.core.settlement.bonds import bond, noncompete_schedule
from partwell.core.settlement.final_pay import Days, last_wage
from partwell.core.settlement.severance import damages, severance_from_2008_01_01
from partwell.core.settlement.social_insurance import Month, late_surcharge
from partwell.core.settlement.statement import Line
from partwell.core.settlement.unused_leave import Leave, entitlement, leave_pay, pro_rata_on_joining, unused

ON = date(2026, 11, 26)
NO_CAP = Decimal(10**9)


class _Text(yaml.SafeLoader):
    """Numbers stay the text they were written as."""


for _tag in ("float", "int"):
    _Text.add_constructor(f"tag:yaml.org,2002:{_tag}", lambda loader, node: node.value)
FILE = Path(__file__).parents[3] / "law" / "examples-open.yaml"
EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    one["id"]: one for one in yaml.load(FILE.read_text(encoding="utf-8"), _Text)["examples"]
}


def figure(key: str, value: Decimal) -> Figure:
    """A figure as the example states it."""
    return Figure(key, "110000", ON, value, "verified", ON, "city", "example")


PAY_DAYS = figure("pay_days_per_month", Decimal("21.75"))
DAILY = figure("late_surcharge.daily", Decimal("0.0005"))


def day(text: Any) -> date:
    """A day of the file."""
    return text if isinstance(text, date) else date.fromisoformat(text)


def severance(facts: Mapping[str, Any], wage: str, start: date, last: date, cap: Decimal = NO_CAP) -> Line:
    """N of an example."""
    floor = Decimal(facts.get("min_wage", "0"))
    sheet = severance_from_2008_01_01(
        start,
        last,
        Decimal(wage),
        cap=figure("severance.cap_3x_monthly", Decimal(facts.get("cap_month_3x", cap))),
        minimum_wage=figure("minimum_wage.monthly", floor),
        today=ON,
    )
    return sheet.lines[0]


def served(years: int, months: int = 0) -> tuple[date, date]:
    """A service of this length."""
    start = date(2009, 1, 1)
    return start, add_months(start, years * 12 + months) - timedelta(days=1)


def claim(facts: Mapping[str, Any], wage: str, left: str) -> Line:
    """Unused leave of an example."""
    held = Leave(0, Decimal(0), Decimal(facts[left]))
    return leave_pay(held, hired_on=ON, last_day=ON, average_wage=Decimal(facts[wage]), pay_days=PAY_DAYS)


def units(line: Line) -> Decimal:
    """Units a severance was worked out with."""
    return Decimal(line.inputs["units"])


Check = Callable[[Mapping[str, Any], Mapping[str, Any]], list[tuple[object, object]]]


def sev(wage: str, start: str = "start", last: str = "last_day") -> Check:
    """Units and amount of an example with days."""

    def check(facts: Mapping[str, Any], expect: Mapping[str, Any]) -> list[tuple[object, object]]:
        line = severance(facts, facts[wage], day(facts[start]), day(facts[last]))
        return [(units(line), Decimal(expect["units"])), (line.amount, Decimal(expect["amount"]))]

    return check


def sev_e01(facts: Mapping[str, Any], expect: Mapping[str, Any]) -> list[tuple[object, object]]:
    length = facts["service"]
    start, last = served(int(length["years"]), int(length["months"]))
    line = severance(facts, facts["avg_wage_12m"], start, last, Decimal(facts["city_avg_month_used"]) * 3)
    return [
        (units(line), Decimal(expect["units"])),
        (Decimal(line.inputs["base"]), Decimal(expect["capped_base"])),
        (line.amount, Decimal(expect["amount"])),
    ]


def sev_e02(facts: Mapping[str, Any], expect: Mapping[str, Any]) -> list[tuple[object, object]]:
    line = severance(facts, facts["gross_month"], day(facts["start"]), day(facts["last_day"]))
    assert line.amount is not None
    return [
        (units(line), Decimal(expect["units"])),
        (line.amount, Decimal(expect["amount"])),
        (line.amount - Decimal(facts["paid"]), Decimal(expect["shortfall"])),
    ]


def sev_e09(facts: Mapping[str, Any], expect: Mapping[str, Any]) -> list[tuple[object, object]]:
    start, last = served(8, 3)
    line = severance(facts, "99999", start, last, Decimal(facts["capped_base"]))
    return [
        (units(line), Decimal(facts["units"])),
        (damages(line).amount, Decimal(expect["gross_2N"])),
        (damages(line, Decimal(facts["already_paid"])).amount, Decimal(expect["to_pay"])),
    ]


def sev_e16(facts: Mapping[str, Any], expect: Mapping[str, Any]) -> list[tuple[object, object]]:
    line = severance(facts, facts["month_wage"], day(facts["start"]), day(facts["last_day"]))
    return [(units(line), Decimal(expect["units"])), (damages(line).amount, Decimal(expect["damages_2N"]))]


def sev_long(facts: Mapping[str, Any], expect: Mapping[str, Any]) -> list[tuple[object, object]]:
    start, last = served(15, 3)
    line = severance(facts, facts["avg_wage_12m"], start, last)
    capped = Decimal(line.inputs["base"]) < Decimal(facts["avg_wage_12m"])
    return [
        (units(line), Decimal(expect["units"])),
        (line.amount, Decimal(expect["amount"])),
        (capped, expect["capped"]),
    ]


def sev_units(facts: Mapping[str, Any], expect: Mapping[str, Any]) -> list[tuple[object, object]]:
    start, last = served(int(facts["units"]))
    line = severance(facts, facts["avg_wage_12m"], start, last)
    return [(line.amount, Decimal(expect["amount"]))]


def si_e11(facts: Mapping[str, Any], expect: Mapping[str, Any]) -> list[tuple[object, object]]:
    year, number = map(int, facts["month_owed"].split("-"))
    due = date(year, number, monthrange(year, number)[1])
    owed = Decimal(facts["employer_part"]) + Decimal(facts["worker_part"])
    month = Month("pension", date(year, number, 1), due, owed, False, None)
    line = late_surcharge(month, owed, due + timedelta(days=int(facts["days_overdue"])), DAILY)
    assert line is not None
    return [(owed, Decimal(expect["base"])), (line.amount, Decimal(expect["late_fee"])), (line.payee, "fund")]


def al_e07(facts: Mapping[str, Any], expect: Mapping[str, Any]) -> list[tuple[object, object]]:
    first_year, first_month = map(int, facts["first_work"].split("-"))
    worked = [(year - first_year) * 12 + 1 - first_month for year in (2014, 2015)]
    return [(sum(entitlement(months) for months in worked), int(expect["days_2014_2015"]))]


def al_e08(facts: Mapping[str, Any], expect: Mapping[str, Any]) -> list[tuple[object, object]]:
    full = entitlement(int(facts["cum_years_before"]) * 12)
    return [(pro_rata_on_joining(day(facts["start"]), full), int(expect["pro_rata_days"]))]


def al_e14(facts: Mapping[str, Any], expect: Mapping[str, Any]) -> list[tuple[object, object]]:
    held = Leave(entitlement(int(facts["cum_years"]) * 12), Decimal(facts["taken"]))
    last = day(facts["last_day"])
    line = leave_pay(
        held,
        hired_on=date(2020, 1, 1),
        last_day=last,
        average_wage=Decimal(facts["month_wage_ex_ot"]),
        pay_days=PAY_DAYS,
    )
    left = unused(held, hired_on=date(2020, 1, 1), last_day=last).days
    return [(left, Decimal(expect["unused"])), (line.amount, Decimal(expect["extra_due_200pct"]))]


def ot_e04(facts: Mapping[str, Any], expect: Mapping[str, Any]) -> list[tuple[object, object]]:
    worked = Decimal(facts["days_attended_in_month"])
    start = day(facts["start"])
    last = start.replace(day=monthrange(start.year, start.month)[1])
    line = last_wage(
        Decimal(facts["month_wage"]), Days(worked, worked, Decimal(0)), hired_on=start, last_day=last, pay_days=PAY_DAYS
    )
    return [(line.amount, Decimal(expect["pay_for_october"])), (line.convention, "forward")]


def ot_e11(facts: Mapping[str, Any], expect: Mapping[str, Any]) -> list[tuple[object, object]]:
    worked = Days(Decimal(17), Decimal(17), Decimal(0))
    line = last_wage(
        Decimal(facts["month_wage"]),
        worked,
        hired_on=date(2015, 1, 1),
        last_day=day(facts["last_day"]),
        pay_days=PAY_DAYS,
    )
    return [(line.amount, Decimal(expect["october_wage_due"]))]


def training(cost: str, years: str = "service_years") -> Check:
    """The most that can be claimed; wages are no cost, the agreed sum is a limit."""

    def check(facts: Mapping[str, Any], expect: Mapping[str, Any]) -> list[tuple[object, object]]:
        base = Decimal(facts[cost]) - Decimal(facts.get("of_which_wages", "0"))
        agreed = Decimal(facts.get("claimed_penalty", facts[cost]))
        served_months = int(facts["served_years"]) * 12
        sheet = bond(base, agreed, months=int(facts[years]) * 12, served=served_months, today=ON)
        return [(sheet.total(), Decimal(expect["max_penalty"]))]

    return check


def noncompete(facts: Mapping[str, Any], expect: Mapping[str, Any]) -> list[tuple[object, object]]:
    months = int(facts.get("months", "1"))
    floor = figure("minimum_wage.monthly", Decimal(facts.get("min_wage", "0")))
    sheet = noncompete_schedule(Decimal(facts["avg12"]), None, months=months, last_day=ON, minimum_wage=floor, today=ON)
    made: list[tuple[object, object]] = [(sheet.lines[0].amount, Decimal(expect["monthly"]))]
    if "total" in expect:
        made.append((sheet.total(), Decimal(expect["total"])))
    return made


CHECKS: Mapping[str, Check] = {
    "AL-E02": lambda f, e: [(claim(f, "month_wage_ex_ot", "unused_days").amount, Decimal(e["claim_200pct"]))],
    "AL-E03": lambda f, e: [(claim(f, "month_wage_ex_ot", "unused_days_claimed").amount, Decimal(e["claim_200pct"]))],
    "AL-E07": al_e07,
    "AL-E08": al_e08,
    "AL-E14": al_e14,
    "NC-E01": noncompete,
    "NC-E03": noncompete,
    "NC-E08": noncompete,
    "OT-E04": ot_e04,
    "OT-E11": ot_e11,
    "SEV-E01": sev_e01,
    "SEV-E02": sev_e02,
    "SEV-E07": sev("avg_wage_12m"),
    "SEV-E09": sev_e09,
    "SEV-E16": sev_e16,
    "SEV-E20": sev("avg_wage_12m"),
    "SEV-E21": sev_long,
    "SEV-E22": sev_long,
    "SEV-E24": sev_units,
    "SEV-E25": sev_units,
    "SI-E11": si_e11,
    "TR-E02": training("cost"),
    "TR-E05": training("claimed_cost"),
}


@pytest.mark.parametrize("id", sorted(CHECKS))
def test_a_published_figure_is_met(id: str) -> None:
    """To the fen, with the facts the file gives."""
    example = EXAMPLES[id]
    for made, published in CHECKS[id](example["facts"], example["expect"]):
        assert made == published
