"""The personal window of retirement beside the planned day: sets retire_age_reached."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from partwell.apps.people import queries as people
from partwell.core.settlement.endings import retirement
from partwell.core.settlement.inquiry import Case
from partwell.core.settlement.rules.retirement import FLEXIBLE, RAISE, ret_02, ret_03
from partwell.core.settlement.statement import Ask, NotComputed, Statement
from partwell.lib.calculations import CalculationContext, CalculationKind
from partwell.lib.inputs import Input, read
from partwell.lib.law_files import national_rules

CATEGORIES = (
    ("M60", _("man, originally 60")),
    ("F55", _("woman in management or technical work, originally 55")),
    ("F50", _("other woman, originally 50")),
)
INPUTS = (Input("category", _("Post and original age"), choices=CATEGORIES),)


def window(born: date, category: str) -> dict[str, date]:
    """Earliest, statutory and latest day, and until when to tell or to agree."""
    case = Case({"birth_date": born, "category": category}, None, national_rules())
    found = ret_02(case).result
    early = Case({"birth_date": born, "category": category, "choice": "early"}, None, national_rules())
    late = Case({"birth_date": born, "category": category, "choice": "late"}, None, national_rules())
    return {
        "earliest": found["earliest"],
        "statutory": found["statutory"],
        "latest": found["latest"],
        "notice_by": ret_02(early).result["notice_by"],
        "agreement_by": ret_02(late).result["agreement_by"],
    }


def calculate(context: CalculationContext) -> Statement:
    """By the birth date in the identity number and the kind of post. Raises NotComputed for what is unknown."""
    given = read(INPUTS, context.inputs)
    born = people.born_on(people.by_pk(context.employee))
    planned = context.anchors.get("R")
    asks = [
        ask
        for ask, missing in (
            (Ask("birth_date", "hr_ops"), born is None),
            (Ask("retire_category", "si_specialist"), "category" not in given),
            (Ask("retire_date", "hrbp"), planned is None),
        )
        if missing
    ]
    if asks or born is None or planned is None:
        raise NotComputed(*asks)
    days = window(born, given["category"])
    years = ret_03(Case({"retire_year": planned.year}, None, national_rules())).result["years"]
    return retirement(
        days,
        planned,
        category=given["category"],
        years_needed=str(years),
        cite=(RAISE, FLEXIBLE),
        today=context.today,
    )


KIND = CalculationKind("retire_age", "法定退休年龄核定", "Retirement day", calculate, INPUTS)
