"""Values for one paper of this kind; `golden.txt` beside it is what they make."""

from datetime import UTC, date, datetime
from typing import Any

VALUES: dict[str, Any] = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "林晓",
    "employee_number": "E20418",
    "document_number": "20261126-7K4Q2M9D",
    "issued_on": date(2026, 11, 26),
    "matters": ["2026年11月12日至14日未到岗，也没有请假记录。"],
    "reply_by": datetime(2026, 11, 28, 9, 0, tzinfo=UTC),
    "contact": "韩冰（人力资源部）",
}
