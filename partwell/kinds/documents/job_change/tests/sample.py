"""Values for one paper of this kind; `golden.txt` beside it is what they make."""

from datetime import date
from typing import Any

VALUES: dict[str, Any] = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "林晓",
    "employee_number": "E20418",
    "document_number": "20261126-7K4Q2M9D",
    "issued_on": date(2026, 11, 26),
    "position": "测试工程师",
    "new_post": "测试文档专员",
    "from_on": date(2026, 12, 1),
    "reasons": ["9月、10月的月度考核均未达到岗位要求。"],
    "pay": "保持不变",
    "contact": "华敏（人力资源部）",
}
