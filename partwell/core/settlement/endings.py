"""Sums and days of single grounds.

Pay in lieu of notice, medical subsidy, wages owed, an agreement, an Art. 38 notice.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from partwell.core.cite import LCL, REG, WAGE, Cite
from partwell.core.money import plain
from partwell.core.rulebook import Figure

from .statement import EMPLOYEE, EMPLOYER, Ask, Line, NotComputed, Source, Statement, money_line

MED354 = Cite("MED354", "关于实行劳动合同制度若干问题的通知（劳部发〔1996〕354号）", "第二十二条")


def pay_in_lieu(last_month: Decimal, *, today: date) -> Statement:
    """One month's wage instead of thirty days' notice: the standard of the last month, not capped (第四十条)."""
    line = money_line(
        "notice_pay",
        last_month,
        basis=f"{last_month:.2f}",
        inputs={"last_month_wage": plain(last_month)},
        cite=(LCL(40), REG(20)),
        payee=EMPLOYEE,
        column="severance",
    )
    return Statement("pay_in_lieu", today, (line,), notes=("paid_before_or_with_the_notice",))


def medical_subsidy(average_wage: Decimal, months: Figure, *, today: date) -> Statement:
    """Months of wages that the place grants after the medical treatment period; nought where it grants none.

    Raises NotComputed until the months are known: national rules leave them to the provinces.
    """
    if not months.known:
        raise NotComputed(Ask(months.key, "legal", months.division, months.on, figure=True))
    line = money_line(
        "medical_subsidy",
        average_wage * months.number,
        basis=f"{average_wage:.2f} × {plain(months.number)}",
        inputs={"average_wage": plain(average_wage), "months": plain(months.number)},
        cite=(MED354,),
        sources=(Source.of(months),),
        payee=EMPLOYEE,
        column="severance",
    )
    return Statement("medical_subsidy", today, (line,), notes=("set_by_the_province",))


def wage_arrears(months: Sequence[tuple[str, Decimal, Decimal]], *, today: date) -> Statement:
    """Wages that are owed: a line a month of (name, owed, paid). Raises ValueError where more was paid than owed."""
    lines = []
    for month, owed, paid in months:
        if paid > owed or paid < 0:
            raise ValueError(month)
        lines.append(
            money_line(
                "wage_arrears",
                owed - paid,
                basis=f"{owed:.2f} − {paid:.2f}",
                inputs={"owed": plain(owed), "paid": plain(paid)},
                cite=(LCL(30), LCL(85), WAGE(9)),
                payee=EMPLOYEE,
                column="wage",
                month=month,
            )
        )
    return Statement("wage_arrears", today, tuple(lines), notes=("waits_for_nothing",))


def loss(items: Sequence[tuple[str, Decimal, str]], *, today: date) -> Statement:
    """A loss as it is proved: a line each of (what, sum, proof). Whether it is major the company's rule must say."""
    lines = tuple(
        money_line(
            "loss",
            amount,
            basis=f"{amount:.2f}",
            inputs={"what": what, "proof": proof},
            cite=(LCL(39, "第三项"),),
            payee=EMPLOYER,
            column="loss",
        )
        for what, amount, proof in items
    )
    return Statement("loss", today, lines, notes=("loss_not_deducted_at_will",))


def agreed(severance: Statement | None, extra: Decimal, last_day: date, *, today: date) -> Statement:
    """What an agreement to part pays: severance N where it is due, and what the parties add of their own will."""
    lines = list(severance.lines) if severance else []
    if extra:
        lines.append(
            money_line("agreed_extra", extra, basis=f"{extra:.2f}", cite=(LCL(36),), payee=EMPLOYEE, column="severance")
        )
    if not lines:
        lines.append(Line("no_severance", value="0.00", cite=(LCL(46, "第二项"),)))
    notes = (*(severance.notes if severance else ()), "wages_apart")
    return Statement("settlement", today, tuple(lines), notes=notes, inputs={"planned_last_day": last_day.isoformat()})


def severance_on_expiry(*, offered: bool, outcome: str, today: date) -> Statement:
    """Severance at the end of a term: due, unless kept or better terms were refused (第四十六条第五项)."""
    due = not (offered and outcome == "offered_same_or_better_refused")
    line = Line(
        "severance_due",
        value="yes" if due else "no",
        basis=outcome if offered else "not_offered",
        cite=(LCL(46, "第五项"), LCL(44, "第一项")),
    )
    return Statement("severance_test", today, (line,), facts={"severance_due": due})


def notice_date(received: date, named: date | None, *, today: date) -> Statement:
    """The day an employee's notice under Art. 38 ends the contract: the day it names, else the day it arrived.

    A day before the arrival cannot be meant: a notice works from its arrival on.
    """
    ends_on = max(received, named) if named else received
    inputs = {"received": received.isoformat(), "named": named.isoformat() if named else ""}
    line = Line("notice_date", value=ends_on.isoformat(), basis=received.isoformat(), inputs=inputs, cite=(LCL(38),))
    return Statement(
        "notice_date",
        today,
        (line,),
        facts={"D": ends_on.isoformat()},
        notes=("no_approval_needed",),
        inputs=inputs,
    )


def retirement(
    days: Mapping[str, date], planned: date, *, category: str, years_needed: str, cite: Sequence[Cite], today: date
) -> Statement:
    """The window of retirement beside the planned day; whether the statutory day is reached by then.

    `days`: earliest, statutory, latest, notice_by, agreement_by.
    """
    lines = tuple(Line(f"retirement_{name}", value=day.isoformat(), cite=tuple(cite)) for name, day in days.items())
    inputs = {
        **{name: day.isoformat() for name, day in days.items()},
        "planned": planned.isoformat(),
        "category": category,
        "years_needed": years_needed,
    }
    return Statement(
        "retire_age",
        today,
        lines,
        facts={"retire_age_reached": planned >= days["statutory"]},
        notes=("category_by_post_keep_evidence", "ending_at_the_old_age_is_unlawful"),
        inputs=inputs,
    )
