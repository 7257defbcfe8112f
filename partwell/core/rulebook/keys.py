"""Every key a figure of law can have: what it measures and between which bounds it can be true.

A key that is not here does not load: a misspelt one would never be found and nobody would miss it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Unit = Literal["yuan_month", "yuan_hour", "rate", "days", "months", "tiers", "rates"]


@dataclass(frozen=True, slots=True)
class Key:
    """What a figure measures. `tiers` and `rates` are tables; everything else is one number."""

    unit: Unit
    low: Decimal
    high: Decimal
    use: Literal["arrears", "pay", "housing_fund", "leave", "other"] = "other"

    @property
    def is_table(self) -> bool:
        """Whether the value is a table of numbers."""
        return self.unit in ("tiers", "rates")


def _key(unit: Unit, low: str, high: str, use: Literal["arrears", "pay", "housing_fund", "leave", "other"]) -> Key:
    return Key(unit, Decimal(low), Decimal(high), use)


_BASE = _key("yuan_month", "1000", "60000", "arrears")
_WAGE = _key("yuan_month", "1500", "30000", "pay")
_RATE = _key("rate", "0", "0.25", "arrears")
_LEAVE = _key("days", "0", "365", "leave")

KEYS: Mapping[str, Key] = {
    "social_insurance.base.floor": _BASE,
    "social_insurance.base.ceiling": _BASE,
    "social_insurance.base.medical.floor": _BASE,
    "social_insurance.base.medical.ceiling": _BASE,
    "social_insurance.base.unemployment.floor": _BASE,
    "social_insurance.base.unemployment.ceiling": _BASE,
    "social_insurance.base.work_injury.floor": _BASE,
    "social_insurance.base.work_injury.ceiling": _BASE,
    "social_insurance.pension.employer": _RATE,
    "social_insurance.pension.employee": _RATE,
    "social_insurance.medical.employer": _RATE,
    "social_insurance.medical.employee": _RATE,
    "social_insurance.medical.employee_fixed": _key("yuan_month", "0", "100", "arrears"),
    "social_insurance.maternity.employer": _RATE,
    "social_insurance.unemployment.employer": _RATE,
    "social_insurance.unemployment.employee": _RATE,
    "social_insurance.work_injury.employer": _RATE,
    "social_insurance.work_injury.class1.employer": _RATE,
    "social_insurance.work_injury.class_base_rates": _key("rates", "0", "0.25", "arrears"),
    "minimum_wage.monthly": _key("yuan_month", "800", "4000", "pay"),
    "minimum_wage.hourly": _key("yuan_hour", "8", "50", "pay"),
    "minimum_wage.tiers": _key("tiers", "8", "4000", "pay"),
    "average_wage.local_monthly": _WAGE,
    "average_wage.fullscope_monthly": _WAGE,
    "average_wage.pension_calculation_base": _WAGE,
    "severance.cap_3x_monthly": _key("yuan_month", "4500", "90000", "pay"),
    "work_injury.employment_subsidy.g5_6": _key("yuan_month", "0", "1000000", "pay"),
    "work_injury.employment_subsidy.g7_10": _key("yuan_month", "0", "1000000", "pay"),
    "medical_subsidy.months": _key("months", "0", "24", "pay"),
    "heat_allowance.outdoor": _key("yuan_month", "0", "2000", "pay"),
    "housing_fund.base.floor": _key("yuan_month", "500", "80000", "housing_fund"),
    "housing_fund.base.ceiling": _key("yuan_month", "500", "80000", "housing_fund"),
    "housing_fund.rate.min": _key("rate", "0.04", "0.24", "housing_fund"),
    "housing_fund.rate.max": _key("rate", "0.04", "0.24", "housing_fund"),
    "leave.marriage.days": _LEAVE,
    "leave.maternity.base_days": _LEAVE,
    "leave.maternity.extra_days": _LEAVE,
    "leave.maternity.dystocia_days": _LEAVE,
    "leave.maternity.multiple_birth_days": _LEAVE,
    "leave.paternity.days": _LEAVE,
    "leave.parental.days": _LEAVE,
    "leave.elder_care.only_child_days": _LEAVE,
    "leave.bereavement.days": _LEAVE,
}
