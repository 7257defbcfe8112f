"""What is forgotten of an erased person's record: everything that identifies, reaches or pays the person.

The employee number stays, because the company counts by it; contracts keep their dates.
"""

from datetime import datetime

from .models import Contract, Contribution, Employee

ERASED_NAME = "（已依法删除）"
_SEALED = ("id_number", "phone", "mail", "address", "bank_account")


def forget(employee: int, now: datetime) -> None:
    """Forget who an employee is; runs after the person's key was destroyed, in the same transaction."""
    del now
    empty = {f"{name}_sealed": None for name in _SEALED}
    empty |= {f"{name}_index": None for name in ("id_number", "phone", "mail")}
    Contract.objects.filter(employee=employee).update(monthly_wage_sealed=None)
    Contribution.objects.filter(employee=employee).update(base_sealed=None, withheld_sealed=None)
    Employee.objects.filter(pk=employee).update(name=ERASED_NAME, pinyin="", standing={}, **empty)
