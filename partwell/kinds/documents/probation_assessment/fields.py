"""Words of the assessment that goes into a case: figures as they were frozen, nothing added afterwards.

Values besides the common ones: `position` text; `period_from`, `period_to` days; `criteria` rows {name text,
weight rate, standard text, result text, score text (optional), met yes, no, or none for what was not judged};
`months` rows {month text, score text, answer text}, optional; `conclusion` "met", "not_met" or "insufficient";
`conclusion_note` text, optional; `sources` list of texts; `frozen_at` instant; `criteria_number` text, optional: the
number of the criteria the person signed for.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day, minute, percent
from partwell.lib.paper.letters import LABOR_CONTRACT, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, formula, items, para, runs, table
from partwell.lib.paper.values import Values

VERDICTS = {True: "达标", False: "未达标", None: "未判断"}
CONCLUSIONS = {
    "met": "达到录用条件",
    "not_met": "未达到录用条件",
    "insufficient": "现有证据不足，不能认定是否达到录用条件",
}


def fields(values: Mapping[str, Any]) -> Paper:
    """The report for one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    sections = [_basis(v, h), _result(v), _conclusion(v)]
    v.finish()
    return employer_letter(
        h,
        "试用期考核报告",
        sections,
        unaffected="工资、社会保险和其他法定权利。确认、写异议、不答复，都不影响。",
        seal=False,
    )


def _basis(v: Values, h: Any) -> Section:
    """一: by which criteria, over which time, from which data."""
    number = v.text_or("criteria_number")
    told = "（文书编号 {number}）" if number else ""
    return Section(
        "一、考核依据",
        (
            greeting(h),
            para(
                (
                    "本报告汇总您担任{position}期间（{start}至{end}）的试用期考核结果，"
                    "依据是您签收的《试用期录用条件告知书》"
                )
                + told
                + "。",
                position=v.text("position"),
                start=day(v.day("period_from")),
                end=day(v.day("period_to")),
                number=number,
            ),
            formula(
                "数据来源",
                v.texts("sources"),
                f"以上数据于 {minute(v.instant('frozen_at'))} 固定，此后的改动不影响本报告。",
            ),
        ),
    )


def _result(v: Values) -> Section:
    """二: each criterion judged alone, then month by month."""
    cells = []
    for index, row in enumerate(v.rows("criteria")):
        line = v.row("criteria", index, row)
        cells.append(
            [
                line.text("name"),
                percent(line.rate("weight")),
                line.text("standard"),
                line.text("result"),
                line.text_or("score", "—"),
                VERDICTS[line.truth_or_none("met")],
            ]
        )
    months = []
    for index, row in enumerate(v.rows_or_none("months")):
        line = v.row("months", index, row)
        months.append([line.text("month"), line.text("score"), line.text("answer")])
    blocks = [table(["考核项目", "权重", "标准", "实际", "得分", "结果"], cells, numbers=(1, 4))]
    if months:
        blocks += [para("各月得分和您当月的答复："), table(["月份", "得分", "您的答复"], months, numbers=(1,))]
    return Section("二、考核结果", tuple(blocks))


def _conclusion(v: Values) -> Section:
    """三: the conclusion, and that it may be disputed."""
    note = v.text_or("conclusion_note")
    return Section(
        "三、结论和您的权利",
        (
            para("考核结论：{conclusion}。", conclusion=CONCLUSIONS[v.one_of("conclusion", tuple(CONCLUSIONS))]),
            *((para("{note}", note=note),) if note else ()),
            items(
                runs("您可以确认本报告，也可以写明异议。异议原文保存，公司须书面答复。"),
                runs("不答复不等于同意，公司不会把沉默当作认可。"),
                runs(
                    "公司据此提出解除劳动合同的，应当在试用期内向您说明理由，并能够证明您不符合录用条件"
                    f"（{LABOR_CONTRACT}第二十一条、第三十九条第一项）。"
                ),
            ),
        ),
    )
