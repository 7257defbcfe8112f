"""Values for one paper of this kind; `golden.txt` beside it is what they make."""

from datetime import date
from decimal import Decimal
from typing import Any

VALUES: dict[str, Any] = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "王思远",
    "employee_number": "E10233",
    "document_number": "20261126-7K4Q2M9D",
    "issued_on": date(2026, 11, 26),
    "ending_on": date(2026, 12, 15),
    "paid": [
        {"item": "12 月工资", "amount": Decimal("7586.21"), "paid_on": date(2026, 12, 15), "voucher": "银行回单"},
        {"item": "未休年休假工资", "amount": Decimal("2758.62"), "paid_on": date(2026, 12, 15), "voucher": "银行回单"},
    ],
}
