"""Three columns to the fund, the company's own will to the person, what was over-withheld back as wages."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwell.core.rulebook import Figure
from partwell.core.settlement.social_insurance import (
    INSURANCES,
    Month,
    arrears,
    arrears_on_record,
    back_payment,
    history,
    late_surcharge,
    over_withheld,
    spans,
    surcharge_days,
)
from partwell.core.settlement.statement import NotComputed, Statement

TODAY = date(2026, 11, 26)
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
HANGZHOU: Mapping[str, str] = {
    "base.floor": "4986",
    "base.ceiling": "25299",
    "base.medical.floor": "4986",
    "base.medical.ceiling": "25299",
    "base.unemployment.floor": "4986",
    "base.unemployment.ceiling": "25299",
    "base.work_injury.floor": "4986",
    "base.work_injury.ceiling": "25299",
    "pension.employer": "0.16",
    "pension.employee": "0.08",
    "medical.employer": "0.095",
    "medical.employee": "0.02",
    "medical.employee_fixed": "0",
    "unemployment.employer": "0.005",
    "unemployment.employee": "0.005",
    "work_injury.employer": "0.002",
}


def figures_of(values: Mapping[str, str], status: str = "confirmed") -> object:
    """A look-up over these values; others are unknown."""

    def look_up(key: str, on: date) -> Figure:
        text = values.get(key.removeprefix("social_insurance."))
        if text is None:
            return Figure(key, "330100", on, None, "unknown")
        return Figure(key, "330100", on, Decimal(text), status, date(2026, 1, 1), "override", "HR", "文号")

    return look_up


FIGURES = figures_of(HANGZHOU)
DAILY = Figure(
    "late_surcharge.daily", "000000", TODAY, Decimal("0.0005"), "verified", date(2011, 7, 1), "nation", "LRB"
)


def months(*firsts: date, wage: str | None = "5000", paid_on: date | None = None, withheld: str = "0") -> list[Month]:
    """All four insurances of these months, due on the last day of the month."""
    return [
        Month(
            insurance,
            first,
            date(first.year, first.month, monthrange(first.year, first.month)[1]),
            None if wage is None else Decimal(wage),
            enrolled=False,
            paid_on=paid_on,
            withheld=Decimal(withheld) if insurance == "pension" else Decimal(0),
        )
        for insurance in INSURANCES
        for first in firsts
    ]


def fund(*firsts: date, pay_on: date = TODAY, figures: object = FIGURES) -> Statement:
    """Arrears of these months paid on a day."""
    return arrears(months(*firsts), today=TODAY, pay_on=pay_on, figures=figures, daily=DAILY)  # type: ignore[arg-type]


def test_the_back_payment_of_two_months_is_1050_with_each_rate() -> None:
    """5000 × 2 × (8 % + 2 % + 0.5 %) = 1050.00, three lines that add up, all to the person."""
    sheet = back_payment(months(SEPTEMBER, OCTOBER), today=TODAY, figures=FIGURES)  # type: ignore[arg-type]
    assert [(line.insurance, str(line.amount), line.basis) for line in sheet.lines] == [
        ("pension", "800.00", "5000.00 × 2 × 8%"),
        ("medical", "200.00", "5000.00 × 2 × 2%"),
        ("unemployment", "50.00", "5000.00 × 2 × 0.5%"),
    ]
    assert sheet.total("employee") == Decimal("1050.00") == sheet.total()
    assert sheet.inputs["formula"] == "5000.00 × 2 × (8% + 2% + 0.5%)"
    assert sheet.printable


def test_arrears_go_to_the_fund_in_three_columns() -> None:
    """16 % + 9.5 % + 0.5 % + 0.2 % by the employer, 8 % + 2 % + 0.5 % by the employee, for each of two months."""
    sheet = fund(SEPTEMBER, OCTOBER, pay_on=date(2026, 11, 30))
    assert sheet.total("fund", "employer") == Decimal("2620.00")
    assert sheet.total("fund", "employee") == Decimal("1050.00")
    assert sheet.total("employee") == 0
    october = [line for line in sheet.lines if line.column == "surcharge" and line.month == "2026-10"]
    assert sum(line.amount for line in october if line.amount) == Decimal("27.53")
    assert sheet.total("fund") == sum(line.amount for line in sheet.lines if line.amount)


def test_the_surcharge_counts_from_the_day_after_due_through_the_day_of_payment() -> None:
    """1,835.00 × 0.0005 × 30 = 27.525, rounded half up; both the first late day and the day of payment count."""
    assert surcharge_days(date(2026, 10, 31), date(2026, 11, 30)) == 30
    assert surcharge_days(date(2026, 10, 31), date(2026, 11, 1)) == 1
    assert surcharge_days(date(2026, 10, 31), date(2026, 10, 31)) == 0
    line = late_surcharge(months(OCTOBER)[0], Decimal(1835), date(2026, 11, 30), DAILY)
    assert line is not None
    assert (str(line.amount), str(line.exact), line.basis) == ("27.53", "27.5250", "1835.00 × 0.0005 × 30")
    assert (line.inputs["first_day"], line.inputs["last_day"]) == ("2026-11-01", "2026-11-30")


def test_the_published_surcharge_of_both_shares_is_met() -> None:
    """SI-E11: (879.36 + 262.51) × 0.0005 × 39 days = 22.27, borne by the employer."""
    owed = Decimal("879.36") + Decimal("262.51")
    month = Month("pension", date(2017, 1, 1), date(2017, 2, 28), Decimal(1), False, None)
    line = late_surcharge(month, owed, date(2017, 4, 8), DAILY)
    assert line is not None
    assert (line.inputs["owed"], line.inputs["days"], str(line.amount), line.payee) == (
        "1141.87",
        "39",
        "22.27",
        "fund",
    )


def test_the_workers_share_of_the_article_is_owed_to_the_fund() -> None:
    """SI-E09: 5000 × 2 × 10.5 % = 1050 is the worker's share; its payee is the fund."""
    sheet = fund(SEPTEMBER, OCTOBER)
    assert sheet.total("fund", "employee") == Decimal(1050)


