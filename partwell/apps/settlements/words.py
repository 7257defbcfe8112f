"""Words for the codes of statements, figures and refusals. Core returns codes; here they become sentences."""

from datetime import date

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from partwell.apps.law import origins
from partwell.apps.law.words import ICONS, KEYS, LEVELS, STATUSES, TONES, figure_value, is_rate, key_title, value
from partwell.core.settlement.statement import Ask, Source
from partwell.lib import registry

__all__ = ["ICONS", "KEYS", "STATUSES", "TONES", "figure_value", "is_rate", "key_title", "value"]
"""Words of the figures of law, passed on to the sheets."""

INSURANCES = {
    "pension": gettext_lazy("Pension insurance"),
    "medical": gettext_lazy("Medical insurance (with maternity)"),
    "unemployment": gettext_lazy("Unemployment insurance"),
    "work_injury": gettext_lazy("Work-injury insurance"),
    "housing_fund": gettext_lazy("Housing fund"),
}
COLUMNS = {
    "employer": gettext_lazy("Arrears, employer's share"),
    "employee": gettext_lazy("Arrears, employee's share"),
    "surcharge": gettext_lazy("Late surcharge"),
    "back_payment": gettext_lazy("Company's back payment"),
}
LINES = {
    "improvement": gettext_lazy("Training or another post, without result"),
    "back_payment": gettext_lazy("Company's back payment"),
    "si_employer_share": gettext_lazy("Arrears, employer's share"),
    "si_employee_share": gettext_lazy("Arrears, employee's share"),
    "si_late_surcharge": gettext_lazy("Late surcharge"),
    "si_month": gettext_lazy("Social insurance of the month"),
    "last_wage": gettext_lazy("Wage of the last month"),
    "unused_leave_pay": gettext_lazy("Pay for unused annual leave"),
    "over_withheld_refund": gettext_lazy("Refund of what was withheld too much"),
    "statutory_date": gettext_lazy("Day the resignation takes effect"),
    "severance": gettext_lazy("Severance (N)"),
    "damages": gettext_lazy("Damages (2N)"),
    "training_bond": gettext_lazy("Most that can be claimed under the training bond"),
    "noncompete_pay": gettext_lazy("Pay for the non-compete"),
    "injury_subsidy": gettext_lazy("One-off employment subsidy (work injury)"),
    "notice_pay": gettext_lazy("One month's wage in lieu of notice"),
    "medical_subsidy": gettext_lazy("Medical subsidy"),
    "medical_period": gettext_lazy("Months of the medical treatment period"),
    "medical_period_over": gettext_lazy("Whether the medical treatment period is over"),
    "wage_arrears": gettext_lazy("Wages owed"),
    "loss": gettext_lazy("Loss"),
    "agreed_extra": gettext_lazy("Agreed beyond severance"),
    "no_severance": gettext_lazy("No severance: the employee proposed the agreement"),
    "severance_due": gettext_lazy("Whether severance is due"),
    "notice_date": gettext_lazy("Day the notice takes effect"),
    "layoff_threshold": gettext_lazy("Threshold of a layoff, people"),
    "layoff_threshold_met": gettext_lazy("Whether the threshold is met"),
    "retirement_earliest": gettext_lazy("Earliest day of retirement"),
    "retirement_statutory": gettext_lazy("Statutory day of retirement"),
    "retirement_latest": gettext_lazy("Latest day of retirement"),
    "retirement_notice_by": gettext_lazy("Last day to tell the earliest retirement"),
    "retirement_agreement_by": gettext_lazy("Last day to agree on a delay"),
    "attendance_month": gettext_lazy("Attendance of the month"),
    "attendance_total": gettext_lazy("Attendance in all"),
}
NOTES = {
    "fund_only": gettext_lazy(
        "Arrears are paid to the collecting authority; cash to the person does not replace them."
    ),
    "surcharge_employer_only": gettext_lazy(
        "The late surcharge is the company's alone and is not passed on to the person."
    ),
    "months_without_record": gettext_lazy("Months without a record are not in the sum."),
    "surcharge_days_local": gettext_lazy("The collecting authority fixes the day from which the surcharge runs."),
    "voluntary": gettext_lazy("The company pays this of its own will."),
    "not_the_arrears": gettext_lazy(
        "Back payment goes to the person, arrears to the fund; one does not replace the other."
    ),
    "waits_for_nothing_owed": gettext_lazy("Wages, arrears and the certificate do not wait for it."),
    "gross_before_tax": gettext_lazy("Before tax. Tax and the employee's lawful shares are deducted by payroll."),
    "waits_for_nothing": gettext_lazy("Due in full on the last day; it waits for no signature and no handover."),
    "earlier_months_paid_assumed": gettext_lazy(
        "Wages of earlier months are taken as paid; if not, they are due on the same day."
    ),
    "no_approval_needed": gettext_lazy("A resignation takes effect on this day without approval."),
    "last_day_inclusive": gettext_lazy(
        "Service counts from the first day of work through the last day, both included."
    ),
    "capped": gettext_lazy("The wage is above three times the local average: the cap is the base."),
    "cliff_at_cap": gettext_lazy("Above the cap at most 12 units count, so a slightly lower wage would give more."),
    "floored_at_minimum_wage": gettext_lazy("The average is below the minimum wage, which is the base."),
    "not_set_off_against_wages": gettext_lazy(
        "It may not be deducted from the last wage at will; it is claimed apart."
    ),
    "wages_are_no_training_cost": gettext_lazy("Wages paid during the training are no cost of training."),
    "three_months_unpaid_may_end_it": gettext_lazy("Unpaid for three months, the person may ask to be released."),
    "agreed_below_lawful": gettext_lazy("The agreed sum is below 30 % of the average wage or the minimum wage."),
    "medical_subsidy_from_the_fund": gettext_lazy("The one-off medical subsidy is paid by the fund and claimed apart."),
    "work_injury_class_unconfirmed": gettext_lazy("Rate of industry class 1; the company's own rate is not confirmed."),
    "surcharge_above_principal": gettext_lazy(
        "Above the principal: whether it may exceed it is disputed; ask the authority."
    ),
    "held_at_monthly_wage": gettext_lazy("Held at the monthly wage."),
    "days_by_calendar": gettext_lazy("Days through the last day by the published calendar; no absence is on record."),
    "paid_before_or_with_the_notice": gettext_lazy(
        "The law says: after paying it the company may end the contract. It is not capped."
    ),
    "set_by_the_province": gettext_lazy("The months are those of the place; where it grants none, the sum is nought."),
    "loss_not_deducted_at_will": gettext_lazy(
        "A loss is claimed apart; at most 20 % of a month's wage may be withheld, and the minimum wage stays."
    ),
    "wages_apart": gettext_lazy("Wages and unused leave are paid apart, on the last day."),
    "rest_days_count_as_sick": gettext_lazy("Days of rest within sick leave count."),
    "no_36_months": gettext_lazy("There is no second period beside that of the table."),
    "category_by_post_keep_evidence": gettext_lazy("The original age of women depends on the post; keep its papers."),
    "ending_at_the_old_age_is_unlawful": gettext_lazy("Ending the contract at the former age is unlawful."),
    "back_payment_proposed": gettext_lazy(
        "Months were paid late or not at all: whether the company pays of its own will is HR's decision."
    ),
}
CONVENTIONS = {
    "whole_month": gettext_lazy("whole month without absence: the monthly wage"),
    "forward": gettext_lazy("part month: monthly wage ÷ 21.75 × days paid"),
    "reverse": gettext_lazy("monthly wage less the days not paid ÷ 21.75"),
    "part_days_not_paid": gettext_lazy("part days are not paid"),
    "day_of_receipt_not_counted": gettext_lazy("the day of receipt is not counted"),
    "last_day_inclusive": gettext_lazy("first and last day both counted"),
}
STATES = {
    "paid": gettext_lazy("paid in time"),
    "paid_late": gettext_lazy("paid late"),
    "owed": gettext_lazy("owed"),
    "not_enrolled": gettext_lazy("not enrolled"),
    "open": gettext_lazy("not due yet"),
    "no_record": gettext_lazy("no record"),
}
FACTS = {
    "last_month_wage": gettext_lazy("the wage standard of the last month"),
    "sick_spells": gettext_lazy("the first day of work and the spells of sick leave"),
    "headcount": gettext_lazy("the number of employees and of those to be laid off"),
    "loss_items": gettext_lazy("what was lost, with its proof"),
    "months_owed": gettext_lazy("the months with wages owed"),
    "severance_due": gettext_lazy("whether severance is due"),
    "renewal_offer": gettext_lazy("what came of the offer to renew"),
    "birth_date": gettext_lazy("the birth date in the identity number"),
    "retire_category": gettext_lazy("the post and original age"),
    "retire_date": gettext_lazy("the planned day of retirement"),
    "contribution_base": gettext_lazy("the wage the contributions are reckoned on"),
    "monthly_wage": gettext_lazy("the monthly wage of the contract"),
    "last_day": gettext_lazy("the last day of employment"),
    "notice_received": gettext_lazy("the day the resignation was received"),
    "employee_type": gettext_lazy("whether the person is on probation"),
    "attendance_month": gettext_lazy("the attendance of the month"),
    "attendance_unconfirmed": gettext_lazy("confirming the attendance of the month"),
    "attendance_cut": gettext_lazy("the attendance through the last day"),
    "annual_leave": gettext_lazy("the annual leave of the year: days granted and days taken"),
    "average_wage_12m": gettext_lazy("the average wage of the last 12 months"),
    "average_wage_without_overtime": gettext_lazy("the average wage of the last 12 months without overtime"),
    "training_cost": gettext_lazy("the documented cost of the training without wages"),
    "bond_agreed": gettext_lazy("the sum agreed in the training bond"),
    "bond_months": gettext_lazy("the agreed months of service under the training bond"),
    "bond_served_months": gettext_lazy("the months served under the training bond"),
    "noncompete_months": gettext_lazy("the months of the non-compete"),
    "noncompete_agreed": gettext_lazy("the monthly pay agreed for the non-compete"),
    "work_injury_grade": gettext_lazy("the grade of the work injury"),
    "service_before_2008": gettext_lazy("severance for service before 2008"),
    "contributions": gettext_lazy("the record of social insurance"),
}

