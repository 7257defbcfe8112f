"""Words of an employee's notice under 《劳动合同法》第三十八条: the ground of the article, what happened, what
is asked for.

Values besides the common ones: `position` text; `submitted_on` day; `ground38` one of the six grounds; `happened` list
of texts; `ends_on` day, absent when the contract ends with the notice.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day, read_day
from partwell.lib.paper.letters import LABOR_CONTRACT, head, small_print
from partwell.lib.paper.model import Data, Paper, Section, facts, flush, items, listed, para, runs, stated_rows
from partwell.lib.paper.values import Values

GROUNDS = {
    "no_protection": "未按照劳动合同约定提供劳动保护或者劳动条件（第一款第一项）",
    "unpaid_wage": "未及时足额支付劳动报酬（第一款第二项）",
    "unpaid_si": "未依法为劳动者缴纳社会保险费（第一款第三项）",
    "illegal_rules": "规章制度违反法律、法规的规定，损害劳动者权益（第一款第四项）",
    "void_contract": "因欺诈、胁迫、乘人之危等致使劳动合同无效（第一款第五项）",
    "forced_labour": "以暴力、威胁或者非法限制人身自由强迫劳动，或者违章指挥、强令冒险作业危及人身安全（第二款）",
}
GROUND, ENDS = "法定事由", "劳动合同解除日"
ON_ARRIVAL = "本通知送达公司之日"


def fields(values: Mapping[str, Any]) -> Paper:
    """The notice of one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    ground = GROUNDS[v.one_of("ground38", tuple(GROUNDS))]
    submitted, ends = v.day("submitted_on"), v.day_or_none("ends_on")
    if ends is not None and ends < submitted:
        v.fault("ends_on", "day not before the letter")
    happened = v.texts("happened")
    opening = para(
        "本人{employee}，任{position}。因公司有下列情形，本人依据{law}第三十八条通知公司解除劳动合同：",
        employee=h.named,
        position=v.text("position"),
        law=LABOR_CONTRACT,
    )
    v.finish()
    return Paper(
        title="被迫解除劳动合同通知书",
        number=h.number,
        sections=(
            Section(
                "一、解除的事由和日期",
                (
                    flush("{company}：", company=h.company),
                    opening,
                    facts((GROUND, ground), (ENDS, day(ends) if ends else ON_ARRIVAL)),
                    para("具体情况："),
                    listed(happened),
                ),
            ),
            Section("二、请公司依法办理", (_asked(),), page=False),
        ),
        speaks="employee",
        company=h.company,
        employee=h.employee,
        on=day(submitted),
        seats=("通知人",),
        unaffected="本通知不需要公司批准。工资、离职证明、社会保险和档案转移依法办理，不取决于公司是否认可事由。",
        notes=small_print(
            h,
            seal=False,
            extra=(
                "提示：事由需要证据。请保存工资条、银行流水、社会保险缴费记录、考勤和沟通记录；可以拨打 12333 咨询。",
            ),
        ),
    )


def _asked() -> Data:
    return items(
        runs("付清工资，补缴欠缴的社会保险费。"),
        runs(f"支付经济补偿（{LABOR_CONTRACT}第四十六条第一项、第四十七条）。"),
        runs(f"出具解除劳动合同的证明，办理社会保险关系和档案转移（{LABOR_CONTRACT}第五十条）。"),
    )


def states(paper: Data) -> Mapping[str, str]:
    """What the signed notice says for the case: the ground, and the day it names (W) unless that is its arrival."""
    rows = stated_rows(paper)
    found = {"ground38": next(key for key, words in GROUNDS.items() if words == rows[GROUND])}
    return found if rows[ENDS] == ON_ARRIVAL else {**found, "W": read_day(rows[ENDS]).isoformat()}
