"""Values for one paper of this kind; `golden.txt` beside it is what they make."""

from datetime import date
from decimal import Decimal
from typing import Any

VALUES: dict[str, Any] = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "王思远",
    "employee_number": "E10233",
    "document_number": "20261126-7K4Q2M9D",
    "issued_on": date(2026, 12, 15),
    "ending_on": date(2026, 12, 15),
    "groups": [
        {
            "title": "最后工资核算",
            "payee": "付给员工",
            "total": Decimal("10344.83"),
            "rows": [
                {
                    "item": "最后一个月工资",
                    "basis": "15000.00 ÷ 21.75 × 11",
                    "law": "工资支付暂行规定 第九条",
                    "amount": Decimal("7586.21"),
                },
                {
                    "item": "未休年休假工资",
                    "basis": "15000.00 ÷ 21.75 × 2 × 200%",
                    "law": "企业职工带薪年休假实施办法 第十二条",
                    "amount": Decimal("2758.62"),
                },
            ],
        },
        {
            "title": "社会保险补缴",
            "payee": "缴给征收机构",
            "total": Decimal("0.00"),
            "rows": [{"item": "2026年9月 养老保险", "state": "按时缴纳"}],
        },
    ],
    "paid": [{"item": "工资", "amount": Decimal("10000.00"), "paid_on": date(2026, 12, 15), "voucher": "HD2026-118"}],
    "differences": ["工资：算得 10,344.83 元，已付 10,000.00 元，还差 344.83 元"],
    "unconfirmed": ["医疗保险单位费率"],
    "reviewed": "顾清 2026-12-15",
    "notes": ["每个数字的来源见系统中的结算单。"],
}