def test_a_surcharge_above_the_principal_is_flagged_and_not_cut() -> None:
    """Whether it stops at the principal is disputed; the sheet says so."""
    month = Month("pension", date(2019, 1, 1), date(2019, 1, 31), Decimal(1), False, None)
    assert getattr(late_surcharge(month, Decimal(100), date(2024, 7, 23), DAILY), "note", None) == ""
    longer = late_surcharge(month, Decimal(100), date(2024, 7, 24), DAILY)
    assert longer is not None
    assert (longer.note, str(longer.amount)) == ("surcharge_above_principal", "100.05")


@pytest.mark.parametrize(
    ("wage", "base", "clipped"), [("3000", "4986", "floor"), ("5000", "5000", ""), ("30000", "25299", "ceiling")]
)
def test_the_base_is_held_between_floor_and_ceiling(wage: str, base: str, clipped: str) -> None:
    """And the line says which limit held it."""
    sheet = arrears(months(OCTOBER, wage=wage), today=TODAY, pay_on=TODAY, figures=FIGURES, daily=DAILY)  # type: ignore[arg-type]
    assert {(line.inputs["base"], line.inputs["clipped"]) for line in sheet.lines if "base" in line.inputs} == {
        (base, clipped)
    }


def test_an_unknown_figure_refuses_the_sum_and_names_every_one() -> None:
    """Two unknown rates are asked for at once, not one after the other."""
    few = {key: value for key, value in HANGZHOU.items() if key not in ("medical.employee", "base.unemployment.floor")}
    with pytest.raises(NotComputed) as refusal:
        back_payment(months(OCTOBER), today=TODAY, figures=figures_of(few))  # type: ignore[arg-type]
    assert {ask.what for ask in refusal.value.asks} == {
        "social_insurance.medical.employee",
        "social_insurance.base.unemployment.floor",
    }
    assert {ask.who for ask in refusal.value.asks} == {"si_specialist"}


def test_a_figure_from_memory_is_never_money() -> None:
    """A remembered rate refuses like an unknown one."""
    with pytest.raises(NotComputed):
        back_payment(months(OCTOBER), today=TODAY, figures=figures_of(HANGZHOU, "memory"))  # type: ignore[arg-type]


def test_a_secondary_figure_is_shown_but_not_printed() -> None:
    """The sum stands on the screen, and the statement says it may not be signed yet."""
    sheet = back_payment(months(SEPTEMBER, OCTOBER), today=TODAY, figures=figures_of(HANGZHOU, "secondary"))  # type: ignore[arg-type]
    assert sheet.total() == Decimal(1050)
    assert (sheet.status, sheet.printable) == ("secondary", False)
    assert "social_insurance.pension.employee" in {source.key for source in sheet.unconfirmed()}


def test_class_one_of_work_injury_is_not_the_companys_own_rate() -> None:
    """Without a confirmed own rate the screen shows class 1 and no paper does."""
    guess = {key: value for key, value in HANGZHOU.items() if key != "work_injury.employer"}
    sheet = fund(OCTOBER, figures=figures_of(guess | {"work_injury.class1.employer": "0.002"}))
    injury = [line for line in sheet.lines if line.insurance == "work_injury" and line.column == "employer"]
    assert [(str(line.amount), line.printable, line.note) for line in injury] == [
        ("10.00", False, "work_injury_class_unconfirmed")
    ]


def test_a_missing_base_is_asked_for_by_month() -> None:
    """No wage on record: nobody guesses one."""
    with pytest.raises(NotComputed) as refusal:
        back_payment(months(OCTOBER, wage=None), today=TODAY, figures=FIGURES)  # type: ignore[arg-type]
    assert [(ask.what, ask.detail) for ask in refusal.value.asks] == [("contribution_base", "2026-10")]


def test_a_month_paid_late_since_the_case_began_still_counts() -> None:
    """Paying the fund in time before the sum is made must not take the person's back payment away."""
    paid = months(SEPTEMBER, OCTOBER, paid_on=date(2026, 11, 25))
    sheet = back_payment(paid, today=TODAY, figures=FIGURES, since=date(2026, 11, 20))  # type: ignore[arg-type]
    assert sheet.total() == Decimal(1050)
    assert back_payment(paid, today=TODAY, figures=FIGURES).total() == 0  # type: ignore[arg-type]


