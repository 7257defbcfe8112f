"""Values for one paper of this kind; `golden.txt` beside it is what they make."""

from datetime import date
from typing import Any

VALUES: dict[str, Any] = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "林晓",
    "employee_number": "E20418",
    "document_number": "20261126-7K4Q2M9D",
    "issued_on": date(2026, 11, 26),
    "ending": "terminated",
    "ending_on": date(2026, 11, 30),
    "case_number": "2026-000147",
    "done": [
        {"item": "一次付清工资 4,026.50 元", "done_on": date(2026, 11, 30), "proof": "银行回单"},
        {"item": "出具离职证明", "done_on": date(2026, 11, 30), "proof": "20261130-6C8R5H2N"},
        {"item": "《离职保证书》", "done_on": date(2026, 11, 26), "proof": "附异议签署"},
        {"item": "公司补发 1,050.00 元", "done_on": date(2026, 12, 4), "proof": "银行回单"},
        {"item": "社会保险补缴", "done_on": date(2026, 12, 3), "proof": "征收机构缴款凭证"},
    ],
    "remaining": [{"item": "社会保险关系转移", "due_on": date(2026, 12, 15), "who": "唐悦"}],
    "own_file": "登录后在“我的文书”查看和下载，账号保留至少二年",
    "contact": "HR 许文（0571-8888 0044）",
}
