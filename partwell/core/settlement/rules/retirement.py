"""Retirement: the personal day under the gradual rise of 2025, the window around it, and years of contribution."""

from datetime import date
from decimal import Decimal

from partwell.core.cite import SIL, Cite
from partwell.core.days import add_months
from partwell.core.settlement.inquiry import Answer, Case, Wrong, read_day, rule
from partwell.core.settlement.statement import Line

RAISE = Cite("RETIRE-2024", "国务院关于渐进式延迟法定退休年龄的办法", "第一条及附件")
FLEXIBLE = Cite("RETIRE-FLEX", "实施弹性退休制度暂行办法（人社部发〔2024〕94号）", "")
CATEGORIES = ("M60", "F55", "F50")
BEGINS = date(2025, 1, 1)


def delay(category: str, old_day: date, table: object) -> int:
    """Months by which retirement moves: one for every `step` begun since January 2025, at most `cap`."""
    row = table[category]  # type: ignore[index]
    months = (old_day.year - BEGINS.year) * 12 + old_day.month - BEGINS.month
    return 0 if months < 0 else min(int(row["cap"]), months // int(row["step"]) + 1)


def dates(case: Case) -> tuple[date, date, int, bool]:
    """The old day, the personal day, the months between, and whether only the month of birth is known."""
    if case.has("birth_date") and case.has("birth_month"):
        raise Wrong("contradiction", ["birth_date", "birth_month"], "“birth_date” and “birth_month” are two answers.")
    raw = str(case.raw("birth_date") if case.has("birth_date") else case.raw("birth_month"))
    name = "birth_date" if case.has("birth_date") else "birth_month"
    only_month = len(raw) == 7
    try:
        born = read_day(name, f"{raw}-01" if only_month else raw)
    except Wrong:
        raise Wrong("unreadable", [name], f"“{name}” is a day or a month (YYYY-MM), not {raw!r}.") from None
    category = case.choice("category", CATEGORIES)
    old = add_months(born, 12 * int(case.national.tables["retirement"][category]["orig_years"]))
    months = delay(category, old, case.national.tables["retirement"])
    # From the birth date, not from the old day: 29 February keeps its number where the month has one.
    years = int(case.national.tables["retirement"][category]["orig_years"])
    return old, add_months(born, 12 * years + months), months, only_month


@rule(
    "RET-01",
    needs="birth_date|birth_month category",
    gives="retire_date retire_month delay_months age age_years age_months old_date",
    since=date(1978, 6, 2),
)
def ret_01(case: Case) -> Answer:
    """The personal statutory day of retirement; an old day before 2025 does not move."""
    old, day, months, only_month = dates(case)
    years = int(case.national.tables["retirement"][case.choice("category", CATEGORIES)]["orig_years"])
    total = years * 12 + months
    line = Line(
        "retirement_day",
        value=f"{day:%Y-%m}" if only_month else day.isoformat(),
        basis=f"{old:%Y-%m} + {months}",
        inputs={"delay_months": str(months), "category": case.choice("category", CATEGORIES)},
        cite=(RAISE,),
    )
    result = {
        "retire_date": None if only_month else day,
        "retire_month": f"{day:%Y-%m}",
        "delay_months": months,
        "age": f"{total // 12}y{total % 12}m",
        "age_years": total // 12,
        "age_months": total % 12,
        "old_date": f"{old:%Y-%m}" if only_month else old,
    }
    return Answer(result, (line,), ("category_by_post_keep_evidence", "ending_at_the_old_age_is_unlawful"))


@rule(
    "RET-02",
    needs="birth_date|birth_month category",
    may="choice chosen_day",
    gives="earliest statutory latest notice_by agreement_by",
)
def ret_02(case: Case) -> Answer:
    """The window of flexible retirement: three years earlier, never below the old age, or later by agreement."""
    old, day, _, only_month = dates(case)
    earliest, latest = max(old, add_months(day, -36)), add_months(day, 36)
    if day < BEGINS:
        # Who reached the age before 2025 had no window: 人社部发〔2024〕94号 is for those who reach it since.
        earliest = latest = day
    chosen = case.day_or_none("chosen_day")
    choice = case.choice("choice", ("early", "on_time", "late"), "on_time")
    if chosen is not None and not earliest <= chosen <= latest:
        raise Wrong("contradiction", ["chosen_day"], f"The chosen day lies between {earliest} and {latest}.")
    if chosen is not None and case.has("choice"):
        fits = {"early": chosen < day, "on_time": chosen == day, "late": chosen > day}[choice]
        if not fits:
            raise Wrong("contradiction", ["choice", "chosen_day"], f"{chosen} is not {choice}: the day is {day}.")
    # Without a choice both days are told: by when the one who wishes it has to act.
    told = case.has("choice") or chosen is not None
    early, late = (choice == "early", choice == "late") if case.has("choice") else (True, True)
    if told and not case.has("choice") and chosen is not None:
        early, late = chosen < day, chosen > day
    notice = add_months(chosen or earliest, -3) if early and earliest < day else None
    agreement = add_months(day, -1) if late and latest > day else None
    lines = tuple(
        Line(code, value=value.isoformat(), cite=(FLEXIBLE,))
        for code, value in (
            ("retirement_earliest", earliest),
            ("retirement_day", day),
            ("retirement_latest", latest),
            ("retirement_notice_by", notice),
            ("retirement_agreement_by", agreement),
        )
        if value is not None
    )
    result = {
        "earliest": earliest,
        "statutory": day,
        "latest": latest,
        "notice_by": notice,
        "agreement_by": agreement,
        "month_only": only_month,
    }
    return Answer(result, lines, ("three_months_are_not_90_days",))


@rule("RET-03", needs="retire_year", gives="years", since=date(2011, 7, 1))
def ret_03(case: Case) -> Answer:
    """Least years of contribution: 15 to 2029, half a year more each year from 2030, 20 from 2039 on."""
    year = case.whole("retire_year")
    if not 1950 < year < 2200:
        raise Wrong("unreadable", ["retire_year"], f"{year} is not a year of retirement.")
    years = Decimal(15) + Decimal(min(10, max(0, year - 2029))) / 2
    shown = years.normalize() if years != years.to_integral_value() else Decimal(int(years))
    line = Line("contribution_years", value=str(shown), basis=f"{year}", cite=(SIL(16), RAISE))
    return Answer({"years": shown}, (line,))
