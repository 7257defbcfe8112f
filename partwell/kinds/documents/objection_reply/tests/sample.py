"""Values for one paper of this kind; `golden.txt` beside it is what they make."""

from datetime import date
from typing import Any

VALUES: dict[str, Any] = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "林晓",
    "employee_number": "E20418",
    "document_number": "20261126-7K4Q2M9D",
    "issued_on": date(2026, 11, 26),
    "report_number": "20261121-9D7K4Q2M",
    "objected_on": date(2026, 11, 22),
    "objection": "10 月有 3 天在参加公司培训，任务数应当相应减少。\n请按实际工作天数重新计算。",
    "findings": [
        "10 月 14 日至 16 日您参加了公司安排的培训，共 3 个工作日。",
        "按实际工作天数折算，10 月应完成任务 8.6 项，您完成 6 项，完成率为 69.8%。",
    ],
    "outcome": "partly",
    "measures": ["10 月的任务完成率由 60% 更正为 69.8%。", "更正后仍未达到 80% 的标准，结论“未达到录用条件”不变。"],
    "reviewer": "员工关系韩冰、HR 经理顾清",
}
