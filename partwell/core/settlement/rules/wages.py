"""Wages beside the monthly wage: deductions, stoppage, overtime, a bonus by its rule."""

from decimal import Decimal

from partwell.core.cite import PAY_DAYS, WAGE, Cite
from partwell.core.money import cents, plain
from partwell.core.rulebook import Figure
from partwell.core.settlement.inquiry import Answer, Case, Unknown, Wrong, known, rule
from partwell.core.settlement.statement import EMPLOYEE, Ask, Line, Source, money_line

LABOR = Cite("LL44", "劳动法", "第四十四条")
FIFTH = Decimal("0.2")


@rule("WAGE-02", needs="gross damage", may="min_wage agreed last_day", gives="max_deduction rest wage_after")
def wage_02(case: Case) -> Answer:
    """Most of a loss that may be taken from one month's wage: a fifth, and the minimum wage stays (第十六条)."""
    gross, damage = case.number("gross"), case.number("damage")
    floor = case.needed("min_wage", "minimum_wage.monthly", case.day("last_day", case.on))
    least = min(damage, gross * FIFTH, gross - floor.number)
    if not case.flag("agreed", True):
        least = Decimal(0)
    line = money_line(
        "deduction",
        max(Decimal(0), least),
        basis=f"max(0, min({damage:.2f}, {gross:.2f} × 20%, {gross:.2f} − {floor.number:.2f}))",
        inputs={"gross": plain(gross), "damage": plain(damage)},
        cite=(WAGE(16),),
        sources=(Source.of(floor),),
        column="deduction",
    )
    taken = line.amount or Decimal("0.00")
    result = {"max_deduction": taken, "rest": damage - taken, "wage_after": gross - taken}
    return Answer(result, (line,), ("deduction_only_if_agreed", "rest_is_claimed_apart"))


@rule(
    "WAGE-03",
    needs="days monthly_wage",
    may="work_done agreed_wage living_share min_wage last_day first_period_days",
    gives="first_period after amount monthly_after",
)
def wage_03(case: Case) -> Answer:
    """Stoppage: the ordinary wage in the first wage period; then the agreed wage for work, or a local allowance."""
    days, wage = case.number("days"), case.number("monthly_wage")
    period = case.number("first_period_days", 30)
    if period > 31 or period <= 0:
        raise Wrong("contradiction", ["first_period_days"], "A wage period has at most 31 days.")
    divisor = Decimal(case.setting("stoppage_month_days"))
    early, late = min(days, period), max(Decimal(0), days - period)
    full = early == period and late > 0
    first = money_line(
        "stoppage_first_period",
        wage if full or early == divisor else wage / divisor * early,
        basis=f"{wage:.2f}" if full or early == divisor else f"{wage:.2f} ÷ {plain(divisor)} × {plain(early)}",
        cite=(WAGE(12),),
        payee=EMPLOYEE,
        column="wage",
    )
    lines = [first]
    result: dict[str, object] = {"first_period": first.amount, "after": Decimal("0.00"), "monthly_after": None}
    if late:
        monthly, floor, share = _after(case, wage)
        after = money_line(
            "stoppage_after",
            monthly / divisor * late,
            basis=f"{monthly:.2f} ÷ {plain(divisor)} × {plain(late)}" + (f" ({share})" if share else ""),
            cite=(WAGE(12),),
            sources=(Source.of(floor),),
            payee=EMPLOYEE,
            column="wage",
        )
        lines.append(after)
        result |= {"after": after.amount, "monthly_after": monthly}
    result["amount"] = sum((line.amount or Decimal("0.00") for line in lines), Decimal("0.00"))
    return Answer(result, tuple(lines), ("stoppage_share_is_local",) if late else ())


def _after(case: Case, wage: Decimal) -> tuple[Decimal, Figure, str]:
    """Monthly pay after the first period, the minimum wage behind it, and the local share."""
    floor = case.needed("min_wage", "minimum_wage.monthly", case.day("last_day", case.on))
    if case.flag("work_done", False):
        agreed = case.number("agreed_wage", wage)
        return max(agreed, floor.number), floor, ""
    if not case.has("living_share"):
        raise Unknown(Ask("stoppage.living_share", "payroll", case.division, case.on, figure=True))
    share = known(case.stated("living_share", "stoppage.living_share", case.today))
    if share.number > 1:
        raise Wrong("unreadable", ["living_share"], "“living_share” is a share of the minimum wage: 0.8 for 80 %.")
    return floor.number * share.number, floor, f"{floor.number:.2f} × {plain(share.number * 100)}%"


