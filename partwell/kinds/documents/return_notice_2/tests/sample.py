"""Values for one paper of this kind; `golden.txt` beside it is what they make."""

from datetime import date
from typing import Any

VALUES: dict[str, Any] = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "林晓",
    "employee_number": "E20418",
    "document_number": "20261126-7K4Q2M9D",
    "issued_on": date(2026, 11, 26),
    "absent_from": date(2026, 11, 12),
    "return_on": date(2026, 11, 30),
    "place": "杭州市西湖区云岚路 18 号 3 楼测试组",
    "contact": "华敏（人力资源部）",
    "rule": "《考勤管理制度》第二十一条",
    "first_on": date(2026, 11, 18),
}
