"""Everything due on the last day: wage of the month, unused annual leave, refund of what was withheld too much."""

from partwell.apps.settlements import queries, records
from partwell.core.settlement.final_pay import final_pay, last_wage
from partwell.core.settlement.social_insurance import over_withheld
from partwell.core.settlement.statement import Ask, NotComputed, Statement
from partwell.core.settlement.unused_leave import leave_pay, unused
from partwell.lib.calculations import CalculationContext, CalculationKind


def calculate(context: CalculationContext) -> Statement:
    """The sheet of the last day. Raises NotComputed with everything that is not recorded, all at once."""
    last_day = context.last_day
    if last_day is None:
        raise NotComputed(Ask("last_day", "hrbp"))
    asks: list[Ask] = []
    employee, hired_on = context.employee, records.hired_on(context.employee)
    pay_days = queries.constant("pay_days_per_month", context.today)
    figures = queries.figures_of(employee)

    wage = refunds = leave = None
    try:
        monthly = records.monthly_wage(employee, last_day)
        days = records.days_of(employee, last_day)
        wage = last_wage(monthly, days, hired_on=hired_on, last_day=last_day, pay_days=pay_days)
    except NotComputed as unknown:
        asks += unknown.asks
    try:
        refunds = over_withheld(records.contributions(employee), figures=figures, today=context.today)
    except NotComputed as unknown:
        asks += unknown.asks
    try:
        held = records.leave_of(employee, last_day.year)
        average = queries.stated(employee).get("average_wage_without_overtime")
        if average is None and unused(held, hired_on=hired_on, last_day=last_day).days:
            raise NotComputed(Ask("average_wage_without_overtime", "payroll"))
        leave = leave_pay(
            held,
            hired_on=hired_on,
            last_day=last_day,
            average_wage=average or records.monthly_wage(employee, last_day),
            pay_days=pay_days,
        )
    except NotComputed as unknown:
        asks += [ask for ask in unknown.asks if ask not in asks]
    if wage is None or refunds is None or leave is None:
        raise NotComputed(*asks)
    return final_pay(wage, refunds, leave, last_day=last_day, today=context.today)


KIND = CalculationKind("final_pay", "最后工资核算", "Final pay", calculate)
