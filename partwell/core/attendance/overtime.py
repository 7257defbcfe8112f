"""Overtime under the three working-hour systems, its limits, and whether pay reaches the minimum wage.

《劳动法》第四十四条: at least 150 % on working days, 200 % on rest days without time off in lieu, 300 % on legal
holidays. 《劳动法》第四十一条: one hour a day as a rule, three in special cases, 36 a month.
Averaged hours (综合计算工时): only what exceeds the period's standard is overtime (150 %), legal holidays 300 %
(劳部发〔1994〕503号, 劳部发〔1995〕309号第62条). Flexible hours (不定时): the national text sets no overtime pay
(《工资支付暂行规定》第十三条); some cities pay legal holidays, which is a rule of the branch.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from .judge import Month
from .shifts import System

DAY_LIMIT = 180
MONTH_LIMIT = 36 * 60
STANDARD_DAY = 480
RATES = {"work": Decimal("1.5"), "rest": Decimal(2), "holiday": Decimal(3)}
CITE_RATES = "《劳动法》第四十四条"
CITE_LIMITS = "《劳动法》第四十一条"
CITE_REST = "《劳动法》第三十八条"

Period = Literal["month", "quarter", "year"]
_DAYS_A_YEAR = ((date(2025, 1, 1), 248), (date(2008, 1, 3), 250))
"""Working days a year: 365 less 104 rest days less the legal holidays, 11 until 2024 and 13 from 2025 on."""
_PARTS = {"month": 12, "quarter": 4, "year": 1}


def standard_minutes(period: Period, on: date) -> int:
    """Working time of a period under averaged hours, in minutes: a month of 2026 has 248 ÷ 12 × 8 h = 9,920.

    Raises ValueError before 3 January 2008 (劳社部发〔2008〕3号).
    """
    days = next((days for since, days in _DAYS_A_YEAR if on >= since), None)
    if days is None:
        raise ValueError(f"no standard working time is known for {on}")
    return days * STANDARD_DAY // _PARTS[period]


def owed_minutes(standard: int, paid_halves: int) -> int:
    """What of a period's standard has to be worked: eight hours less for each day of leave that is paid as work.

    Who is on paid leave is paid as if at work (《职工带薪年休假条例》第二条,《工资支付暂行规定》第十一条). A
    standard left whole would have the days worked in again, without the pay for overtime. Time off in lieu is not
    among them: it gives back hours that are in the sum already.
    """
    return max(standard - paid_halves * STANDARD_DAY // 2, 0)


def months_of(period: Period) -> int:
    """Calendar months of a period."""
    return 12 // _PARTS[period]


def period_start(period: Period, month: date) -> date:
    """First day of the period a month lies in: periods are those of the calendar year."""
    length = months_of(period)
    return date(month.year, (month.month - 1) // length * length + 1, 1)


def closes_period(period: Period, month: date) -> bool:
    """Whether a month is the last of its period: only then it is known what exceeds the standard."""
    return month.month % months_of(period) == 0


@dataclass(frozen=True, slots=True)
class Overtime:
    """Minutes by the rate they are paid at."""

    work: int = 0
    rest: int = 0
    holiday: int = 0

    @property
    def limited(self) -> int:
        """What the 36 hours are compared with: working and rest days. Legal holidays stand apart in the reports."""
        return self.work + self.rest

    def pay(self, hourly: Decimal) -> Decimal:
        """Pay for it at this hourly wage, unrounded."""
        weighed = self.work * RATES["work"] + self.rest * RATES["rest"] + self.holiday * RATES["holiday"]
        return hourly * weighed / 60


def overtime(
    month: Month, system: System, *, standard: int = 0, in_lieu: int = 0, pays_holidays: bool = False
) -> Overtime:
    """Overtime of a period. `standard` is needed for averaged hours, `in_lieu` is rest-day work given back as time.

    `pays_holidays` is the branch's rule for flexible hours where its city asks for it.
    """
    if system == "flexible_hours":
        return Overtime(holiday=month.overtime_holiday if pays_holidays else 0)
    if system == "averaged_hours":
        ordinary = month.worked - month.overtime_holiday
        return Overtime(max(ordinary - standard, 0), 0, month.overtime_holiday)
    return Overtime(month.overtime_work, max(month.overtime_rest - in_lieu, 0), month.overtime_holiday)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something an inspector would ask about: a code, the figure, its limit, and the article."""

    code: str
    value: int
    limit: int
    cite: str


def faults(month: Month, counted: Overtime, system: System, *, months: int = 1) -> tuple[Fault, ...]:
    """Limits that a month broke. Flexible hours have none of them but rest.

    `months` are those that `counted` is of: overtime of an averaged period may be 36 hours for each of its months
    (劳部发〔1997〕271号).
    """
    found = []
    limit = MONTH_LIMIT * months
    if system == "standard_hours" and month.most_overtime > DAY_LIMIT:
        found.append(Fault("overtime_day", month.most_overtime, DAY_LIMIT, CITE_LIMITS))
    if system != "flexible_hours" and counted.limited > limit:
        found.append(Fault("overtime_month", counted.limited, limit, CITE_LIMITS))
    if month.longest_run > 6:
        found.append(Fault("no_rest", month.longest_run, 6, CITE_REST))
    return tuple(found)


def request_fault(minutes: int, day_minutes: int, month_minutes: int) -> str | None:
    """Why overtime can't be asked for: `overtime_day` or `overtime_month`; None when both limits hold.

    `day_minutes` and `month_minutes` are what was approved before, without this request.
    """
    if day_minutes + minutes > DAY_LIMIT:
        return "overtime_day"
    return "overtime_month" if month_minutes + minutes > MONTH_LIMIT else None


@dataclass(frozen=True, slots=True)
class WageCheck:
    """Whether ordinary pay reaches the minimum wage of the place. `met` is None where either is not known."""

    met: bool | None
    wage: Decimal | None
    minimum: Decimal | None


def minimum_wage(wage: Decimal | None, minimum: Decimal | None) -> WageCheck:
    """Compare the month's wage, overtime and allowances left out (《最低工资规定》第十二条), with the minimum."""
    return WageCheck(None if wage is None or minimum is None else wage >= minimum, wage, minimum)
