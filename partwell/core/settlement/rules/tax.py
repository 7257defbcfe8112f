"""Income tax on a lump sum for leaving, on the last wage, and on a subsidy for early retirement."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from partwell.core.cite import Cite
from partwell.core.money import cents, plain
from partwell.core.settlement.inquiry import Answer, Case, Unknown, Wrong, known, read_number, rule
from partwell.core.settlement.statement import Ask, Source, money_line

LUMP = Cite("TAX164-5", "财税〔2018〕164号", "第五条")
IIT = Cite("IIT", "个人所得税法", "第六条、附表一")
WITHHOLD = Cite("TAX61", "国家税务总局公告2018年第61号", "")
FROM = date(2019, 1, 1)
YEARLY, MONTHLY = Decimal(60000), Decimal(5000)


def bracket(case: Case, taxable: Decimal) -> tuple[Decimal, Decimal]:
    """Rate and quick deduction of the annual table for a taxable sum."""
    for top, rate, quick in case.national.tables["iit_annual"]:
        if top is None or taxable <= Decimal(str(top)):
            return Decimal(str(rate)), Decimal(str(quick))
    raise AssertionError("the table has a last row without a limit")


def taxed(case: Case, taxable: Decimal) -> tuple[Decimal, str]:
    """Tax on a taxable sum by the annual table, exact, and how it was reckoned."""
    if taxable <= 0:
        return Decimal(0), "0"
    rate, quick = bracket(case, taxable)
    return taxable * rate - quick, f"{taxable:.2f} × {plain(rate * 100)}% − {plain(quick)}"


@rule(
    "TAX-01",
    needs="total|compensation",
    may="city_avg_year city_avg_month received_on last_day ending bankruptcy deductible",
    gives="exempt taxable rate quick tax net",
    since=date(2001, 10, 1),
)
def tax_01(case: Case) -> Answer:
    """Tax on one-off pay for leaving: free up to three local average years, the rest alone by the annual table."""
    if case.has("total") and case.has("compensation"):
        raise Wrong("contradiction", ["total", "compensation"], "“total” and “compensation” are two answers.")
    total = case.number("total" if case.has("total") else "compensation")
    on = case.day("received_on", case.day_or_none("last_day") or case.on)
    sources: tuple[Source, ...] = ()
    notes = ["year_before_the_payment"]
    expiry = case.has("ending") and case.ending() in ("44-1", "44-4", "44-5", "TASK")
    if case.flag("bankruptcy", False):
        exempt = total
        notes.append("bankruptcy_is_exempt")
    elif expiry and case.setting("ending_tax") == "wages":
        ask = Ask("ending_tax_as_wages", "payroll", case.division, on)
        return Answer(
            dict.fromkeys(("exempt", "taxable", "tax", "net")), (), ("taxed_with_the_wages_of_the_month",), (ask,)
        )
    else:
        year = _annual(case, on)
        exempt, sources = year.number * 3, (Source.of(year),)
        if expiry:
            notes.append("exemption_on_expiry_is_local")
    taxable = max(Decimal(0), total - exempt - case.number("deductible", 0))
    if taxable and on < FROM:
        # Before 2019 the excess was divided by the years of service; that table is not in the data.
        raise Unknown(Ask("lump_sum_tax_before_2019", "payroll", case.division, on, figure=True))
    exact, basis = taxed(case, taxable)
    line = money_line(
        "severance_tax",
        exact,
        basis=basis if taxable else f"{total:.2f} ≤ {exempt:.2f}",
        inputs={"total": plain(total), "exempt": plain(exempt), "taxable": plain(taxable)},
        cite=(LUMP, IIT),
        sources=sources,
        column="tax",
    )
    rate, quick = bracket(case, taxable) if taxable else (Decimal(0), Decimal(0))
    tax = line.amount or Decimal("0.00")
    result = {
        "exempt": cents(min(exempt, total) if case.flag("bankruptcy", False) else exempt),
        "taxable": cents(taxable),
        "rate": rate,
        "quick": quick,
        "tax": tax,
        "net": cents(total) - tax,
    }
    return Answer(result, (line,), tuple(notes))


def _annual(case: Case, on: date) -> Any:
    """The local average yearly wage of the year before; twelve monthly ones stand for it. Raises Wrong, Unknown."""
    key = "average_wage.local_annual"
    if case.has("city_avg_year"):
        return known(case.stated("city_avg_year", key, on))
    if case.has("city_avg_month"):
        return _year_of(known(case.stated("city_avg_month", "average_wage.local_monthly", on)))
    month = case.found("average_wage.local_monthly", on)
    if month is None:
        raise Wrong(
            "missing", ["city_avg_year"], "The fact “city_avg_year” is missing, and no region to look it up in."
        )
    return _year_of(known(month))


def _year_of(month: Any) -> Any:
    from dataclasses import replace

    return replace(month, key="average_wage.local_annual", value=month.number * 12)


@rule(
    "TAX-02",
    needs="ytd|cum_income",
    may="cum_exempt cum_insurance cum_special cum_other months_employed withheld first_job_of_year month "
    "low_income_last_year",
    gives="taxable tax_to_date withheld_before withhold_now rate quick deduction",
    since=FROM,
)
def tax_02(case: Case) -> Answer:
    """Tax on the wage of the leaving month: on the year so far, less what was withheld (累计预扣)."""
    sums, months, withheld, notes = _year_to_date(case)
    months = case.whole("months_employed", months)
    if not 1 <= months <= 12:
        raise Wrong("contradiction", ["months_employed"], "A year so far has 1 to 12 months.")
    if case.flag("low_income_last_year", False):
        deduction = YEARLY
        notes.append("sixty_thousand_at_once")
    elif case.flag("first_job_of_year", False):
        number = case.whole("month")
        if not months <= number <= 12:
            raise Wrong("contradiction", ["month", "months_employed"], "“month” is the number of the leaving month.")
        deduction = MONTHLY * number
        notes.append("first_job_counts_from_january")
    else:
        deduction = MONTHLY * months
    taxable = max(
        Decimal(0), sums["income"] - sums["exempt"] - deduction - sums["insurance"] - sums["special"] - sums["other"]
    )
    exact, basis = taxed(case, taxable)
    rate, quick = bracket(case, taxable)
    to_date = cents(exact)
    now = max(Decimal("0.00"), to_date - withheld)
    line = money_line(
        "wage_tax",
        now,
        basis=f"{basis} − {withheld:.2f}",
        inputs={name: plain(value) for name, value in sums.items()} | {"deduction": plain(deduction)},
        cite=(IIT, WITHHOLD),
        column="tax",
    )
    if to_date < withheld:
        notes.append("too_much_withheld_is_settled_in_the_year")
    result = {
        "taxable": cents(taxable),
        "tax_to_date": to_date,
        "withheld_before": cents(withheld),
        "withhold_now": line.amount,
        "rate": rate,
        "quick": quick,
        "deduction": deduction,
    }
    return Answer(result, (line,), tuple(notes))


_NAMES = ("income", "exempt", "insurance", "special", "other")


def _year_to_date(case: Case) -> tuple[dict[str, Decimal], int, Decimal, list[str]]:
    """Sums of the year so far, its months, what was withheld, and notes. Raises Wrong."""
    if case.has("ytd") and case.has("cum_income"):
        raise Wrong("contradiction", ["ytd", "cum_income"], "“ytd” and “cum_income” are two answers.")
    if case.has("cum_income"):
        sums = {name: case.number(f"cum_{name}", 0) for name in _NAMES}
        return sums, case.whole("months_employed"), case.number("withheld", 0), []
    sums, withheld = dict.fromkeys(_NAMES, Decimal(0)), Decimal(0)
    rows = case.rows("ytd")
    if len(rows) > 12:
        raise Wrong("contradiction", ["ytd"], "A year so far has at most 12 months.")
    for row in rows:
        if not isinstance(row, Mapping) or "income" not in row or set(row) - {*_NAMES, "withheld", "month"}:
            raise Wrong("unreadable", ["ytd"], f"A month of “ytd” holds {', '.join((*_NAMES, 'withheld', 'month'))}.")
        for name in _NAMES:
            sums[name] += read_number("ytd", row.get(name, 0))
        withheld += read_number("ytd", row.get("withheld", 0))
    if case.has("withheld"):
        withheld = case.number("withheld")
    return sums, len(rows), withheld, []


@rule("TAX-03", needs="subsidy years|years_to_retirement", gives="per_year taxable_per_year rate tax net", since=FROM)
def tax_03(case: Case) -> Answer:
    """Early-retirement subsidy: spread over the years to the statutory age, each with its own 60,000."""
    subsidy = case.number("subsidy")
    years = case.number("years" if case.has("years") else "years_to_retirement")
    if years == 0:
        raise Wrong("contradiction", ["years"], "An early retirement lies before the statutory age.")
    each = subsidy / years
    taxable = max(Decimal(0), each - YEARLY)
    exact, basis = taxed(case, taxable)
    line = money_line(
        "early_retirement_tax",
        exact * years,
        basis=f"({basis}) × {plain(years)}",
        inputs={"subsidy": plain(subsidy), "years": plain(years)},
        cite=(LUMP, IIT),
        column="tax",
    )
    tax = line.amount or Decimal("0.00")
    result = {
        "per_year": cents(each),
        "taxable_per_year": cents(taxable),
        "rate": bracket(case, taxable)[0] if taxable else Decimal(0),
        "tax": tax,
        "net": cents(subsidy) - tax,
    }
    return Answer(result, (line,), ("not_for_internal_retirement",))
