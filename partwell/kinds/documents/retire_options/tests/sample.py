"""Values for one paper of this kind; `golden.txt` beside it is what they make."""

from datetime import date
from typing import Any

VALUES: dict[str, Any] = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "林晓",
    "employee_number": "E20418",
    "document_number": "20261126-7K4Q2M9D",
    "issued_on": date(2026, 11, 26),
    "earliest": date(2026, 3, 15),
    "statutory": date(2027, 3, 15),
    "latest": date(2030, 3, 15),
    "notice_by": date(2025, 12, 15),
    "agreement_by": date(2027, 2, 15),
    "years_needed": "15 年",
    "contact": "唐悦（人力资源部）",
}