PLAIN_LINES = {
    "last_wage": gettext_lazy("Your wage of the month you leave in, by the days worked and the paid holidays."),
    "unused_leave_pay": gettext_lazy(
        "Annual leave you could not take: 200 % of a day's wage for each whole day, beside the ordinary wage."
    ),
    "over_withheld_refund": gettext_lazy("What was taken from your wage for insurance and not owed; you get it back."),
    "severance": gettext_lazy(
        "One month's average wage for each year of service; six months or more count as a year, less as half."
    ),
    "damages": gettext_lazy("Twice the severance, because the ending was unlawful."),
    "back_payment": gettext_lazy("The company pays you this of its own will; it replaces no arrears."),
    "si_employer_share": gettext_lazy("The company's share; it goes to the collecting authority, not to you."),
    "si_employee_share": gettext_lazy("Your own share; it goes to the collecting authority and counts for you."),
    "si_late_surcharge": gettext_lazy("For paying late. The company bears it alone; you pay nothing of it."),
    "training_bond": gettext_lazy("The most the company could claim. It is not taken from your wage."),
    "noncompete_pay": gettext_lazy("Paid to you each month for not working for a competitor."),
    "injury_subsidy": gettext_lazy("The company's one-off payment after a work injury."),
}
PLAIN_PARTS = {
    "final_pay": gettext_lazy("Due in full on your last day. It waits for no signature and no handover."),
    "severance": gettext_lazy("Due when the handover is done."),
    "back_payment": gettext_lazy("A payment of the company's own will; wages and arrears do not wait for it."),
    "si_arrears": gettext_lazy("Goes to the collecting authority for your insurance account, whatever you sign."),
    "noncompete_schedule": gettext_lazy("Paid month by month after you left, as long as the ban holds."),
    "bond": gettext_lazy("What could be claimed at most; only a tribunal or your agreement makes it a debt."),
    "injury_subsidy": gettext_lazy("Paid after the ending; the fund's one-off medical subsidy is claimed apart."),
}


