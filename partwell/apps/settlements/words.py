"""Words for the codes of statements, figures and refusals. Core returns codes; here they become sentences."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from partwell.core.money import percent, plain, printed
from partwell.core.rulebook import Figure
from partwell.core.settlement.statement import Ask, Source

_l = gettext_lazy

INSURANCES = {
    "pension": _l("Pension insurance"),
    "medical": _l("Medical insurance (with maternity)"),
    "unemployment": _l("Unemployment insurance"),
    "work_injury": _l("Work-injury insurance"),
    "housing_fund": _l("Housing fund"),
}
COLUMNS = {
    "employer": _l("Arrears, employer's share"),
    "employee": _l("Arrears, employee's share"),
    "surcharge": _l("Late surcharge"),
    "back_payment": _l("Company's back payment"),
}
LINES = {
    "back_payment": _l("Company's back payment"),
    "si_employer_share": _l("Arrears, employer's share"),
    "si_employee_share": _l("Arrears, employee's share"),
    "si_late_surcharge": _l("Late surcharge"),
    "si_month": _l("Social insurance of the month"),
    "last_wage": _l("Wage of the last month"),
    "unused_leave_pay": _l("Pay for unused annual leave"),
    "over_withheld_refund": _l("Refund of what was withheld too much"),
    "statutory_date": _l("Day the resignation takes effect"),
    "severance": _l("Severance (N)"),
    "damages": _l("Damages (2N)"),
    "training_bond": _l("Most that can be claimed under the training bond"),
    "noncompete_pay": _l("Pay for the non-compete"),
    "injury_subsidy": _l("One-off employment subsidy (work injury)"),
    "attendance_month": _l("Attendance of the month"),
    "attendance_total": _l("Attendance in all"),
}
NOTES = {
    "fund_only": _l("Arrears are paid to the collecting authority; cash to the person does not replace them."),
    "surcharge_employer_only": _l("The late surcharge is the company's alone and is not passed on to the person."),
    "surcharge_days_local": _l("The collecting authority fixes the day from which the surcharge runs."),
    "voluntary": _l("The company pays this of its own will."),
    "not_the_arrears": _l("Back payment goes to the person, arrears to the fund; one does not replace the other."),
    "waits_for_nothing_owed": _l("Wages, arrears and the certificate do not wait for it."),
    "gross_before_tax": _l("Before tax. Tax and the employee's lawful shares are deducted by payroll."),
    "waits_for_nothing": _l("Due in full on the last day; it waits for no signature and no handover."),
    "earlier_months_paid_assumed": _l(
        "Wages of earlier months are taken as paid; if not, they are due on the same day."
    ),
    "no_approval_needed": _l("A resignation takes effect on this day without approval."),
    "last_day_inclusive": _l("Service counts from the first day of work through the last day, both included."),
    "capped": _l("The wage is above three times the local average: the cap is the base."),
    "cliff_at_cap": _l("Above the cap at most 12 units count, so a slightly lower wage would give more."),
    "floored_at_minimum_wage": _l("The average is below the minimum wage, which is the base."),
    "not_set_off_against_wages": _l("It may not be deducted from the last wage at will; it is claimed apart."),
    "wages_are_no_training_cost": _l("Wages paid during the training are no cost of training."),
    "three_months_unpaid_may_end_it": _l("Unpaid for three months, the person may ask to be released."),
    "agreed_below_lawful": _l("The agreed sum is below 30 % of the average wage or the minimum wage."),
    "medical_subsidy_from_the_fund": _l("The one-off medical subsidy is paid by the fund and claimed apart."),
    "work_injury_class_unconfirmed": _l("Rate of industry class 1; the company's own rate is not confirmed."),
    "surcharge_above_principal": _l("Above the principal: whether it may exceed it is disputed; ask the authority."),
    "held_at_monthly_wage": _l("Held at the monthly wage."),
    "back_payment_proposed": _l(
        "Months were paid late or not at all: whether the company pays of its own will is HR's decision."
    ),
}
CONVENTIONS = {
    "whole_month": _l("whole month without absence: the monthly wage"),
    "forward": _l("part month: monthly wage ÷ 21.75 × days paid"),
    "reverse": _l("monthly wage less the days not paid ÷ 21.75"),
    "part_days_not_paid": _l("part days are not paid"),
    "day_of_receipt_not_counted": _l("the day of receipt is not counted"),
    "last_day_inclusive": _l("first and last day both counted"),
}
STATES = {
    "paid": _l("paid in time"),
    "paid_late": _l("paid late"),
    "owed": _l("owed"),
    "not_enrolled": _l("not enrolled"),
    "open": _l("not due yet"),
    "no_record": _l("no record"),
}
STATUSES = {
    "confirmed": _l("confirmed here"),
    "verified": _l("verified"),
    "secondary": _l("to be confirmed"),
    "memory": _l("no source"),
    "unknown": _l("unknown, not calculated"),
}
TONES = {"confirmed": "ok", "verified": "ok", "secondary": "soon", "memory": "late", "unknown": "late"}
ICONS = {"ok": "check", "soon": "alert-triangle", "late": "alert-circle"}
LEVELS = {
    "city": _l("city"),
    "municipality": _l("city"),
    "province": _l("province"),
    "nation": _l("whole country"),
    "override": _l("this company"),
}
KEYS = {
    "social_insurance.base.floor": _l("Contribution base, floor (pension)"),
    "social_insurance.base.ceiling": _l("Contribution base, ceiling (pension)"),
    "social_insurance.base.medical.floor": _l("Contribution base, floor (medical)"),
    "social_insurance.base.medical.ceiling": _l("Contribution base, ceiling (medical)"),
    "social_insurance.base.unemployment.floor": _l("Contribution base, floor (unemployment)"),
    "social_insurance.base.unemployment.ceiling": _l("Contribution base, ceiling (unemployment)"),
    "social_insurance.base.work_injury.floor": _l("Contribution base, floor (work injury)"),
    "social_insurance.base.work_injury.ceiling": _l("Contribution base, ceiling (work injury)"),
    "social_insurance.pension.employer": _l("Pension, employer's rate"),
    "social_insurance.pension.employee": _l("Pension, employee's rate"),
    "social_insurance.medical.employer": _l("Medical, employer's rate (with maternity where joined)"),
    "social_insurance.medical.employee": _l("Medical, employee's rate"),
    "social_insurance.medical.employee_fixed": _l("Medical, fixed monthly sum of the employee"),
    "social_insurance.maternity.employer": _l("Maternity, employer's rate where apart"),
    "social_insurance.unemployment.employer": _l("Unemployment, employer's rate"),
    "social_insurance.unemployment.employee": _l("Unemployment, employee's rate"),
    "social_insurance.work_injury.employer": _l("Work injury, the company's own rate"),
    "social_insurance.work_injury.class1.employer": _l("Work injury, industry class 1"),
    "minimum_wage.monthly": _l("Minimum wage, month"),
    "minimum_wage.hourly": _l("Minimum wage, hour"),
    "average_wage.local_monthly": _l("Local average wage, month"),
    "severance.cap_3x_monthly": _l("Three times the local average wage (cap of severance)"),
    "housing_fund.base.floor": _l("Housing fund base, floor"),
    "housing_fund.base.ceiling": _l("Housing fund base, ceiling"),
    "housing_fund.rate.min": _l("Housing fund, lowest rate"),
    "housing_fund.rate.max": _l("Housing fund, highest rate"),
    "work_injury.employment_subsidy.g5_6": _l("One-off employment subsidy, grades 5 and 6"),
    "work_injury.employment_subsidy.g7_10": _l("One-off employment subsidy, grades 7 to 10"),
    "late_surcharge.daily": _l("Late surcharge a day"),
    "pay_days_per_month": _l("Paid days a month"),
}
FACTS = {
    "contribution_base": _l("the wage the contributions are reckoned on"),
    "monthly_wage": _l("the monthly wage of the contract"),
    "last_day": _l("the last day of employment"),
    "notice_received": _l("the day the resignation was received"),
    "employee_type": _l("whether the person is on probation"),
    "attendance_month": _l("the attendance of the month"),
    "annual_leave": _l("the annual leave of the year: days granted and days taken"),
    "average_wage_12m": _l("the average wage of the last 12 months"),
    "average_wage_without_overtime": _l("the average wage of the last 12 months without overtime"),
    "training_cost": _l("the documented cost of the training without wages"),
    "bond_agreed": _l("the sum agreed in the training bond"),
    "bond_months": _l("the agreed months of service under the training bond"),
    "bond_served_months": _l("the months served under the training bond"),
    "noncompete_months": _l("the months of the non-compete"),
    "noncompete_agreed": _l("the monthly pay agreed for the non-compete"),
    "work_injury_grade": _l("the grade of the work injury"),
    "service_before_2008": _l("severance for service before 2008"),
    "contributions": _l("the record of social insurance"),
}
UNITS = {"rate": pgettext_lazy("unit of a figure", "rate"), "yuan": pgettext_lazy("unit of a figure", "yuan a month")}


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


def source(of: Source, place: str = "") -> str:
    """Where a figure comes from, in a few words: the company's own confirmation, the place and year, the document."""
    if of.status == "confirmed":
        said = _("confirmed by this company on %(day)s") % {"day": of.confirmed_on}
    else:
        said = place if of.level in ("city", "municipality") and place else str(LEVELS.get(of.level, ""))
        if of.valid_from:
            said = _("%(place)s, from %(day)s") % {"place": said, "day": of.valid_from}
    return f"{said}（{of.ref}）" if of.ref else said


def ask(one: Ask, roles: dict[str, str]) -> str:
    """What is unknown and who settles it: 没有可核实的来源，未计算。请社保专员核实一次。"""
    who = roles.get(one.who, one.who)
    if one.figure:
        return _("No source we can check for “%(what)s”, so not calculated. %(who)s please confirm it once.") % {
            "what": key_title(one.what),
            "who": who,
        }
    what = str(FACTS.get(one.what, one.what)) + (f"（{one.detail}）" if one.detail else "")
    return _("Nobody has recorded %(what)s, so not calculated. %(who)s please fill it in once.") % {
        "what": what,
        "who": who,
    }


def month(label: str) -> str:
    """2026年10月; October 2026 is written the same way in tables."""
    year, number = label.split("-")
    return _("%(month)s/%(year)s") % {"year": year, "month": str(int(number))}


def day(text: str) -> date | None:
    """A day of a statement's inputs, or None."""
    return date.fromisoformat(text) if text else None
