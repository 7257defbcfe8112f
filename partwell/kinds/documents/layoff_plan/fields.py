"""Words of the layoff plan (《劳动合同法》第四十一条): the situation of the law, criteria, numbers, severance, steps.

Values besides the common ones: `situation` text; `headcount` and `to_cut` whole numbers; `criteria` list of texts;
`kept_first` list of texts; `severance_terms` text; `schedule` list of texts; `contact` text.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.letters import LABOR_CONTRACT, employer_letter, head
from partwell.lib.paper.model import Paper, Section, facts, listed, para
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The plan. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    situation, staff, cut = v.text("situation"), v.number("headcount"), v.number("to_cut")
    criteria, kept = v.texts("criteria"), v.texts("kept_first")
    money, steps, contact = v.text("severance_terms"), v.texts("schedule"), v.text("contact")
    if cut > staff:
        v.fault("to_cut", "whole number")
    v.finish()
    return employer_letter(
        h,
        "裁减人员方案",
        [
            Section(
                "一、裁减的原因和人数",
                (
                    para("公司因{situation}，需要裁减人员。", situation=situation),
                    facts(
                        ("职工总数", f"{staff} 人"), ("拟裁减", f"{cut} 人"), ("依据", f"{LABOR_CONTRACT}第四十一条")
                    ),
                ),
            ),
            Section(
                "二、人选标准和优先留用",
                (
                    para("裁减人选的标准："),
                    listed(criteria),
                    para(
                        "依法优先留用（订立较长期限、无固定期限劳动合同的，家庭无其他就业人员且需要扶养老人或者未成年人的）："
                    ),
                    listed(kept),
                    para(f"有{LABOR_CONTRACT}第四十二条情形的人员，不列入裁减名单。"),
                ),
                page=False,
            ),
            Section("三、经济补偿", (para("{money}", money=money),)),
            Section(
                "四、实施步骤",
                (
                    listed(steps),
                    para(
                        "六个月内重新招用人员的，公司通知被裁减的人员，并在同等条件下优先招用。对本方案的意见请向{contact}提出。",
                        contact=contact,
                    ),
                ),
                page=False,
            ),
        ],
    )
