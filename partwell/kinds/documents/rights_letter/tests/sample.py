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
    "ending": "terminated",
    "ending_on": date(2026, 11, 30),
    "wage": Decimal("4026.50"),
    "certificate_how": "2026年11月30日起在“我的文书”下载，盖章原件可到人力资源部领取或者要求邮寄",
    "involuntary": True,
    "contributed_months": 3,
    "housing_fund": True,
    "dossier_held": False,
    "arrears_months": ["2026年9月", "2026年10月"],
    "back_payment": Decimal("1050.00"),
    "back_payment_when": "HR 审核通过后五个工作日内",
    "noncompete": "none",
    "contact": "HR 许文（0571-8888 0044）",
    "labor_office": "杭州市劳动保障监察支队",
}
