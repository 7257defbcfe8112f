"""Values for one paper of this kind; `golden.txt` beside it is what they make."""

from datetime import date
from typing import Any

VALUES: dict[str, Any] = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "林晓",
    "employee_number": "E20418",
    "document_number": "20261126-7K4Q2M9D",
    "issued_on": date(2026, 11, 26),
    "ending_on": date(2026, 11, 30),
    "successor": "马越",
    "supervisor": "周然",
    "handover": [
        {"item": "支付模块测试用例", "detail": "代码库 pay-tests，共 214 条", "state": "已移交"},
        {"item": "缺陷清单", "detail": "未关闭 7 条，已逐条说明", "state": "已移交"},
        {"item": "测试环境账号", "detail": "由 IT 收回并重新分配", "state": "已移交"},
    ],
    "open_points": ["回归测试计划由接手人 12 月 3 日前补充。"],
}
