"""Properties of the sums: they grow with service and wage, split at every threshold day, and add up."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from partwell.core.days import add_months
from partwell.core.settlement.exposure import Person, exposure
from partwell.core.settlement.sheet import Sheet, settle
from partwell.lib.settle_file import law

START = st.dates(date(2008, 1, 1), date(2020, 1, 1))
FEN = st.integers(100_000, 9_000_000)
TODAY = date(2026, 11, 26)


def ask(rule: str, settings: dict[str, str] | None = None, **facts: Any) -> dict[str, Any]:
    """The results of one rule."""
    return dict(sheet(rule, settings, **facts).items[0].answer.result)


def sheet(rule: str, settings: dict[str, str] | None = None, **facts: Any) -> Sheet:
    """The sheet of one rule."""
    return settle({"rule": rule, "facts": facts, "settings": settings or {}}, law(), today=TODAY)


def yuan(fen: int) -> Decimal:
    """Whole fen as yuan."""
    return Decimal(fen) / 100


@given(START, st.integers(0, 7000), FEN)
def test_n_grows_with_each_day_of_service(start: date, days: int, fen: int) -> None:
    """Below the cap and above it; the units never shrink and step by halves."""
    last = start + timedelta(days=days)
    facts = {"start": start, "avg_wage": yuan(fen), "cap_month_3x": Decimal(36000), "min_wage": Decimal(2540)}
    now, later = (ask("SEV-03", last_day=day, **facts) for day in (last, last + timedelta(days=1)))
    assert later["amount"] >= now["amount"]
    assert (now["units"] * 2) % 1 == 0
    assert now["capped"] == (yuan(fen) > 36000)


@given(START, st.integers(0, 7000), FEN)
def test_n_grows_with_the_wage_on_either_side_of_the_cap(start: date, days: int, fen: int) -> None:
    """A fen more never gives less, unless the step over the cap cuts the units, which the sheet calls a cliff."""
    facts = {
        "start": start,
        "last_day": start + timedelta(days=days),
        "cap_month_3x": Decimal(36000),
        "min_wage": Decimal(2540),
    }
    now, later = (ask("SEV-03", avg_wage=yuan(one), **facts) for one in (fen, fen + 1))
    assert later["amount"] >= now["amount"] or (later["cliff"] and not now["capped"])


@given(START, st.integers(1, 200))
def test_units_step_exactly_at_half_years(start: date, months: int) -> None:
    """The day a half year is reached gives the next half; the day before does not; by either convention of the day."""
    reached = add_months(start, months)
    if reached.day != start.day:
        return
    for way, last in (("inclusive", reached - timedelta(days=1)), ("exclusive", reached)):
        settings = {"last_day": way}
        before = ask("SEV-02", settings, start=start, last_day=last - timedelta(days=1))["units"]
        on = ask("SEV-02", settings, start=start, last_day=last)["units"]
        after = ask("SEV-02", settings, start=start, last_day=last + timedelta(days=1))["units"]
        half = Decimal("0.5")
        assert on - before == (half if months % 12 == 6 else 0)
        assert after - on == (half if months % 12 == 0 else 0)


@given(START, st.integers(0, 7000), FEN)
def test_two_n_is_twice_n_to_the_fen(start: date, days: int, fen: int) -> None:
    """Within one fen of rounding, and what was paid comes off."""
    facts = {"start": start, "last_day": start + timedelta(days=days), "avg_wage": yuan(fen)}
    one, two = ask("SEV-03", **facts), ask("SEV-08", already_paid=Decimal(100), **facts)
    assert abs(two["damages"] - 2 * one["amount"]) <= Decimal("0.01")
    assert two["to_pay"] == max(Decimal(0), two["damages"] - 100)


@given(st.dates(date(1996, 1, 1), date(2007, 12, 31)), st.dates(date(2008, 1, 1), date(2026, 1, 1)), FEN)
def test_service_before_2008_is_split_on_that_day(start: date, last: date, fen: int) -> None:
    """The later part is what someone who began on 2008-01-01 gets; the earlier comes on top; 2N is not split."""
    wage = yuan(fen)
    whole = ask("SEV-04", start=start, last_day=last, ending="36E", avg_wage=wage)
    later = ask("SEV-03", start=date(2008, 1, 1), last_day=last, avg_wage=wage)
    assert whole["later_amount"] == later["amount"]
    assert whole["earlier_amount"] + whole["later_amount"] == whole["amount"]
    assert 1 <= whole["earlier_units"] <= 12
    expiry = ask("SEV-04", start=start, last_day=last, ending="44-1", avg_wage=wage)
    assert (expiry["earlier_units"], expiry["amount"]) == (0, later["amount"])


@given(st.dates(date(2009, 1, 1), date(2026, 12, 30)), st.sampled_from([5, 10, 15]), st.integers(0, 40))
def test_leave_grows_by_the_day_and_never_goes_below_zero(last: date, full: int, half_days: int) -> None:
    """Within a year; whole days; the whole year gives the whole entitlement."""
    facts = {"full_days": full, "taken": Decimal(half_days) / 2}
    now = ask("AL-03", last_day=last, **facts)["unused"]
    assert now >= 0
    assert now == int(now)
    if (last + timedelta(days=1)).year == last.year:
        assert ask("AL-03", last_day=last + timedelta(days=1), **facts)["unused"] >= now
    assert ask("AL-03", last_day=date(last.year, 12, 31), full_days=full)["unused"] == full


@given(st.dates(date(2005, 1, 1), date(2026, 1, 1)), st.integers(0, 3000), FEN)
def test_the_late_surcharge_splits_at_july_2011(due: date, days: int, fen: int) -> None:
    """Day by day: 0.2 % before, 0.05 % from then on; one day more is one day's rate more."""
    paid = due + timedelta(days=days)
    made = ask("SI-04", arrears=[{"amount": yuan(fen), "due_date": due}], paid_on=paid)
    rates = [
        Decimal("0.002") if due + timedelta(days=n) < date(2011, 7, 1) else Decimal("0.0005")
        for n in range(1, days + 1)
    ]
    assert abs(made["late_fee"] - yuan(fen) * sum(rates, Decimal(0))) <= Decimal("0.005")
    assert made["late_fee_at_most_principal"] <= yuan(fen)


