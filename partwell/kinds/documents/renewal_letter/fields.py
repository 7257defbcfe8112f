"""Words of the offer to renew a contract: the terms offered, whether they are kept, and how to answer.

Values besides the common ones: `position` text; `contract_to` day; `term` "fixed" or "open_ended"; `new_to` day when
fixed; `terms` "same", "better" or "worse"; `offer` list of texts; `answer_on` day, set by the company; `contact` text.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import LABOR_CONTRACT, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, facts, items, listed, para, runs
from partwell.lib.paper.values import Values

TERMS = {"same": "维持原合同约定的条件", "better": "高于原合同约定的条件", "worse": "低于原合同约定的条件"}


def fields(values: Mapping[str, Any]) -> Paper:
    """The offer to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    end, term = v.day("contract_to"), v.one_of("term", ("fixed", "open_ended"))
    new_to = v.day("new_to") if term == "fixed" else None
    kept, offer = TERMS[v.one_of("terms", tuple(TERMS))], v.texts("offer")
    by, contact, position = v.day("answer_on"), v.text("contact"), v.text("position")
    start = end + timedelta(days=1)
    v.finish()
    span = f"{day(start)}至{day(new_to)}（固定期限）" if new_to else f"自{day(start)}起（无固定期限）"
    return employer_letter(
        h,
        "续订劳动合同意向书",
        [
            Section(
                "",
                (
                    greeting(h),
                    para("您的劳动合同将于 {end} 届满。公司希望与您续订劳动合同，条件如下：", end=day(end)),
                    facts(("岗位", position), ("续订期限", span), ("与原合同相比", kept)),
                    listed(offer),
                    para("请在 {by} 前（公司内部期限）答复。您的选择：", by=day(by)),
                    items(
                        runs("同意续订：双方签订新的劳动合同，离职手续随之取消。"),
                        runs(
                            "不同意续订：劳动合同到期终止。公司维持或者提高条件而您不同意的，依法没有经济补偿；"
                            f"条件降低而您不同意的，公司支付经济补偿（{LABOR_CONTRACT}第四十六条第五项）。"
                        ),
                        runs(
                            "您已连续工作满十年，或者已经连续订立二次固定期限劳动合同的，可以要求订立无固定期限劳动合同"
                            f"（{LABOR_CONTRACT}第十四条）。"
                        ),
                    ),
                    para("有想商量的，请联系{contact}。", contact=contact),
                ),
            )
        ],
        unaffected="工资、社会保险照常；无论怎么答复，到期后的工资、证明和社保转移都依法办理。",
    )
