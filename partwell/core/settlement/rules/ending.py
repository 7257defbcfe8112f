"""A whole ending: the three grounds of Article 40 with N and one month's pay, and N, N+1 and 2N side by side."""

from decimal import Decimal

from partwell.core.cite import LCL
from partwell.core.money import cents, plain
from partwell.core.settlement.inquiry import ENDINGS, Answer, Case, Wrong, rule
from partwell.core.settlement.statement import EMPLOYEE, money_line

from .severance import AVERAGE, LIMITS, SERVICE, cliff, n_of, notice_notes, notice_pay


@rule(
    "END-40",
    needs=f"ground|ending {SERVICE} {AVERAGE}",
    may=f"last_day ending service last_month_wage normal_wage notice_given_days {LIMITS}",
    gives="N notice_pay total units base capped amount",
)
def end_40(case: Case) -> Answer:
    """No-fault dismissal: N, and last month's wage unless 30 days' written notice was given (第四十条)."""
    if case.has("ground"):
        ground = case.choice("ground", ("1", "2", "3"))
        if case.has("ending") and case.ending() != f"40-{ground}":
            raise Wrong("contradiction", ["ground", "ending"], "“ground” and “ending” name different grounds.")
        case.facts = {**case.facts, "ending": f"40-{ground}"}
    elif not case.ending().startswith("40"):
        raise Wrong("contradiction", ["ending"], "END-40 is for the grounds 40-1, 40-2 and 40-3.")
    made = n_of(case)
    notice = notice_pay(case)
    total = made.amount + (notice.amount or Decimal("0.00"))
    result = {**made.result, "N": made.amount, "notice_pay": notice.amount, "total": cents(total)}
    lines = [made.line, notice]
    if made.n.cliff:
        lines.append(cliff(made))
    return Answer(result, tuple(lines), (*made.notes, *notice_notes(case)), unchecked=made.unchecked)


@rule(
    "COMPARE",
    needs=f"{SERVICE} {AVERAGE}",
    may=f"last_day ending service last_month_wage normal_wage notice_given_days {LIMITS}",
    gives="N N_plus_1 two_N due",
)
def compare(case: Case) -> Answer:
    """N, N+1 and 2N of one person side by side: what an ending costs, and what an unlawful one would."""
    ending = case.ending("36E")
    case.facts = {**case.facts, "ending": ending}
    made, whole = n_of(case), n_of(case, split=False)
    double = money_line(
        "damages",
        whole.n.exact * 2,
        basis=f"{plain(whole.n.exact)} × 2",
        cite=(LCL(87),),
        sources=whole.line.sources,
        payee=EMPLOYEE,
        column="exposure",
    )
    result: dict[str, object] = {"N": made.amount, "due": ENDINGS[ending], "two_N": double.amount, "N_plus_1": None}
    lines = [made.line, double]
    if case.has("last_month_wage"):
        plus = made.amount + cents(case.number("last_month_wage"))
        result["N_plus_1"] = plus
        lines.insert(
            1,
            money_line(
                "severance_and_month",
                plus,
                basis=f"{made.amount:.2f} + {case.number('last_month_wage'):.2f}",
                cite=(LCL(40), LCL(47)),
                sources=made.line.sources,
                payee=EMPLOYEE,
                column="exposure",
            ),
        )
    return Answer(result, tuple(lines), made.notes, unchecked=made.unchecked)
