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
    "agreement_on": date(2024, 3, 1),
    "ending_on": date(2026, 12, 15),
    "decision": "activate",
    "scope": "从事与公司支付软件有竞争关系的产品的销售",
    "area": "浙江省",
    "until": date(2027, 12, 14),
    "monthly": Decimal("4500.00"),
    "pay_day": "每月 15 日前",
    "contact": "法务沈岩（0571-8888 0020）",
}
