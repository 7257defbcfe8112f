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
    "new_post": "资料管理员",
    "duties": "整理测试文档，可以居家办公",
    "from_on": date(2026, 12, 7),
    "pay": "保持不变",
    "reply_on": date(2026, 12, 3),
    "contact": "华敏（人力资源部）",
}