@rule(
    "OT-01",
    needs="base",
    may="weekday_h rest_h rest_days holiday_h holiday_days excess_h hours_system rest_days_paid_share min_wage "
    "last_day",
    gives="hourly daily weekday rest holiday excess total",
)
def ot_01(case: Case) -> Answer:
    """Overtime: 150 % for hours, 200 % for days of rest without time off, 300 % for legal holidays (第四十四条)."""
    base, on = case.number("base"), case.on or case.day("last_day")
    rate = case.constant("pay_days_per_month", on)
    notes: list[str] = []
    if case.has("min_wage"):
        floor = known(case.stated("min_wage", "minimum_wage.monthly", on))
        if base < floor.number:
            base = floor.number
            notes.append("base_raised_to_minimum_wage")
    system = case.choice("hours_system", ("standard", "averaged", "flexible"), "standard")
    daily, hourly = base / rate.number, base / (rate.number * 8)
    hours = plain(rate.number * 8)
    source = Source.of(rate)
    asked = {
        name: case.number(name, 0)
        for name in ("weekday_h", "rest_h", "rest_days", "holiday_h", "holiday_days", "excess_h")
    }
    if not any(asked.values()):
        raise Wrong("missing", ["weekday_h", "rest_h", "holiday_h"], "No hours and no days of overtime are given.")
    wrong = [name for name in ("weekday_h", "rest_h", "rest_days") if asked[name] and system != "standard"]
    if wrong or (asked["excess_h"] and system != "averaged"):
        names = [*(wrong or ["excess_h"]), "hours_system"]
        raise Wrong("contradiction", names, f"{', '.join(names[:-1])} does not go with {system} hours.")
    paid = case.number("rest_days_paid_share", 0)
    if paid > 2:
        raise Wrong(
            "unreadable", ["rest_days_paid_share"], "“rest_days_paid_share” is a share: 1 for 100 % paid already."
        )
    holiday = Decimal(3)
    if system == "flexible" and case.setting("flexible_holiday_pay") == "none":
        holiday = Decimal(0)
        notes.append("flexible_hours_holidays_local")
    lines: list[Line] = []

    def add(code: str, share: Decimal, of_days: Decimal, of_hours: Decimal) -> Decimal:
        if not of_days and not of_hours:
            return Decimal("0.00")
        parts = [f"{base:.2f} ÷ {plain(rate.number)} × {plain(of_days)}"] if of_days else []
        parts += [f"{base:.2f} ÷ {hours} × {plain(of_hours)}"] if of_hours else []
        line = money_line(
            code,
            (daily * of_days + hourly * of_hours) * share,
            basis=f"({' + '.join(parts)}) × {plain(share * 100)}%",
            inputs={"days": plain(of_days), "hours": plain(of_hours)},
            cite=(LABOR, WAGE(13), PAY_DAYS),
            sources=(source,),
            payee=EMPLOYEE,
            column="wage",
        )
        lines.append(line)
        return line.amount or Decimal("0.00")

    sums = {
        "weekday": add("overtime_weekday", Decimal("1.5"), Decimal(0), asked["weekday_h"]),
        "rest": add("overtime_rest_day", Decimal(2) - paid, asked["rest_days"], asked["rest_h"]),
        "holiday": add("overtime_holiday", holiday, asked["holiday_days"], asked["holiday_h"]),
        "excess": add("overtime_averaged", Decimal("1.5"), Decimal(0), asked["excess_h"]),
    }
    result: dict[str, object] = {"daily": cents(daily), "hourly": cents(hourly)}
    result |= sums
    result["total"] = sum(sums.values(), Decimal("0.00"))
    return Answer(result, tuple(lines), (*notes, "beside_the_monthly_wage"))


@rule(
    "BONUS",
    needs="bonus_target bonus_rule",
    may="bonus_ratio months_counted months_in_year bonus_already_paid",
    gives="earned to_pay",
)
def bonus(case: Case) -> Answer:
    """A bonus by the rule the company set: target × ratio reached × share of the year; without a rule none."""
    target, ratio = case.number("bonus_target"), case.number("bonus_ratio", 1)
    months, year = case.number("months_counted", 12), case.number("months_in_year", 12)
    if months > year or year == 0:
        raise Wrong("contradiction", ["months_counted", "months_in_year"], "More months count than the year has.")
    paid = case.number("bonus_already_paid", 0)
    earned = money_line(
        "bonus",
        target * ratio * months / year,
        basis=f"{target:.2f} × {plain(ratio * 100)}% × {plain(months)} ÷ {plain(year)}",
        inputs={"rule": str(case.raw("bonus_rule"))},
        cite=(WAGE(9),),
        payee=EMPLOYEE,
        column="wage",
    )
    amount = earned.amount or Decimal("0.00")
    return Answer({"earned": amount, "to_pay": max(Decimal("0.00"), amount - paid)}, (earned,), ("bonus_by_its_rule",))
