"""Values for one paper of this kind; `golden.txt` beside it is what they make."""

from datetime import date
from typing import Any

VALUES: dict[str, Any] = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "林晓",
    "employee_number": "E20418",
    "document_number": "20261126-7K4Q2M9D",
    "issued_on": date(2026, 11, 26),
    "union_name": "杭州云岚软件有限公司工会委员会",
    "letter_number": "20261124-8T3FQ0WZ",
    "opinion_on": date(2026, 11, 25),
    "opinion": "建议核对培训期间的任务数，并给该员工说明的机会。",
    "findings": ["培训期间的任务数已经折减，完成率相应更正。", "该员工已两次书面说明，公司均已答复。"],
    "decision": "更正后的结果仍未达到录用条件，公司维持解除的决定。",
}