def test_what_was_withheld_beyond_the_lawful_share_is_refunded_as_wages() -> None:
    """500 withheld, 400 lawful: 100 back, whether or not the month is still owed."""
    lines = over_withheld(months(OCTOBER, withheld="500"), figures=FIGURES, today=TODAY)  # type: ignore[arg-type]
    assert [(line.insurance, str(line.amount), line.payee, line.basis) for line in lines] == [
        ("pension", "100.00", "employee", "500.00 − 400.00")
    ]
    assert over_withheld(months(OCTOBER, withheld="400"), figures=FIGURES, today=TODAY) == ()  # type: ignore[arg-type]


def test_the_record_says_true_false_or_unknown() -> None:
    """A month without any record leaves the question open; one owed month answers it."""
    first, last = date(2026, 9, 8), date(2026, 10, 31)
    paid = months(SEPTEMBER, OCTOBER, paid_on=date(2026, 9, 20))
    assert history(paid, first=first, last=last, today=TODAY).statement.facts == {"si_arrears": False}
    gap = history(paid[:-1], first=first, last=last, today=TODAY)
    assert gap.statement.facts == {"si_arrears": None}
    assert gap.missing == (("2026-10", "work_injury"),)
    owed = history(months(OCTOBER), first=first, last=last, today=TODAY)
    assert owed.statement.facts == {"si_arrears": True}
    assert owed.statement.proposals == {"back_payment_due": True}


def test_a_month_without_a_record_is_never_taken_for_a_paid_one() -> None:
    """Nothing owed on record beside months without one: unknown, the months named. One owed: summed, the rest said."""
    first, last = date(2025, 11, 8), date(2026, 10, 31)
    paid = months(SEPTEMBER, OCTOBER, paid_on=date(2026, 9, 20))
    record = history(paid, first=first, last=last, today=TODAY)
    none = arrears(paid, today=TODAY, pay_on=TODAY, figures=FIGURES, daily=DAILY, since=TODAY)  # type: ignore[arg-type]
    with pytest.raises(NotComputed) as why:
        arrears_on_record(none, record)
    assert [(one.what, one.detail) for one in why.value.asks] == [("contributions", "2025-11 – 2026-08")]
    owing = months(OCTOBER)
    some = arrears(owing, today=TODAY, pay_on=TODAY, figures=FIGURES, daily=DAILY)  # type: ignore[arg-type]
    told = arrears_on_record(some, history(owing, first=first, last=last, today=TODAY))
    assert told.total("fund") == some.total("fund") > 0
    assert "months_without_record" in told.notes
    whole = history(paid, first=SEPTEMBER, last=last, today=TODAY)
    assert arrears_on_record(none, whole) is none


def test_months_in_a_row_are_told_as_one_span() -> None:
    """Over a year's end, with a gap, in any order and each once."""
    assert spans(["2026-01", "2025-12", "2025-11", "2026-03", "2026-03"]) == "2025-11 – 2026-01, 2026-03"
    assert spans([]) == ""


@given(st.integers(min_value=1, max_value=5_000_000), st.integers(min_value=1, max_value=12))
def test_lines_add_up_and_more_wage_never_pays_less(wage: int, count: int) -> None:
    """Totals are sums of printed lines; a fen more of wage gives the same or more in each column."""
    firsts = [date(2025, number, 1) for number in range(1, count + 1)]
    text = f"{Decimal(wage) / 100:.2f}"
    more = f"{Decimal(wage + 1) / 100:.2f}"

    def sheet(value: str) -> Statement:
        return arrears(months(*firsts, wage=value), today=TODAY, pay_on=TODAY, figures=FIGURES, daily=DAILY)  # type: ignore[arg-type]

    low, high = sheet(text), sheet(more)
    assert low.total() == sum((low.total(column=name) for name in ("employer", "employee", "surcharge")), Decimal(0))
    for name in ("employer", "employee", "surcharge"):
        assert low.total(column=name) <= high.total(column=name)


@given(st.dates(date(2011, 7, 1), date(2026, 11, 1)), st.integers(min_value=0, max_value=4000))
def test_the_surcharge_is_simple_and_grows_with_each_day(due_on: date, days: int) -> None:
    """n days cost n times one day, to the rounding of the line."""
    month = Month("pension", due_on.replace(day=1), due_on, Decimal(1), False, None)
    line = late_surcharge(month, Decimal(2000), date.fromordinal(due_on.toordinal() + days), DAILY)
    assert (line.amount if line else 0) == days


def test_a_sealed_statement_reads_back_the_same() -> None:
    """The hashed form keeps every amount, basis, source and article."""
    sheet = fund(SEPTEMBER, OCTOBER)
    assert Statement.from_data(sheet.as_data()).as_data() == sheet.as_data()
    assert Statement.from_data(sheet.as_data()).total("fund") == sheet.total("fund")
