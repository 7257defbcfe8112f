"""What two parties promised each other beyond the end: pay for a non-compete, a training bond."""

from decimal import Decimal

from partwell.core.cite import LCL, REG, SPC1
from partwell.core.days import full_months, period_end
from partwell.core.money import cents, plain
from partwell.core.settlement.inquiry import Answer, Case, Wrong, known, rule
from partwell.core.settlement.statement import EMPLOYEE, EMPLOYER, Source, money_line

SHARES = {"30%": (Decimal("0.3"), "30%"), "one_third": (Decimal(1) / 3, "1/3"), "one_half": (Decimal("0.5"), "1/2")}
MOST_MONTHS = 24
BOND_DUE = ("37", "37P", "39-2", "39-3", "39-4", "39-5", "39-6")


@rule(
    "NC-02",
    needs="avg12|avg_wage|agreed",
    may="min_wage months noncompete_months last_day agreed",
    gives="monthly months total share agreed_below_lawful guideline_penalty_ceiling",
)
def nc_02(case: Case) -> Answer:
    """Monthly pay for a non-compete: as agreed, else 30 % of the average of 12 months, at least the minimum wage."""
    name = "noncompete_months" if case.has("noncompete_months") else "months"
    asked = case.whole(name, 1)
    months = min(asked, MOST_MONTHS)
    notes = ["three_months_unpaid_may_end_it", "pay_during_employment_does_not_count"]
    if asked > MOST_MONTHS:
        notes.append("noncompete_above_24_months_void")
    share, shown = SHARES[case.setting("noncompete_share")]
    on = case.day("last_day", case.on)
    floor = case.figure("min_wage", "minimum_wage.monthly", on)
    sources = () if floor is None else (Source.of(known(floor)),)
    unchecked = ("min_wage",) if floor is None else ()
    lawful, basis = None, ""
    if case.has("avg12") or case.has("avg_wage"):
        wage = case.number("avg12" if case.has("avg12") else "avg_wage")
        lawful = max(wage * share, floor.number if floor is not None else Decimal(0))
        basis = f"{wage:.2f} × {shown}" if floor is None else f"max({wage:.2f} × {shown}, {floor.number:.2f})"
    below = None
    if case.has("agreed"):
        monthly = case.number("agreed")
        basis = f"{monthly:.2f}"
        if lawful is not None:
            below = monthly < lawful
            notes += ["agreed_below_lawful"] if below else []
    elif lawful is not None:
        monthly = lawful
    else:
        raise Wrong("missing", ["avg12", "agreed"], "The fact “avg12” (or what was “agreed”) is missing.")
    if asked > 12:
        notes.append("guideline_half_above_one_year")
    each = cents(monthly)
    line = money_line(
        "noncompete_pay",
        each * months,
        basis=f"{basis} × {months}",
        inputs={"monthly": plain(each), "months": str(months)},
        cite=(LCL(23), LCL(24), SPC1(36)),
        sources=sources,
        payee=EMPLOYEE,
        column="noncompete",
        convention=case.setting("noncompete_share"),
    )
    result = {
        "monthly": each,
        "months": months,
        "total": line.amount,
        "share": shown,
        "agreed_below_lawful": below,
        "guideline_penalty_ceiling": each * months * 5,
    }
    return Answer(result, (line,), tuple(notes), unchecked=unchecked)


@rule(
    "TRN-01",
    needs="cost_documented|cost service_months|bond_start",
    may="served_months bond_end last_day wages_in_cost agreed_penalty special_training ending",
    gives="cost_base unserved_share max_penalty due",
)
def trn_01(case: Case) -> Answer:
    """Most a training bond may cost: documented cost without wages × unserved share, at most what was agreed."""
    cost = case.number("cost_documented" if case.has("cost_documented") else "cost")
    wages = case.number("wages_in_cost", 0)
    if wages > cost:
        raise Wrong("contradiction", ["wages_in_cost", "cost_documented"], "Wages are a part of the cost, not more.")
    base = cost - wages
    share, shown = _unserved(case)
    exact, notes = base * share, ["not_set_off_against_wages", "wages_are_no_training_cost"]
    basis = f"{base:.2f} × {shown}"
    if case.has("agreed_penalty"):
        agreed = case.number("agreed_penalty")
        exact, basis = min(exact, agreed), f"min({basis}, {agreed:.2f})"
    due = case.flag("special_training", True)
    if not due:
        notes.append("ordinary_training_makes_no_bond")
    if case.has("ending") and case.ending() not in BOND_DUE:
        due = False
        notes.append("no_bond_for_this_ending")
    line = money_line(
        "training_bond",
        exact if due else Decimal(0),
        basis=basis if due else "0",
        inputs={"cost": plain(cost), "wages_in_cost": plain(wages)},
        cite=(LCL(22), REG(16), REG(26)),
        payee=EMPLOYER,
        column="bond",
    )
    result = {"cost_base": cents(base), "unserved_share": cents(share), "max_penalty": line.amount, "due": due}
    return Answer(result, (line,), tuple(notes))


def _unserved(case: Case) -> tuple[Decimal, str]:
    """The share of the agreed service that was not served, by months or by days. Raises Wrong."""
    if case.has("bond_start"):
        begun, left = case.day("bond_start"), case.day("last_day")
        end = case.day("bond_end") if case.has("bond_end") else period_end(begun, _agreed_months(case))
        if case.has("bond_end") and case.has("service_months") and period_end(begun, _agreed_months(case)) != end:
            raise Wrong(
                "contradiction", ["bond_end", "service_months"], "The months and the last day of service differ."
            )
        if left < begun or end < begun:
            raise Wrong("contradiction", ["bond_start", "last_day"], f"{min(left, end)} is before {begun}.")
        if case.setting("bond_share") == "days":
            whole, done = (end - begun).days + 1, (min(left, end) - begun).days + 1
        else:
            whole, done = full_months(begun, end), full_months(begun, min(left, end))
    else:
        whole, done = _agreed_months(case), case.whole("served_months")
    rest = max(0, whole - done)
    return Decimal(rest) / whole, f"{rest} ÷ {whole}"


def _agreed_months(case: Case) -> int:
    """The agreed service in months. Raises Wrong for none at all."""
    months = case.months("service_months")
    if months == 0:
        raise Wrong("contradiction", ["service_months"], "An agreed service has at least one month.")
    return months
