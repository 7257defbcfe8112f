"""Words of the letter of rights. Telling the unemployment benefit is itself a duty (失业保险条例第十六条).

Values besides the common ones: `ending_on` day; `ending` "terminated" or "ended"; `wage` sum, optional;
`certificate_how` text; `involuntary` yes or no: whether the job ended without the person's own wish (社保法第四十五条),
absent with `retired` yes, where unemployment does not arise;
`contributed_months` whole months of unemployment insurance on record here, optional; `housing_fund` yes or no;
`dossier_held` yes or no; `arrears_months` texts, optional; `back_payment` sum and `back_payment_when` text, optional;
`noncompete` "none", "waived" or "active", with `noncompete_until` day and `noncompete_monthly` sum when active;
`contact` text; `labor_office` text, optional: the local office that takes complaints.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from partwell.lib.paper.chinese import day, money
from partwell.lib.paper.letters import (
    ARBITRATION,
    HOUSING_FUND,
    INSPECTION,
    LABOR_CONTRACT,
    SOCIAL_INSURANCE,
    UNEMPLOYMENT,
    WAGES,
    employer_letter,
    greeting,
    head,
)
from partwell.lib.paper.model import Data, Paper, Section, items, para, runs
from partwell.lib.paper.values import Values

ENDINGS = {"terminated": "解除", "ended": "终止"}


def fields(values: Mapping[str, Any]) -> Paper:
    """The letter to one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    word = ENDINGS[v.one_of("ending", tuple(ENDINGS))]
    opening = para(
        "您与公司的劳动合同于 {on} "
        + word
        + ("。感谢您在公司期间的工作。下面是您应当得到的、可以主张的，和每一项的期限，请保存本函。"),
        on=day(v.day("ending_on")),
    )
    retired = v.truth_or_none("retired") is True
    after = ("四、养老和医疗待遇", _pension()) if retired else ("四、失业保险待遇", _unemployment(v))
    sections = [
        Section("一、工资", (greeting(h), opening, *_wage(v))),
        Section("二、社会保险和住房公积金", _insurance(v, retired=retired)),
        Section("三、离职证明和档案", _certificate(v), page=False),
        Section(*after),
        Section("五、竞业限制和保密", _noncompete(v), page=False),
        Section("六、有不同意见时", _complaints(v)),
        Section("七、联系人", (para("对本函有疑问，请联系{contact}。", contact=v.text("contact")),), page=False),
    ]
    v.finish()
    return employer_letter(h, "离职权益告知函", sections, unaffected="本函告知的各项权利，不以签收本函为条件。")


def _wage(v: Values) -> tuple[Data, ...]:
    """一: the last wage, paid in one sum on the last day; a sum of the company's own will apart."""
    wage, on = v.money_or_none("wage"), day(v.day("ending_on"))
    sum_words = "工资 {wage} 元" if wage is not None else "全部工资"
    found = [
        para(
            "公司最晚于 {on} 一次付清您的"
            + sum_words
            + f"（法定期限，{WAGES}第九条）。逾期未付的，您可以向劳动保障监察机构投诉。",
            on=on,
            wage=money(wage) if wage is not None else "",
        )
    ]
    back = v.money_or_none("back_payment")
    if back is not None:
        found.append(
            para(
                "公司自愿补发 {sum} 元，{when}付给您本人。它不代替工资和社会保险补缴。",
                sum=money(back),
                when=v.text("back_payment_when"),
            )
        )
    return tuple(found)


def _insurance(v: Values, *, retired: bool) -> tuple[Data, ...]:
    """二: transfer within fifteen days, or the pension; arrears to the fund; housing fund within thirty days."""
    on = v.day("ending_on")
    found = [
        para("公司已向经办机构申报您的退休和养老待遇，核定结果出来后交给您。")
        if retired
        else para(
            f"公司最晚于 {{by}} 为您办理社会保险关系转移手续（法定期限，{LABOR_CONTRACT}第五十条）。",
            by=day(on + timedelta(days=15)),
        )
    ]
    if months := v.texts_or_none("arrears_months"):
        found.append(
            para(
                "{months}的社会保险费由公司向征收机构补缴，滞纳金由公司承担"
                f"（{SOCIAL_INSURANCE}第六十三条、第八十六条）。补缴不以您签署任何文件为条件，进度可以向征收机构查询。",
                months="、".join(months),
            )
        )
    if v.truth("housing_fund"):
        found.append(
            para(
                (
                    f"公司最晚于 {{by}} 办理住房公积金账户的变更和封存（法定期限，{HOUSING_FUND}第十五条）"
                    "。您可以拨打 12329 查询。"
                ),
                by=day(on + timedelta(days=30)),
            )
        )
    return tuple(found)


