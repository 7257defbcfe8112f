"""Words that tell how medical insurance goes on after retirement.

Values besides the common ones: `paid_years` text; `needed_years` text; `top_up` text: what to pay if years are missing;
`contact` text.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.letters import SOCIAL_INSURANCE, employer_letter, greeting, head
from partwell.lib.paper.model import Paper, Section, facts, para
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The letter to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    paid, needed, top_up, contact = v.text("paid_years"), v.text("needed_years"), v.text("top_up"), v.text("contact")
    v.finish()
    return employer_letter(
        h,
        "退休医疗保险告知书",
        [
            Section(
                "",
                (
                    greeting(h),
                    para(
                        f"{SOCIAL_INSURANCE}第二十七条规定，达到法定退休年龄时累计缴费达到国家规定年限的，退休后不再缴纳"
                        "基本医疗保险费，按照国家规定享受基本医疗保险待遇；未达到的，可以缴费至国家规定年限。"
                    ),
                    facts(("您的缴费年限", paid), ("当地要求的年限", needed), ("需要补足的", top_up)),
                    para(
                        "年限以经办机构核定为准。您可以拨打 12333 或者向经办机构查询。请联系{contact}。",
                        contact=contact,
                    ),
                ),
            )
        ],
        unaffected="退休手续和养老待遇的申报照常办理。",
        seal=False,
    )
