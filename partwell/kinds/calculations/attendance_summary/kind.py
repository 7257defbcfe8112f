"""Attendance of the last months as HR confirmed it: the check before the Undertaking."""

from typing import Any

from partwell.apps.attendance import queries as attendance
from partwell.apps.settlements import records
from partwell.core.money import plain
from partwell.core.settlement.statement import Ask, Line, NotComputed, Statement
from partwell.lib.calculations import CalculationContext, CalculationKind

WINDOW = 12
"""Months looked at; someone on probation has fewer."""


def calculate(context: CalculationContext) -> Statement:
    """One line a month and a total. Raises NotComputed with every month that is not confirmed."""
    first = records.hired_on(context.employee)
    last = min(context.last_day or context.today, context.today)
    wanted = attendance.months_between(first, last)[-WINDOW:]
    rows = {row.month: row for row in attendance.months(context.employee, wanted[0], wanted[-1])} if wanted else {}
    gaps = [month for month in wanted if month not in rows or rows[month].confirmed_at is None]
    if gaps:
        raise NotComputed(*(Ask("attendance_month", "hr_ops", detail=f"{month:%Y-%m}") for month in gaps))
    held = [rows[month] for month in wanted]
    lines = [_line("attendance_month", row, row.late_count, f"{row.month:%Y-%m}") for row in held]
    total = attendance.totals(held)
    summary = {
        "due": plain(total.due),
        "present": plain(total.present),
        "paid_leave": plain(total.paid_leave),
        "unpaid_leave": plain(total.unpaid_leave),
        "absent": plain(total.absent),
        "late": str(total.late),
    }
    lines.append(Line("attendance_total", value=f"{summary['present']} / {summary['due']}", inputs=summary))
    return Statement("attendance_summary", context.today, tuple(lines))


def _line(code: str, row: Any, late: int, month: str) -> Line:
    return Line(
        code,
        value=f"{plain(row.present_days)} / {plain(row.due_days)}",
        inputs={
            "due": plain(row.due_days),
            "present": plain(row.present_days),
            "paid_leave": plain(row.paid_leave_days),
            "unpaid_leave": plain(row.unpaid_leave_days),
            "absent": plain(row.absent_days),
            "late": str(late),
            "source": row.source,
        },
        month=month,
    )


KIND = CalculationKind("attendance_summary", "考勤汇总", "Attendance summary", calculate)
