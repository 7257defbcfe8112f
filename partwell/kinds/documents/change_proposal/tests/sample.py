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
    "change": "公司于 2026年10月整体关闭硬件业务线，该岗位不再存在",
    "offer": ["调到软件测试组，工资和工作地点不变；", "公司提供一个月带薪培训。"],
    "answer_on": date(2026, 12, 4),
    "contact": "华敏（人力资源部）",
}
