"""Values for one paper of this kind; `golden.txt` beside it is what they make."""

from datetime import date
from typing import Any

VALUES: dict[str, Any] = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "林晓",
    "employee_number": "E20418",
    "document_number": "20261126-7K4Q2M9D",
    "issued_on": date(2026, 11, 26),
    "defended_on": date(2026, 11, 27),
    "defence": "11月12日至14日因家人住院，已在微信上告知主管。",
    "findings": ["主管确认收到过一条消息，内容是 11月12日请假一天。", "11月13日、14日没有请假记录。"],
    "outcome": "partly",
    "reviewer": "韩冰",
}
