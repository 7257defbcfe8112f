"""Words for figures of law: their names, how sure we are of them, how they are written."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partwell.core.money import percent, plain, printed
from partwell.core.rulebook import KEYS as CORE_KEYS
from partwell.core.rulebook import Entry, Figure

STATUSES = {
    "confirmed": gettext_lazy("confirmed here"),
    "verified": gettext_lazy("verified"),
    "secondary": gettext_lazy("to be confirmed"),
    "memory": gettext_lazy("no source"),
    "unknown": gettext_lazy("unknown, not calculated"),
}
TONES = {"confirmed": "ok", "verified": "ok", "secondary": "soon", "memory": "late", "unknown": "late"}
ICONS = {"ok": "check", "soon": "alert-triangle", "late": "alert-circle"}
CHANGES = {
    "changed": gettext_lazy("changed"),
    "new": gettext_lazy("new"),
    "same": gettext_lazy("the same"),
}
KINDS = {
    "compute": gettext_lazy("works out"),
    "check": gettext_lazy("checks"),
    "deadline": gettext_lazy("sets a day"),
    "parameter": gettext_lazy("sets a number"),
}
GROUPS = {
    "arrears": gettext_lazy("Social insurance"),
    "pay": gettext_lazy("Wages and severance"),
    "housing_fund": gettext_lazy("Housing fund"),
    "leave": gettext_lazy("Leave of absence"),
}
HOW = {
    "text": gettext_lazy("read in the text of the law"),
    "record": gettext_lazy("a stored record names the official page and what it confirmed"),
    "agreement": gettext_lazy("independent sources give the same figure for a named document"),
}
LEVELS = {
    "city": gettext_lazy("city"),
    "municipality": gettext_lazy("city"),
    "province": gettext_lazy("province"),
    "nation": gettext_lazy("whole country"),
    "override": gettext_lazy("this company"),
}
KEYS = {
    "medical_subsidy.months": gettext_lazy("Medical subsidy, months of wages (0 where the place grants none)"),
    "social_insurance.base.floor": gettext_lazy("Contribution base, floor (pension)"),
    "social_insurance.base.ceiling": gettext_lazy("Contribution base, ceiling (pension)"),
    "social_insurance.base.medical.floor": gettext_lazy("Contribution base, floor (medical)"),
    "social_insurance.base.medical.ceiling": gettext_lazy("Contribution base, ceiling (medical)"),
    "social_insurance.base.unemployment.floor": gettext_lazy("Contribution base, floor (unemployment)"),
    "social_insurance.base.unemployment.ceiling": gettext_lazy("Contribution base, ceiling (unemployment)"),
    "social_insurance.base.work_injury.floor": gettext_lazy("Contribution base, floor (work injury)"),
    "social_insurance.base.work_injury.ceiling": gettext_lazy("Contribution base, ceiling (work injury)"),
    "social_insurance.pension.employer": gettext_lazy("Pension, employer's rate"),
    "social_insurance.pension.employee": gettext_lazy("Pension, employee's rate"),
    "social_insurance.medical.employer": gettext_lazy("Medical, employer's rate (with maternity where joined)"),
    "social_insurance.medical.employee": gettext_lazy("Medical, employee's rate"),
    "social_insurance.medical.employee_fixed": gettext_lazy("Medical, fixed monthly sum of the employee"),
    "social_insurance.maternity.employer": gettext_lazy("Maternity, employer's rate where apart"),
    "social_insurance.unemployment.employer": gettext_lazy("Unemployment, employer's rate"),
    "social_insurance.unemployment.employee": gettext_lazy("Unemployment, employee's rate"),
    "social_insurance.work_injury.employer": gettext_lazy("Work injury, the company's own rate"),
    "social_insurance.work_injury.class1.employer": gettext_lazy("Work injury, industry class 1"),
    "minimum_wage.monthly": gettext_lazy("Minimum wage, month"),
    "minimum_wage.hourly": gettext_lazy("Minimum wage, hour"),
    "average_wage.local_monthly": gettext_lazy("Local average wage, month"),
    "minimum_wage.tiers": gettext_lazy("Minimum wage by tier, month and hour"),
    "average_wage.fullscope_monthly": gettext_lazy("Average wage behind the contribution base, month"),
    "average_wage.pension_calculation_base": gettext_lazy("Base of pension calculation, month"),
    "social_insurance.work_injury.class_base_rates": gettext_lazy("Work injury, base rates of classes 1 to 8"),
    "heat_allowance.outdoor": gettext_lazy("Heat allowance outdoors, month"),
    "leave.marriage.days": gettext_lazy("Marriage leave"),
    "leave.maternity.base_days": gettext_lazy("Maternity leave, national part"),
    "leave.maternity.extra_days": gettext_lazy("Maternity leave, local part"),
    "leave.maternity.dystocia_days": gettext_lazy("Maternity leave, more for a difficult birth"),
    "leave.maternity.multiple_birth_days": gettext_lazy("Maternity leave, more for each further child"),
    "leave.paternity.days": gettext_lazy("Paternity leave"),
    "leave.parental.days": gettext_lazy("Parental leave, a year"),
    "leave.elder_care.only_child_days": gettext_lazy("Elder care leave of an only child"),
    "leave.bereavement.days": gettext_lazy("Bereavement leave"),
    "severance.cap_3x_monthly": gettext_lazy("Three times the local average wage (cap of severance)"),
    "housing_fund.base.floor": gettext_lazy("Housing fund base, floor"),
    "housing_fund.base.ceiling": gettext_lazy("Housing fund base, ceiling"),
    "housing_fund.rate.min": gettext_lazy("Housing fund, lowest rate"),
    "housing_fund.rate.max": gettext_lazy("Housing fund, highest rate"),
    "work_injury.employment_subsidy.g5_6": gettext_lazy("One-off employment subsidy, grades 5 and 6"),
    "work_injury.employment_subsidy.g7_10": gettext_lazy("One-off employment subsidy, grades 7 to 10"),
    "late_surcharge.daily": gettext_lazy("Late surcharge a day"),
    "pay_days_per_month": gettext_lazy("Paid days a month"),
}


def is_rate(key: str) -> bool:
    """Whether a figure is a rate, shown as per cent, and not a sum of money."""
    return key in CORE_KEYS and CORE_KEYS[key].unit in ("rate", "rates")


def key_title(key: str) -> str:
    """The name of a figure."""
    return str(KEYS.get(key, key))


def value(key: str, number: Decimal | None) -> str:
    """A figure as people write it: 9.5%, 4,986.00."""
    if number is None:
        return _("no limit")
    if key in ("late_surcharge.daily", "pay_days_per_month"):
        return plain(number)
    if key in CORE_KEYS and CORE_KEYS[key].unit == "days":
        return ngettext("%(n)s day", "%(n)s days", int(number)) % {"n": plain(number)}
    if key in CORE_KEYS and CORE_KEYS[key].unit == "months":
        return ngettext("%(n)s month", "%(n)s months", int(number)) % {"n": plain(number)}
    return percent(number) if is_rate(key) else printed(number)


def formula(entry: Entry) -> str:
    """A computed figure in words: 3 × Local average wage, month."""
    said = key_title(entry.formula)
    if entry.multiply_by is not None:
        said = f"{plain(entry.multiply_by)} × {said}"
    return said if entry.divide_by is None else f"{said} ÷ {plain(entry.divide_by)}"


def table(key: str, rows: Iterable[Any]) -> str:
    """A table in one line: 2,660.00 / 25.00 · 2,430.00 / 23.00 for tiers, 0.2% · 0.4% for rates."""
    said = []
    for row in rows:
        cells = row if isinstance(row, tuple) else (row,)
        said.append(" / ".join(_("unknown") if cell is None else value(key, cell) for cell in cells))
    return " · ".join(said)


def figure_value(figure: Figure) -> str:
    """The value of a figure; what is no known number says so."""
    if figure.no_limit:
        return _("no limit")
    if isinstance(figure.value, tuple):
        return table(figure.key, figure.value)
    if not isinstance(figure.value, Decimal):
        return _("unknown, not calculated")
    return value(figure.key, figure.value)