def _certificate(v: Values) -> tuple[Data, ...]:
    """三: the certificate is due on the last day and waits for nothing."""
    on = v.day("ending_on")
    found = [
        para(
            f"公司最晚于 {{on}} 出具离职证明（法定期限，{LABOR_CONTRACT}第五十条、第八十九条）。领取方式：{{how}}。"
            "领取不以交接、签字或者归还物品为条件。",
            on=day(on),
            how=v.text("certificate_how"),
        )
    ]
    if v.truth("dossier_held"):
        found.append(
            para("您的人事档案由公司保管，最晚于 {by} 办理转移（法定期限）。", by=day(on + timedelta(days=15)))
        )
    return tuple(found)


def _pension() -> tuple[Data, ...]:
    """四, on retirement: pension and medical insurance instead of unemployment."""
    return (
        para(f"达到法定退休年龄、累计缴费满国家规定年限的，按月领取基本养老金（{SOCIAL_INSURANCE}第十六条）。"),
        para(
            "医疗保险累计缴费达到国家规定年限的，退休后不再缴费，按规定享受待遇；未达到的可以缴至规定年限"
            f"（{SOCIAL_INSURANCE}第二十七条），您的年限见《退休医疗保险告知书》。"
        ),
        para("对核定有不同意见的，可以向经办机构申请复核，电话 12333。"),
    )


def _unemployment(v: Values) -> tuple[Data, ...]:
    """四: the three conditions of the law and what is known about this person; never a promise."""
    own = (
        "公司向经办机构申报的离职原因与本次离职的实际原因一致，属于非因本人意愿中断就业。"
        if v.truth("involuntary")
        else "本次离职由您本人提出，一般不属于非因本人意愿中断就业；是否符合条件以经办机构审核为准。"
    )
    months = v.number("contributed_months") if v.has("contributed_months") else None
    known = (
        f"按公司记录，公司和您已缴纳失业保险费 {months} 个月，以前单位的缴费合并计算。" if months is not None else ""
    )
    return (
        para(
            "同时符合下列条件的，可以申领失业保险金："
            "失业前用人单位和本人已经缴纳失业保险费满一年；非因本人意愿中断就业；"
            f"已经进行失业登记，并有求职要求（{SOCIAL_INSURANCE}第四十五条）。"
        ),
        para(own + known),
        para(
            f"公司最晚于 {{by}} 将失业人员名单告知社会保险经办机构（法定期限，{SOCIAL_INSURANCE}第五十条；"
            f"{UNEMPLOYMENT}第十六条规定为七日内备案，公司按七日办理）。"
            "请您持离职证明及时办理失业登记，详情可以拨打 12333 咨询。",
            by=day(v.day("ending_on") + timedelta(days=15)),
        ),
    )


def _noncompete(v: Values) -> tuple[Data, ...]:
    """五: whether a non-compete binds, until when and for how much; secrets stay secrets."""
    secret = para("您在工作中知悉的商业秘密，离职后仍应当保密；这不影响您正常就业，也不影响您投诉、举报和作证。")
    match v.one_of("noncompete", ("none", "waived", "active")):
        case "active":
            return (
                para(
                    "公司启用竞业限制，至 {until} 止，公司按月支付补偿 {sum} 元，范围和地域见《竞业限制事项通知书》。"
                    f"期限不得超过二年（{LABOR_CONTRACT}第二十三条、第二十四条）。",
                    until=day(v.day("noncompete_until")),
                    sum=money(v.money("noncompete_monthly")),
                ),
                secret,
            )
        case "waived":
            return (para("公司放弃竞业限制，您离职后可以自由选择工作。"), secret)
    return (para("您与公司没有竞业限制约定，离职后可以自由选择工作。"), secret)


def _complaints(v: Values) -> tuple[Data, ...]:
    """六: ways to complain, each with its time."""
    office = v.text_or("labor_office")
    return (
        items(
            runs("向公司提出。您可以随时书面提出异议，公司书面答复。"),
            runs(
                "投诉、举报。拖欠工资、不出具离职证明、欠缴社会保险费等，可以向"
                + ("{office}" if office else "用工所在地的劳动保障监察机构、社会保险费征收机构")
                + (
                    "投诉举报，电话 12333；违法行为在二年内未被发现也未被举报投诉的，"
                    f"劳动保障行政部门不再查处（{INSPECTION}第二十条）。"
                ),
                office=office,
            ),
            runs(
                "仲裁。可以自知道或者应当知道权利被侵害之日起一年内申请劳动争议仲裁；拖欠劳动报酬的，"
                "自劳动关系终止之日起一年内提出"
                f"（{ARBITRATION}第二十七条）。申请仲裁不收费（{ARBITRATION}第五十三条）。"
            ),
            runs("帮助。法律援助 12348，工会 12351。"),
        ),
    )
