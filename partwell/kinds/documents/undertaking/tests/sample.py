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
    "ending": "terminated",
    "ending_on": date(2026, 11, 30),
    "notice_number": "20261125-3F8TQ0WZ",
    "back_payment": Decimal("1050.00"),
    "back_payment_months": ["2026年9月", "2026年10月"],
    "back_payment_basis": ["月工资 5,000.00 × 2 个月 × 10.5% = 1,050.00 元", "10.5% = 养老 8% ＋ 医疗 2% ＋ 失业 0.5%"],
    "back_payment_source": (
        "杭州市 2026 年度个人缴费比例，本公司 2026年7月3日核实；规则版本 7c1e，2026年11月25日 15:40 计算"
    ),
    "pay_to": "本人工资账户（尾号 6612）",
    "pay_when": "HR 审核通过后五个工作日内",
    "arrears": [
        {
            "month": "2026年9月",
            "employer": Decimal("1310.00"),
            "employee": Decimal("525.00"),
            "surcharge": Decimal("55.05"),
        },
        {
            "month": "2026年10月",
            "employer": Decimal("1310.00"),
            "employee": Decimal("525.00"),
            "surcharge": Decimal("26.61"),
        },
    ],
    "arrears_source": "杭州市 2026 年度缴费比例，本公司 2026年7月3日核实",
    "surcharge_until": date(2026, 11, 30),
    "wage": Decimal("4026.50"),
    "wage_on": date(2026, 11, 30),
    "reply_by": datetime(2026, 11, 26, 9, 0, tzinfo=UTC),
}
