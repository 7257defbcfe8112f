"""Words of the notice with which the company ends a contract: article, reasons, dates of law, rights.

Values besides the common ones: `position` text; `contract_from` day; `ending_on` day; `cite` text (full name of the law
and article in numerals); `ground` text (the words of that article); `reasons` list of texts; `union_heard` yes or no:
no means that the company has no union; `severance_due` yes or no, optional: whether the law gives severance;
`severance` sum, absent while it is not worked out; `notice_mode` "thirty_days" or "pay_in_lieu" under 第四十条,
else absent or "none"; `contact` text.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from partwell.lib.paper.chinese import day, money
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


def fields(values: Mapping[str, Any]) -> Paper:
    """The notice to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    sections = [_decision(v, h), _after(v), _rights(v)]
    v.finish()
    return employer_letter(
        h,
        "解除劳动合同通知书",
        sections,
        unaffected="工资、离职证明、社会保险和档案转移。签收、拒收、写明意见，都照常办理。",
    )


def _decision(v: Values, h: Any) -> Section:
    """一: what is decided, by which article, and why."""
    union = (
        f"公司已按照{LABOR_CONTRACT}第四十三条，事先将解除理由通知工会。"
        if v.truth("union_heard")
        else "本单位尚未建立工会。"
    )
    return Section(
        "一、决定和理由",
        (
            greeting(h),
            para(
                (
                    "您于 {start} 与公司订立劳动合同，担任{position}。公司决定依据{cite}（{ground}），自 "
                    "{on} 起解除与您的劳动合同。理由如下："
                ),
                start=day(v.day("contract_from")),
                position=v.text("position"),
                cite=v.text("cite"),
                ground=v.text("ground"),
                on=day(v.day("ending_on")),
            ),
            items(*(runs("{one}", one=one) for one in v.texts("reasons"))),
            para(union),
        ),
    )


def _after(v: Values) -> Section:
    """二: what the company does next, each with its day and its article."""
    on = v.day("ending_on")
    later = on + timedelta(days=15)
    rows = [
        ["一次付清工资", day(on), f"{WAGES}第九条"],
        ["出具离职证明", day(on), f"{LABOR_CONTRACT}第五十条"],
        ["办理社会保险关系和档案转移", day(later), f"{LABOR_CONTRACT}第五十条"],
        ["将失业人员名单告知社会保险经办机构", day(later), f"{SOCIAL_INSURANCE}第五十条"],
    ]
    severance = v.money_or_none("severance")
    if severance is not None:
        rows.append([f"支付经济补偿 {money(severance)} 元", "办结工作交接时", f"{LABOR_CONTRACT}第五十条"])
    elif v.truth_or_none("severance_due"):
        rows.append(["支付经济补偿（金额见结算单）", "办结工作交接时", f"{LABOR_CONTRACT}第四十六条、第五十条"])
    mode = v.one_of("notice_mode", ("none", "thirty_days", "pay_in_lieu")) if v.has("notice_mode") else "none"
    if mode == "pay_in_lieu":
        rows.insert(0, ["额外支付一个月工资", day(on), f"{LABOR_CONTRACT}第四十条"])
    early = (
        (
            para(
                "本通知提前三十日以书面形式送达（{law}第四十条）；解除之日以前，工资和社会保险照常。",
                law=LABOR_CONTRACT,
            ),
        )
        if mode == "thirty_days"
        else ()
    )
    return Section(
        "二、公司接下来要做的",
        (
            *early,
            table(["事项", "最晚日期（法定期限）", "依据"], rows),
            para("除经济补偿依法在办结工作交接时支付外，以上事项不以您签收本通知、办理交接或者签署任何文件为条件。"),
        ),
    )


def _rights(v: Values) -> Section:
    """三: how to object; and that signing for it is not agreeing."""
    return Section(
        "三、您的权利",
        (
            items(
                runs(
                    "您认为解除没有依据的，可以要求公司说明，"
                    "也可以自知道或者应当知道权利被侵害之日起一年内申请劳动争议仲裁"
                    f"（{ARBITRATION}第二十七条）。"
                ),
                runs(
                    "解除被认定为违法的，您可以要求继续履行劳动合同；不要求继续履行或者不能继续履行的，"
                    "公司应当支付赔偿金"
                    f"（{LABOR_CONTRACT}第四十八条、第八十七条）。"
                ),
                runs("您可以拨打 12333 咨询，或者向劳动保障监察机构投诉。"),
            ),
            para("有任何不清楚的地方，请联系{contact}。", contact=v.text("contact")),
            para(RECEIPT),
        ),
    )
