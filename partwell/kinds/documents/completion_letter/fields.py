"""Words of the letter that closes a case: facts only. It ends nobody's rights.

Values besides the common ones: `ending_on` day; `ending` "terminated" or "ended"; `case_number` text;
`done` rows {item text, done_on day, proof text}; `remaining` rows {item text, due_on day, who text}, optional;
`own_file` text: how the person gets at the own file; `contact` text; `to_family` yes, optional: the person died, and
the letter goes to the family.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import LABOR_CONTRACT, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, flush, items, para, runs, table
from partwell.lib.paper.values import Values

ENDINGS = {"terminated": "解除", "ended": "终止"}


def fields(values: Mapping[str, Any]) -> Paper:
    """The letter to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    word = ENDINGS[v.one_of("ending", tuple(ENDINGS))]
    done = []
    for index, row in enumerate(v.rows("done")):
        line = v.row("done", index, row)
        done.append([line.text("item"), day(line.day("done_on")), line.text("proof")])
    rest = []
    for index, row in enumerate(v.rows_or_none("remaining")):
        line = v.row("remaining", index, row)
        rest.append([line.text("item"), day(line.day("due_on")), line.text("who")])
    family = v.truth_or_none("to_family") is True
    opening = para(
        ("{employee}" if family else "您")
        + "与公司的劳动合同已于 {on} "
        + word
        + "，离职手续（案件编号 {case}）的办理情况如下：",
        on=day(v.day("ending_on")),
        case=v.text("case_number"),
        employee=h.employee,
    )
    who = flush("{employee}的亲属：", employee=h.employee) if family else greeting(h)
    own_file, contact = v.text("own_file"), v.text("contact")
    v.finish()
    sections = [Section("一、已经办理的事项", (who, opening, table(["事项", "完成日期", "凭证"], done)))]
    if rest:
        sections.append(
            Section(
                "二、还在办理的事项",
                (para("以下事项由公司继续办理，不需要您做什么："), table(["事项", "最晚日期", "办理人"], rest)),
            )
        )
    number = "三" if rest else "二"
    sections.append(
        Section(
            f"{number}、双方的权利义务",
            (
                items(
                    runs(
                        "本函只确认手续的办理情况，不改变"
                        + (
                            "终止的日期，不表示亲属放弃任何权利，"
                            if family
                            else "离职的日期和理由，不表示您放弃任何权利，"
                        )
                        + "也不免除任何一方依法律和书面约定仍应承担的义务。"
                    ),
                    runs(f"公司对已经解除或者终止的劳动合同文本至少保存二年备查（{LABOR_CONTRACT}第五十条）。"),
                    runs(
                        "全部文书和记录：{own_file}。" if family else "您的全部文书和记录：{own_file}。",
                        own_file=own_file,
                    ),
                ),
                para(
                    "发现遗漏或者错误，请联系{contact}，公司会更正并书面答复。"
                    + ("" if family else "祝您今后一切顺利。"),
                    contact=contact,
                ),
            ),
        )
    )
    return employer_letter(h, "离职手续完成确认函", sections)
