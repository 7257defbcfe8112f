"""Whether the medical treatment period is over: its length by years of work, and the sick days taken."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partwell.apps.attendance import queries as attendance
from partwell.apps.settlements import queries, records
from partwell.core.settlement.inquiry import Case, Unknown, Wrong
from partwell.core.settlement.rules.medical import med_01
from partwell.core.settlement.statement import Ask, Line, NotComputed, Statement
from partwell.lib.calculations import CalculationContext, CalculationKind
from partwell.lib.inputs import Input, read
from partwell.lib.law_files import national_rules
from partwell.lib.refusal import BadInput

INPUTS = (
    Input("first_work", gettext_lazy("First day of work in the whole working life"), kind="day"),
    Input(
        "sick",
        gettext_lazy("Spells of sick leave, one a line: first day | last day; left open, the approved sick leave"),
        needed=False,
        many=True,
        parts=("first", "last"),
    ),
)


def calculate(context: CalculationContext) -> Statement:
    """The period and how much of it was used by today. Raises BadInput for days that cannot be, NotComputed."""
    given = read(INPUTS, context.inputs)
    # What nobody typed is what was asked for and approved as sick leave.
    typed = [(row["first"], row["last"]) for row in given.get("sick", ())]
    spells = typed or attendance.sick_spells(context.employee)
    if "first_work" not in given or not spells:
        raise NotComputed(Ask("sick_spells", "er"))
    case = Case(
        {
            "first_work": given["first_work"],
            "start": records.hired_on(context.employee),
            "sick_spells": [list(spell) for spell in spells],
        },
        context.today,
        national_rules(),
        division=queries.division_of(context.employee),
    )
    try:
        found = med_01(case)
    except Wrong as wrong:
        raise BadInput(_said(wrong)) from None
    except Unknown as unknown:
        raise NotComputed(*unknown.asks) from None
    result = found.result
    over = "yes" if result.get("exhausted") else "no"
    used = str(result.get("used_days", Decimal(0)))
    lines = (*found.lines, Line("medical_period_over", value=over, basis=used, cite=found.lines[0].cite))
    sick = "\n".join(f"{first} | {last}" for first, last in spells)
    inputs = {"first_work": context.inputs["first_work"], "sick": sick, "over": over}
    return Statement("medical_period", context.today, lines, notes=found.notes, inputs=inputs)


def _said(wrong: Wrong) -> dict[str, str]:
    """The refusal of the rule in the words of the form."""
    if "sick_spells" in wrong.facts:
        return {
            "sick": _(
                "One spell a line: first day | last day, as 2026-03-02 | 2026-04-10; the last not before the first."
            )
        }
    return {"first_work": _("The first day of work is not after the day of hire here, nor after the sick leave.")}


KIND = CalculationKind("medical_period", "医疗期核定", "Medical treatment period", calculate, INPUTS)
