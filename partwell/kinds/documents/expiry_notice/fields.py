"""Words of the notice that a fixed-term contract ends at its term (《劳动合同法》第四十四条第一项).

Values besides the common ones: `position` text; `contract_from`, `contract_to` days; `ending_on` day; `why`
"not_offered", "worse_refused" or "same_refused": how it came to no renewal; `severance_due` yes or no; `contact` text.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import (
    ARBITRATION,
    LABOR_CONTRACT,
    RECEIPT,
    SOCIAL_INSURANCE,
    WAGES,
    employer_letter,
    greeting,
    head,
)
from partwell.lib.paper.model import Paper, Section, items, para, runs, table
from partwell.lib.paper.values import Values

REASONS = {
    "not_offered": "公司决定不再续订。",
    "worse_refused": "公司提出以低于原合同的条件续订，您没有同意。",
    "same_refused": "公司提出维持或者提高原合同约定的条件续订，您没有同意。",
}


def fields(values: Mapping[str, Any]) -> Paper:
    """The notice to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    on, term, start = v.day("ending_on"), v.day("contract_to"), v.day("contract_from")
    why, pays = REASONS[v.one_of("why", tuple(REASONS))], v.truth("severance_due")
    position, contact = v.text("position"), v.text("contact")
    v.finish()
    opening = para(
        "您与公司的劳动合同期限自 {start} 至 {term}，您担任{position}。"
        + why
        + f"根据{LABOR_CONTRACT}第四十四条第一项，"
        "劳动合同于 {on} 期满终止。",
        start=day(start),
        term=day(term),
        position=position,
        on=day(on),
    )
    longer = (para("劳动合同因法定情形续延至上述日期（{law}第四十五条）。", law=LABOR_CONTRACT),) if on > term else ()
    later = day(on + timedelta(days=15))
    rows = [
        ["一次付清工资", day(on), f"{WAGES}第九条"],
        ["出具终止劳动合同的证明", day(on), f"{LABOR_CONTRACT}第五十条"],
        ["办理社会保险关系和档案转移", later, f"{LABOR_CONTRACT}第五十条"],
        ["将失业人员名单告知社会保险经办机构", later, f"{SOCIAL_INSURANCE}第五十条"],
    ]
    if pays:
        rows.append(["支付经济补偿（金额见结算单）", "办结工作交接时", f"{LABOR_CONTRACT}第四十六条第五项、第五十条"])
    money = (
        ()
        if pays
        else (para("公司以维持或者提高的条件提出续订而您不同意，依法不支付经济补偿。您认为条件降低的，请指出。"),)
    )
    return employer_letter(
        h,
        "劳动合同期满终止通知书",
        [
            Section("一、终止的日期和原因", (greeting(h), opening, *longer)),
            Section(
                "二、公司接下来要做的",
                (table(["事项", "最晚日期（法定期限）", "依据"], rows), *money),
                page=False,
            ),
            Section(
                "三、您的权利",
                (
                    items(
                        runs(
                            "您处于孕期、产期、哺乳期、医疗期，或者有其他法定情形的，劳动合同应当续延至情形消失"
                            f"（{LABOR_CONTRACT}第四十二条、第四十五条），请立即告知公司。"
                        ),
                        runs(
                            "您已连续工作满十年，或者已经连续订立二次固定期限劳动合同的，可以要求订立无固定期限劳动合同"
                            f"（{LABOR_CONTRACT}第十四条）。"
                        ),
                        runs(f"您不同意终止的，可以在一年内申请劳动争议仲裁（{ARBITRATION}第二十七条）。"),
                    ),
                    para("有不清楚的地方，请联系{contact}。", contact=contact),
                    para(RECEIPT),
                ),
            ),
        ],
        unaffected="工资、离职证明、社会保险和档案转移。签收、拒收、写明意见，都照常办理。",
    )
