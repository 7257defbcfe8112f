"""Values for one paper of this kind; `golden.txt` beside it is what they make."""

from datetime import date
from typing import Any

VALUES: dict[str, Any] = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "林晓",
    "employee_number": "E20418",
    "document_number": "20261126-7K4Q2M9D",
    "issued_on": date(2026, 11, 26),
    "other_employer": "杭州某某科技有限公司",
    "findings": ["该公司自 2026年10月起为您缴纳社会保险费。"],
    "correct_by": date(2026, 12, 10),
    "contact": "韩冰（人力资源部）",
}