@given(st.integers(0, 300_000_000), st.integers(0, 20_000_000))
def test_tax_on_a_lump_sum_grows_without_a_jump(fen: int, year: int) -> None:
    """A fen more of pay is at most 0.45 fen more of tax; up to three years' average there is none."""
    facts = {"city_avg_year": yuan(year), "received_on": TODAY}
    now, later = (ask("TAX-01", total=yuan(one), **facts) for one in (fen, fen + 1))
    assert 0 <= later["tax"] - now["tax"] <= Decimal("0.01")
    assert now["net"] + now["tax"] == yuan(fen)
    if fen <= 3 * year:
        assert now["tax"] == 0


@given(st.dates(date(1950, 1, 1), date(2010, 12, 31)), st.sampled_from(["M60", "F55", "F50"]))
def test_retirement_moves_later_by_birth_and_never_by_more_than_the_law(born: date, category: str) -> None:
    """A month later born is no earlier retired; at most 36 (60) months; before 2025 nothing moves."""
    now = ask("RET-01", birth_date=born, category=category)
    later = ask("RET-01", birth_date=add_months(born, 1), category=category)
    assert later["retire_date"] >= now["retire_date"]
    assert 0 <= now["delay_months"] <= (60 if category == "F50" else 36)
    assert (now["delay_months"] == 0) == (now["old_date"] < date(2025, 1, 1))
    assert 0 <= later["delay_months"] - now["delay_months"] <= 1


@given(START, st.integers(0, 900), FEN)
def test_a_second_wage_runs_from_the_second_month_to_the_end_of_the_first_year(
    start: date, days: int, fen: int
) -> None:
    """Nothing in the first month, at most eleven months, monotone in the day the contract was signed."""
    signed = start + timedelta(days=days)
    now = ask("SEV-10", start=start, signed=signed, monthly_wage=yuan(fen))
    later = ask("SEV-10", start=start, signed=signed + timedelta(days=1), monthly_wage=yuan(fen))
    assert now["months"] <= 11
    if signed <= add_months(start, 1):
        assert now["extra"] == 0
    if signed > add_months(start, 12):
        assert (now["months"], now["extra"]) == (11, yuan(fen) * 11)
    assert later["months"] >= now["months"]


@given(st.integers(0, 400), FEN, st.integers(0, 60))
def test_totals_are_the_sums_of_the_printed_lines(days: int, fen: int, leave: int) -> None:
    """Per payee, over all rules of a whole settlement."""
    facts = {
        "ending": "40-1",
        "start": date(2015, 3, 1),
        "last_day": date(2025, 3, 1) + timedelta(days=days),
        "avg_wage": yuan(fen),
        "last_month_wage": yuan(fen),
        "avg_ex_ot": yuan(fen),
        "full_days": 10,
        "taken": Decimal(leave) / 4,
        "monthly_wage": yuan(fen),
        "days_paid": 11,
    }
    data = settle({"facts": facts}, law(), today=TODAY).as_data()
    lines = [line for item in data["items"] for line in item["lines"] if line["column"] and line["payee"] == "employee"]
    assert Decimal(data["totals"]["employee"]) == sum(Decimal(line["amount"]) for line in lines)


@given(st.dates(date(2008, 9, 18), date(2026, 12, 31)), FEN)
def test_a_past_day_gives_that_days_law(on: date, fen: int) -> None:
    """Working days a month change on 2025-01-01; tax on a lump sum above the exemption is not guessed before 2019."""
    month = settle({"rule": "CAL-02", "on": on, "facts": {"monthly_wage": yuan(fen)}}, law()).items[0].answer.result
    assert str(month["working_days_month"]) == ("20.67" if on >= date(2025, 1, 1) else "20.83")
    made = settle({"rule": "TAX-01", "on": on, "facts": {"total": 900_000, "city_avg_year": 60_000}}, law())
    assert (made.items[0].answer.result["tax"] is None) == (on < date(2019, 1, 1))


@given(START, FEN, st.integers(0, 500))
def test_the_exposure_of_many_is_the_sheet_of_one(start: date, fen: int, working: int) -> None:
    """The head count's sums are those of the rules."""
    last = date(2026, 11, 30)
    person = Person(start, yuan(fen), yuan(fen + 7), yuan(fen + 3), working, Decimal(1))
    many = exposure(person, last_day=last, cap=Decimal(36000), floor=Decimal(2540), pay_days=Decimal("21.75"))
    facts = {"start": start, "last_day": last, "avg_wage": yuan(fen), "cap_month_3x": 36000, "min_wage": 2540}
    one = ask("END-40", ground="1", last_month_wage=yuan(fen + 7), **facts)
    assert (many.severance, many.severance_and_notice) == (one["N"], one["total"])
    assert many.damages == ask("SEV-08", **facts)["damages"]
    leave = ask("AL-04", avg_ex_ot=yuan(fen + 3), cum_service_months=working, taken=1, last_day=last, start=start)
    assert many.unused_leave == leave["extra_due"]
