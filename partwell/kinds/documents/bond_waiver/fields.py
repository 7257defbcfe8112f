"""Words with which the company gives up the rest of a period of service (《劳动合同法实施条例》第十七条).

Values besides the common ones: `agreement_on` day; `until` day: end of the period of service; `contract_to`
day; `contact` text.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import LABOR_CONTRACT_REGULATION, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, para
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The waiver to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    agreed, until, term, contact = v.day("agreement_on"), v.day("until"), v.day("contract_to"), v.text("contact")
    v.finish()
    return employer_letter(
        h,
        "服务期豁免通知书",
        [
            Section(
                "",
                (
                    greeting(h),
                    para(
                        "您与公司于 {agreed} 签订的培训服务协议约定服务期至 {until} 止，劳动合同期限至 {term} 届满。",
                        agreed=day(agreed),
                        until=day(until),
                        term=day(term),
                    ),
                    para(
                        f"根据{LABOR_CONTRACT_REGULATION}第十七条，服务期未满的，劳动合同应当续延至服务期满。"
                        "公司决定放弃要求您履行剩余的服务期，劳动合同按原定期限届满。"
                    ),
                    para(
                        "您不因此承担任何违约金，公司也不要求返还培训费用。您希望继续履行的，请告知{contact}。",
                        contact=contact,
                    ),
                ),
            )
        ],
        unaffected="工资、离职证明、社会保险和档案转移，按法定期限办理。",
    )
