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
    "position": "测试工程师",
    "contract_from": date(2024, 1, 1),
    "initiator": "employer",
    "ending_on": date(2026, 12, 31),
    "severance": Decimal("36000.00"),
    "severance_basis": "12000.00 × 3",
    "more_terms": ["公司在 2026年12月31日前出具推荐信。"],
    "contact": "韩冰（人力资源部）",
}
