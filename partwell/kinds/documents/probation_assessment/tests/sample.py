"""Values for one paper of this kind; `golden.txt` beside it is what they make."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

VALUES: dict[str, Any] = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "林晓",
    "employee_number": "E20418",
    "document_number": "20261126-7K4Q2M9D",
    "issued_on": date(2026, 11, 26),
    "position": "测试工程师",
    "period_from": date(2026, 9, 8),
    "period_to": date(2026, 11, 20),
    "criteria_number": "20260907-2M9D7K4Q",
    "criteria": [
        {
            "name": "工作任务完成率",
            "weight": Decimal("0.4"),
            "standard": "80% 及以上",
            "result": "60%（10 项完成 6 项）",
            "score": "24.0",
            "met": False,
        },
        {
            "name": "团队协作评分",
            "weight": Decimal("0.3"),
            "standard": "70 分及以上",
            "result": "76 分（5 人）",
            "score": "22.8",
            "met": True,
        },
        {
            "name": "学习能力",
            "weight": Decimal("0.3"),
            "standard": "2 门课程，及格",
            "result": "2 门，82 分",
            "score": "24.6",
            "met": True,
        },
    ],
    "months": [
        {"month": "2026年9月", "score": "74.2", "answer": "已确认"},
        {"month": "2026年10月", "score": "71.4", "answer": "已提出异议"},
    ],
    "conclusion": "not_met",
    "conclusion_note": "三项中“工作任务完成率”未达到标准。",
    "sources": ["任务系统的完成记录，2026年9月8日至11月20日", "同事互评 5 份", "培训系统的考试成绩"],
    "frozen_at": datetime(2026, 11, 21, 2, 0, tzinfo=UTC),
}
