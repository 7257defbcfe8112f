"""Words with which the company says why it holds that no one-off employment subsidy is due, and how to disagree.

Values besides the common ones: `reasons` list of texts; `basis` text: the local rule relied on; `contact` text.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.letters import ARBITRATION, SOCIAL_INSURANCE, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, items, listed, para, runs
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The reasons to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    reasons, basis, contact = v.texts("reasons"), v.text("basis"), v.text("contact")
    v.finish()
    return employer_letter(
        h,
        "关于一次性伤残就业补助金的说明",
        [
            Section(
                "",
                (
                    greeting(h),
                    para(
                        f"{SOCIAL_INSURANCE}第三十九条第三项规定，终止或者解除劳动合同时应当享受的一次性伤残就业补助金由"
                        "用人单位支付，标准由省级规定。公司认为您本次离职不符合支付条件，理由是："
                    ),
                    listed(reasons),
                    para("所依据的规定：{basis}。", basis=basis),
                    para("您不同意的："),
                    items(
                        runs("书面提出，公司再作答复；"),
                        runs(f"自知道权利被侵害之日起一年内申请劳动争议仲裁（{ARBITRATION}第二十七条）；"),
                        runs("拨打 12333 咨询当地规定。"),
                    ),
                    para(
                        "应由工伤保险基金支付的一次性工伤医疗补助金，公司仍协助您申领。请联系{contact}。",
                        contact=contact,
                    ),
                ),
            )
        ],
        unaffected="工资、离职证明、社会保险和档案转移，按法定期限办理。",
    )
