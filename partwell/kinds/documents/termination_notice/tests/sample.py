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
    "contract_from": date(2026, 9, 8),
    "ending_on": date(2026, 11, 30),
    "cite": "《中华人民共和国劳动合同法》第三十九条第一项",
    "ground": "在试用期间被证明不符合录用条件",
    "reasons": [
        "您签收的《试用期录用条件告知书》（文书编号 20260907-2M9D7K4Q）约定：每月任务完成率应达到 80%。",
        "考核期内您的任务完成率为 69.8%，未达到该标准；数据见《试用期考核报告》（文书编号 20261121-9D7K4Q2M）。",
        "您提出的异议已经复核并书面答复（文书编号 20261124-4Q2M9D7K）。",
    ],
    "union_heard": True,
    "contact": "员工关系韩冰（0571-8888 0052）",
}
