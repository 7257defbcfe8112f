"""Values for one paper of this kind; `golden.txt` beside it is what they make."""

from datetime import date
from typing import Any

VALUES: dict[str, Any] = {
    "company_name": "杭州云岚软件有限公司",
    "employee_name": "林晓",
    "employee_number": "E20418",
    "document_number": "20261126-7K4Q2M9D",
    "issued_on": date(2026, 11, 26),
    "situation": "生产经营发生严重困难，主要客户终止合作，上半年亏损",
    "headcount": 120,
    "to_cut": 14,
    "criteria": ["所在业务线整体停止的岗位；", "同一岗位按最近一年的考核结果排序，人数相同的比较本单位工作年限。"],
    "kept_first": ["订立无固定期限劳动合同的 2 人；", "家庭无其他就业人员且有未成年子女的 1 人。"],
    "severance_terms": "按劳动合同法第四十七条，以解除前十二个月平均工资和本单位工作年限计算，在办结工作交接时支付。",
    "schedule": ["提前三十日向工会说明情况，听取意见；", "向劳动行政部门报告；", "送达解除通知，办理离职手续。"],
    "contact": "人力资源部",
}
