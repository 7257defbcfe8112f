"""Values for one paper of this kind; `golden.txt` beside it is what they make."""

from datetime import date
from typing import Any

VALUES: dict[str, Any] = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "王思远",
    "employee_number": "E10233",
    "document_number": "20261126-7K4Q2M9D",
    "issued_on": date(2026, 11, 26),
    "received_on": date(2026, 11, 26),
    "probation": False,
    "statutory_on": date(2026, 12, 26),
    "wish_on": date(2026, 12, 15),
    "next_steps": ["孙梅与您安排工作交接（11月28日前，公司内部期限）。", "华敏与您确认离职日期。"],
    "contact": "HRBP 华敏（0571-8888 0012）",
}
