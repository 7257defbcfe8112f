"""Training bond, pay for a non-compete, and the one-off subsidy of an injured worker."""

from datetime import date
from decimal import Decimal

from partwell.core.cite import LCL, REG, SPC1, WII
from partwell.core.days import add_months
from partwell.core.money import percent, plain
from partwell.core.rulebook import Figure

from .statement import EMPLOYEE, EMPLOYER, Ask, NotComputed, Source, Statement, money_line

NONCOMPETE_SHARE = Decimal("0.30")
MOST_NONCOMPETE_MONTHS = 24


def bond(cost: Decimal, agreed: Decimal, *, months: int, served: int, today: date) -> Statement:
    """The most a person may owe who leaves within an agreed period of service (第二十二条).

    Documented cost without wages × unserved ÷ agreed months, and never above the agreed sum. Raises ValueError for
    months that cannot be.
    """
    if months <= 0 or served < 0:
        raise ValueError("a period of service has months, and no negative ones were served")
    left = max(0, months - served)
    share = cost * left / months
    line = money_line(
        "training_bond",
        min(share, agreed),
        basis=f"min({cost:.2f} × {left} ÷ {months}, {agreed:.2f})",
        inputs={"cost": plain(cost), "agreed": plain(agreed), "months": str(months), "served": str(served)},
        cite=(LCL(22), REG(16), REG(26)),
        payee=EMPLOYER,
        column="bond",
    )
    return Statement("bond", today, (line,), notes=("not_set_off_against_wages", "wages_are_no_training_cost"))


def noncompete_schedule(
    average_wage: Decimal, agreed: Decimal | None, *, months: int, last_day: date, minimum_wage: Figure, today: date
) -> Statement:
    """Monthly pay for a non-compete after the end, first due within a month of the last day (第二十三条).

    What was agreed, else 30 % of the average of the last 12 months, never below the local minimum wage
    (法释〔2020〕26号第三十六条). An agreed sum below that is kept and flagged. At most 24 months.
    """
    if not 0 < months <= MOST_NONCOMPETE_MONTHS:
        raise ValueError("a non-compete lasts 1 to 24 months")
    if not minimum_wage.known:
        raise NotComputed(Ask(minimum_wage.key, "payroll", minimum_wage.division, minimum_wage.on, figure=True))
    lawful = max(average_wage * NONCOMPETE_SHARE, minimum_wage.number)
    monthly = lawful if agreed is None else agreed
    lines = tuple(
        money_line(
            "noncompete_pay",
            monthly,
            basis=f"max({average_wage:.2f} × {percent(NONCOMPETE_SHARE)}, {minimum_wage.number:.2f})"
            if agreed is None
            else f"{agreed:.2f}",
            inputs={"due_on": add_months(last_day, number).isoformat(), "number": str(number)},
            cite=(LCL(23), LCL(24), SPC1(36)),
            sources=(Source.of(minimum_wage),) if agreed is None else (),
            payee=EMPLOYEE,
            column="noncompete",
            month=f"{add_months(last_day, number):%Y-%m}",
        )
        for number in range(1, months + 1)
    )
    notes = ["three_months_unpaid_may_end_it"]
    if agreed is not None and agreed < lawful:
        notes.append("agreed_below_lawful")
    return Statement("noncompete_schedule", today, lines, notes=tuple(notes))


def injury_subsidy(grade: str, amount: Figure, *, today: date) -> Statement:
    """The employer's one-off employment subsidy; its amount is set by each province and never guessed.

    Raises NotComputed until the company confirmed the province's amount for the grade.
    """
    if not amount.known:
        raise NotComputed(Ask(amount.key, "payroll", amount.division, amount.on, figure=True))
    line = money_line(
        "injury_subsidy",
        amount.number,
        basis=f"{amount.number:.2f}",
        inputs={"grade": grade},
        cite=(WII(36), WII(37)),
        sources=(Source.of(amount),),
        payee=EMPLOYEE,
        column="injury",
    )
    return Statement("injury_subsidy", today, (line,), notes=("medical_subsidy_from_the_fund",))