def plain_line(code: str) -> str:
    """A line in words for the person it is about; empty where the title says it."""
    return str(PLAIN_LINES.get(code, ""))


def plain_part(name: str) -> str:
    """When a calculation is due and what it waits for, for the person it is about."""
    return str(PLAIN_PARTS.get(name, ""))


def calculation_title(name: str) -> str:
    """What a calculation is called in the reader's language."""
    kind = registry.kind("calculations", name)
    return str(kind.title_en if (get_language() or "").startswith("en") else kind.title)


def source(of: Source, place: str = "") -> str:
    """Where a figure comes from, in a few words: the company's own confirmation, the place and year, the document."""
    if of.status == "confirmed":
        said = _("confirmed by this company on %(day)s") % {"day": of.confirmed_on}
    else:
        said = place if of.level in ("city", "municipality") and place else str(LEVELS.get(of.level, ""))
        if of.valid_from:
            said = _("%(place)s, from %(day)s") % {"place": said, "day": of.valid_from}
    document = reference(of.ref)
    return f"{said}（{document}）" if document else said


def reference(ref: str) -> str:
    """The document a figure is read from, in the reader's language; empty if the data name none."""
    return origins.reference(ref, get_language() or "")


AS_IT_STANDS = {
    "attendance_unconfirmed": gettext_lazy(
        "The attendance of %(detail)s is recorded, but not confirmed. %(who)s please look at it and confirm the month."
    ),
    "attendance_cut": gettext_lazy(
        "The attendance on record does not end on the last day. %(who)s please record %(detail)s anew and confirm it."
    ),
}
"""What is asked for where something is on record and can't be used yet: typing it once more would not help."""


def ask(one: Ask, roles: dict[str, str]) -> str:
    """What is unknown and who settles it: 没有可核实的来源，未计算。请社保专员核实一次。"""
    who = roles.get(one.who, one.who)
    if one.figure:
        return _("No source we can check for “%(what)s”, so not calculated. %(who)s please confirm it once.") % {
            "what": key_title(one.what),
            "who": who,
        }
    if one.what in AS_IT_STANDS:
        return str(AS_IT_STANDS[one.what]) % {"detail": one.detail, "who": who}
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
