"""Words for figures of law: their names, how sure we are of them, how they are written."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partwell.core.money import percent, plain, printed
from partwell.core.rulebook import Figure

STATUSES = {
    "confirmed": gettext_lazy("confirmed here"),
    "verified": gettext_lazy("verified"),
    "secondary": gettext_lazy("to be confirmed"),
    "memory": gettext_lazy("no source"),
    "unknown": gettext_lazy("unknown, not calculated"),
}
TONES = {"confirmed": "ok", "verified": "ok", "secondary": "soon", "memory": "late", "unknown": "late"}
ICONS = {"ok": "check", "soon": "alert-triangle", "late": "alert-circle"}
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
    last = key.rsplit(".", 1)[-1]
    return last in ("employer", "employee", "min", "max")


def key_title(key: str) -> str:
    """The name of a figure."""
    return str(KEYS.get(key, key))


def value(key: str, number: Decimal | None) -> str:
    """A figure as people write it: 9.5%, 4,986.00."""
    if number is None:
        return _("no limit")
    if key in ("late_surcharge.daily", "pay_days_per_month"):
        return plain(number)
    return percent(number) if is_rate(key) else printed(number)


def figure_value(figure: Figure) -> str:
    """The value of a figure; what is no known number says so."""
    if figure.no_limit:
        return _("no limit")
    if not isinstance(figure.value, Decimal):
        return _("unknown, not calculated")
    return value(figure.key, figure.value)
