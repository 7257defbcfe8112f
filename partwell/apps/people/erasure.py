"""What is forgotten of an erased person's record: everything that identifies, reaches or pays the person.

The employee number stays, because the company counts by it; contracts keep their dates.
"""

from datetime import datetime

from partwell.lib.erasing import ERASED_NAME, Held

from .models import Employee

_SEALED = ("id_number", "phone", "mail", "address", "bank_account")
HELD = {
    "Employee": Held(("pk",), data=_SEALED),
    "Contract": Held(("employee",), data=("monthly_wage",)),
    "Contribution": Held(("employee",), data=("base", "withheld")),
}


def forget(employee: int, now: datetime) -> None:
    """Forget who an employee is; runs after the person's key was destroyed, in the same transaction."""
    del now
    empty = {f"{name}_index": None for name in ("id_number", "phone", "mail")}
    Employee.objects.filter(pk=employee).update(name=ERASED_NAME, pinyin="", standing={}, **empty)
