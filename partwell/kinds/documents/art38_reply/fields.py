"""Words of the reply to a notice under 第三十八条: findings, position, what the company does, ways to complain.

Values besides the common ones: `received_on` day; `findings` list of texts; `outcome` "accept", "partly" or "dispute";
`pays` "yes" or "no": whether the company pays severance; `ending_on` day; `contact` text.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import ARBITRATION, LABOR_CONTRACT, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, items, listed, para, runs
from partwell.lib.paper.values import Values

OUTCOMES = {"accept": "认可您提出的事由", "partly": "部分认可您提出的事由", "dispute": "对您提出的事由有不同意见"}


def fields(values: Mapping[str, Any]) -> Paper:
    """The reply to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    received, ends, findings = v.day("received_on"), v.day("ending_on"), v.texts("findings")
    outcome, pays, contact = (
        OUTCOMES[v.one_of("outcome", tuple(OUTCOMES))],
        v.one_of("pays", ("yes", "no")) == "yes",
        v.text("contact"),
    )
    v.finish()
    money = (
        f"公司依法支付经济补偿，按您的工作年限和解除前十二个月的平均工资计算（{LABOR_CONTRACT}第四十六条、第四十七条），"
        "在办结工作交接时支付，核算结果另行书面告知。"
        if pays
        else "公司认为不符合应当支付经济补偿的情形。您不同意的，可以按第三部分的办法主张。"
    )
    return employer_letter(
        h,
        "关于解除劳动合同通知的答复函",
        [
            Section(
                "一、核查情况",
                (
                    greeting(h),
                    para("您于 {on} 送达的解除劳动合同通知，公司已经核查，查明：", on=day(received)),
                    listed(findings),
                ),
            ),
            Section(
                "二、公司的答复",
                (
                    para("公司{outcome}。劳动合同按照您的通知于 {end} 解除。", outcome=outcome, end=day(ends)),
                    para(money),
                    para("应付的工资、应当补缴的社会保险费，不论公司是否认可事由，都依法办理，不等待任何签字。"),
                ),
                page=False,
            ),
            Section(
                "三、您不同意时",
                (
                    items(
                        runs("书面提出，公司再作答复。"),
                        runs(f"自知道或者应当知道权利被侵害之日起一年内申请劳动争议仲裁（{ARBITRATION}第二十七条）。"),
                        runs("拨打 12333 咨询，或者向劳动保障监察机构投诉。"),
                    ),
                    para("有不清楚的地方，请联系{contact}。", contact=contact),
                ),
                page=False,
            ),
        ],
        unaffected="工资、离职证明、社会保险和档案转移，按法定期限办理。",
    )
