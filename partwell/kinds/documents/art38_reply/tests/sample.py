"""Values for one paper of this kind; `golden.txt` beside it is what they make."""

from datetime import date
from typing import Any

VALUES: dict[str, Any] = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "林晓",
    "employee_number": "E20418",
    "document_number": "20261126-7K4Q2M9D",
    "issued_on": date(2026, 11, 26),
    "received_on": date(2026, 11, 26),
    "ending_on": date(2026, 11, 30),
    "findings": ["2026年9月、10月的工资没有按约定日期发放，合计 10,000.00 元。", "公司已经安排在解除日一并付清。"],
    "outcome": "accept",
    "pays": "yes",
    "contact": "华敏（人力资源部）",
}
