"""The day a resignation ends the contract without anyone's approval (《劳动合同法》第三十七条)."""

from datetime import date, timedelta

from partwell.core.cite import LCL

from .statement import Line, Statement

REGULAR_DAYS, PROBATION_DAYS = 30, 3


def statutory_date(received: date, *, in_probation: bool, today: date) -> Statement:
    """The notice received + 30 days, in probation + 3 days; the day of receipt is not counted, no day is rolled over.

    Sets the anchor D. Longer notice agreed locally is an agreement of the parties, not this date.
    """
    days = PROBATION_DAYS if in_probation else REGULAR_DAYS
    ends_on = received + timedelta(days=days)
    line = Line(
        "statutory_date",
        value=ends_on.isoformat(),
        basis=f"{received.isoformat()} + {days} d",
        inputs={"received": received.isoformat(), "days": str(days), "in_probation": "yes" if in_probation else "no"},
        cite=(LCL(37),),
        convention="day_of_receipt_not_counted",
    )
    return Statement(
        "statutory_date",
        today,
        (line,),
        facts={"D": ends_on.isoformat()},
        notes=("no_approval_needed",),
        inputs=line.inputs,
    )
