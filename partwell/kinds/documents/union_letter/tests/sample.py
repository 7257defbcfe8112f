"""Values for one paper of this kind; `golden.txt` beside it is what they make."""

from datetime import UTC, date, datetime
from typing import Any

VALUES: dict[str, Any] = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "林晓",
    "employee_number": "E20418",
    "document_number": "20261126-7K4Q2M9D",
    "issued_on": date(2026, 11, 26),
    "union_name": "杭州云岚软件有限公司工会委员会",
    "position": "测试工程师",
    "hired_on": date(2026, 9, 8),
    "ending_on": date(2026, 11, 30),
    "cite": "《中华人民共和国劳动合同法》第三十九条第一项",
    "ground": "在试用期间被证明不符合录用条件",
    "reasons": ["任务完成率 69.8%，未达到已告知的 80% 的录用条件。", "该员工的异议已复核，结论已书面答复。"],
    "reply_by": datetime(2026, 11, 27, 10, 0, tzinfo=UTC),
}
