"""Values for one paper of this kind; `golden.txt` beside it is what they make."""

from datetime import date
from decimal import Decimal
from typing import Any

VALUES: dict[str, Any] = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "林晓",
    "employee_number": "E20418",
    "document_number": "20261126-7K4Q2M9D",
    "issued_on": date(2026, 11, 26),
    "ending_on": date(2026, 11, 20),
    "wage": Decimal("8620.69"),
    "housing_fund": True,
    "work_related": "pending",
    "contact": "罗宁（人力资源部）",
}
