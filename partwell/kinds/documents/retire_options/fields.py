"""Words that explain the ways of retiring: the statutory day, earlier within three years, later by agreement.

Values besides the common ones: `earliest`, `statutory`, `latest` days; `notice_by` day: last day to tell the earliest
retirement; `agreement_by` day: last day to agree on a delay; `years_needed` text: least years of contribution;
`contact` text.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import FLEXIBLE_RETIREMENT, RETIREMENT_AGE, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, para, table
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The letter to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    earliest, statutory, latest = v.day("earliest"), v.day("statutory"), v.day("latest")
    notice, agree, years, contact = v.day("notice_by"), v.day("agreement_by"), v.text("years_needed"), v.text("contact")
    v.finish()
    rows = [
        ["弹性提前", f"{day(earliest)}起", f"本人书面告知公司，至少提前三个月；最早退休的须在 {day(notice)} 前告知"],
        ["法定退休年龄", day(statutory), "不需要选择，到日办理"],
        ["弹性延迟", f"最晚 {day(latest)}", f"与公司协商一致，至少提前一个月书面明确，即 {day(agree)} 前"],
    ]
    return employer_letter(
        h,
        "弹性退休告知书",
        [
            Section(
                "一、您的退休时间",
                (
                    greeting(h),
                    para(
                        f"按照{RETIREMENT_AGE}，您的法定退休日是 {{on}}。按照{FLEXIBLE_RETIREMENT}，您可以选择：",
                        on=day(statutory),
                    ),
                    table(["方式", "时间", "怎么选"], rows),
                ),
            ),
            Section(
                "二、需要知道的",
                (
                    para(
                        "弹性提前退休由您自愿决定，公司不得要求。须达到按月领取养老金的最低缴费年限：{years}。",
                        years=years,
                    ),
                    para("弹性延迟由您和公司协商，任何一方都可以不同意；延迟期间劳动合同和社会保险照常。"),
                    para(
                        "女职工的退休年龄取决于岗位性质。您认为核定有误的，请提供岗位材料，公司会复核。请联系{contact}。",
                        contact=contact,
                    ),
                    para("不作选择的，按法定退休年龄办理。"),
                ),
                page=False,
            ),
        ],
        unaffected="工资、社会保险和养老待遇的申领，不以签收本告知书为条件。",
        seal=False,
    )
