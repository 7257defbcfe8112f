"""Words of the notice of the examination for work with occupational hazards.

Values besides the common ones: `position` text; `hazards` list of texts; `hospital` text; `exam_from`, `exam_to` days,
not after `ending_on` day; `contact` text.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import OCCUPATIONAL_DISEASE, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, facts, items, para, runs
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The notice to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    first, last, ending_on = v.day("exam_from"), v.day("exam_to"), v.day("ending_on")
    if not first <= last <= ending_on:
        v.fault("exam_to", "day not after the last day")
    position, hazards = v.text("position"), v.texts("hazards")
    hospital, contact = v.text("hospital"), v.text("contact")
    v.finish()
    return employer_letter(
        h,
        "离岗时职业健康检查通知书",
        [
            Section(
                "",
                (
                    greeting(h),
                    para(
                        "您担任的{position}接触职业病危害（{hazards}）。" + f"根据{OCCUPATIONAL_DISEASE}第三十五条，"
                        "公司在您离岗前安排职业健康检查：",
                        position=position,
                        hazards="、".join(hazards),
                    ),
                    facts(
                        ("检查机构", hospital),
                        ("检查时间", f"{day(first)}至{day(last)}，请任选一天"),
                        ("费用", "由公司承担"),
                        ("需要携带", "居民身份证"),
                    ),
                    items(
                        runs("检查期间视同正常出勤，不扣工资。"),
                        runs("检查结果由公司书面告知您本人。"),
                        runs(
                            "您离开公司时，"
                            f"可以免费索取本人的职业健康监护档案复印件（{OCCUPATIONAL_DISEASE}第三十六条）。"
                        ),
                        runs(
                            (
                                "检查是为了您的健康。您可以说明不参加的理由，公司会如实记录；时间不合适的，"
                                "请联系{contact}改期。"
                            ),
                            contact=contact,
                        ),
                    ),
                ),
            )
        ],
        unaffected="工资和离职证明，不等检查。",
    )
