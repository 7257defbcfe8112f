"""Values for one paper of this kind; `golden.txt` beside it is what they make."""

from datetime import date
from decimal import Decimal
from typing import Any

VALUES: dict[str, Any] = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "林晓",
    "employee_number": "E20418",
    "document_number": "20261126-7K4Q2M9D",
    "issued_on": date(2026, 11, 26),
    "position": "测试工程师",
    "probation_from": date(2026, 9, 8),
    "probation_to": date(2026, 12, 7),
    "criteria": [
        {
            "name": "工作任务完成率",
            "weight": Decimal("0.4"),
            "standard": "每月 10 项任务，完成 8 项及以上",
            "source": "任务系统的完成记录",
        },
        {
            "name": "团队协作评分",
            "weight": Decimal("0.3"),
            "standard": "同事评分平均 70 分及以上",
            "source": "同事互评",
        },
        {"name": "学习能力", "weight": Decimal("0.3"), "standard": "完成 2 门培训课程，考试及格", "source": "培训记录"},
    ],
    "passing": "三项均达到标准，即符合录用条件。",
}
