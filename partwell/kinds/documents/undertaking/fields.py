"""Words of 《离职保证书》: what is paid and how it was worked out, and what does not depend on an answer.

It confirms and waives nothing: a promise that social insurance need not be paid is void (法释〔2025〕12号第十九条), and
wages, arrears, certificate and transfer have their own legal days (劳动合同法第五十条, 工资支付暂行规定第九条).

Values besides the common ones of `letters.Head`:
`ending_on` day; `ending` "terminated" (解除) or "ended" (终止); `notice_number` text, optional;
`back_payment` sum the company pays of its own will, absent when there is none, with `back_payment_months` texts,
`back_payment_basis` lines, `back_payment_source` text, `pay_to` text and `pay_when` text;
`arrears` rows {month text, employer sum, employee sum, surcharge sum}, absent when none, with `arrears_source` text
and `surcharge_until` day; `wage` sum, optional, and `wage_on` day; `reply_by` instant, the company's own deadline.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from partwell.lib.paper.chinese import capital_amount, day, minute, money
from partwell.lib.paper.letters import (
    ARBITRATION,
    INTERPRETATION_2,
    LABOR_CONTRACT,
    SOCIAL_INSURANCE,
    WAGES,
    Head,
    head,
    small_print,
)
from partwell.lib.paper.model import Data, Paper, Section, assurance, formula, items, para, runs, table
from partwell.lib.paper.values import Values

ENDINGS = {"terminated": "解除", "ended": "终止"}


def fields(values: Mapping[str, Any]) -> Paper:
    """The paper for one person. Raises `Incomplete` naming every value that is missing."""
    v = Values(values)
    h = head(v)
    sections = (_ending(v, h), _back_payment(v), _arrears(v), _kept_rights(), _statement(v))
    unaffected = _unaffected(v)
    v.finish()
    return Paper(
        title="离职保证书",
        number=h.number,
        sections=sections,
        speaks="employee",
        company=h.company,
        employee=h.employee,
        on="",
        seats=("答复人",),
        unaffected=unaffected,
        notes=small_print(
            h,
            seal=False,
            extra=(
                (
                    f"本文件由{h.company}于{day(h.issued_on)}准备，金额由系统按上列依据填写，"
                    "答复人不需要也不能修改；有不同意见请附异议。"
                ),
            ),
        ),
    )


def _ending(v: Values, h: Head) -> Section:
    """一: who, which ending, and that three answers are free."""
    word = ENDINGS[v.one_of("ending", tuple(ENDINGS))]
    notice = v.text_or("notice_number")
    source = "《{kind}》（文书编号 {notice}）" if notice else "书面通知"
    reason = f"{word}的理由以公司送达的{source}为准，本文件不改变这一理由，也不表示本人认可这一理由。"
    return Section(
        "一、离职情况",
        (
            para(
                "本人{employee}与{company}（以下称“公司”）的劳动合同于 {on} " + word + "。",
                employee=h.named,
                company=h.company,
                on=day(v.day("ending_on")),
            ),
            para(reason, kind=f"{word}劳动合同通知书", notice=notice),
            para(
                "公司请本人在 {by} 前答复（公司内部期限，过后仍可答复）。本人可以签署、附异议签署，也可以拒绝签署，"
                "三种答复同样有效，都会如实记录；公司不会因本人如何答复而作不利对待。",
                by=minute(v.instant("reply_by")),
            ),
        ),
    )


def _back_payment(v: Values) -> Section:
    """二: the sum the company pays of its own will, in figures and capitals, with its basis."""
    heading = "二、公司补发金额"
    amount = v.money_or_none("back_payment")
    if amount is None:
        return Section(heading, (para("本次离职没有公司自愿补发的款项。依法应付的款项不受影响，见第四条。"),))
    if amount <= 0:
        v.fault("back_payment", "sum above zero")
    blocks: list[Data] = [
        para(
            (
                "公司自愿承担本人{months}社会保险费中依法由个人缴纳的部分，为此向本人补发 {sum} "
                "元（大写：{words}），于{when}付至{to}。"
            ),
            months="、".join(v.texts("back_payment_months")),
            sum=money(amount),
            words=capital_amount(amount),
            when=v.text("pay_when"),
            to=v.text("pay_to"),
        ),
        formula("计算依据", v.texts("back_payment_basis"), v.text("back_payment_source")),
        para("上述款项付给本人。它是公司自愿给付，不是工资、经济补偿或者赔偿金，也不代替其中任何一项。"),
    ]
    return Section(heading, tuple(blocks))


def _arrears(v: Values) -> Section:
    """三: what the company pays to the fund, three columns a month, and that the surcharge is the company's."""
    heading = "三、社会保险补缴"
    rows = v.rows_or_none("arrears")
    if not rows:
        return Section(
            heading,
            (
                para(
                    "经公司核对，没有需要补缴的社会保险费。本人对此有不同意见的，可以附异议，"
                    "也可以直接向社会保险费征收机构反映。"
                ),
            ),
        )
    totals = [Decimal(0)] * 3
    cells = []
    for index, values in enumerate(rows):
        row = v.row("arrears", index, values)
        sums = [row.money("employer"), row.money("employee"), row.money("surcharge")]
        totals = [total + amount for total, amount in zip(totals, sums, strict=True)]
        cells.append([row.text("month"), *map(money, sums)])
    cells.append(["合计", *map(money, totals)])
    return Section(
        heading,
        (
            para("下列社会保险费由公司向征收机构补缴，不付给本人，也不等本人答复（单位：元）："),
            table(["月份", "单位部分", "个人部分", "滞纳金"], cells, numbers=(1, 2, 3), total=True),
            formula(
                "说明",
                (
                    (
                        f"滞纳金自欠缴之日起按日加收万分之五，此处计至{day(v.day('surcharge_until'))}，"
                        "实际以征收机构核定为准，全部由公司承担。"
                    ),
                    f"依据：{SOCIAL_INSURANCE}第六十条、第六十三条、第八十六条。",
                ),
                v.text("arrears_source"),
            ),
            para("补发付给个人，补缴交给征收机构，两者互不替代。"),
        ),
    )


def _kept_rights() -> Section:
    """四: the rights this paper leaves as they are; the reason it may be shown at all."""
    return Section(
        "四、本文件不改变的权利",
        (
            items(
                runs(
                    "社会保险。本人签署本文件，不放弃任何社会保险权利。用人单位与劳动者约定，或者劳动者向用人单位承诺，"
                    f"无需缴纳社会保险费的，该约定或者承诺无效（{INTERPRETATION_2}第十九条）。"
                ),
                runs(
                    "工资、证明和转移。公司在劳动合同解除或者终止时一次付清工资，出具离职证明，"
                    "并在十五日内办理档案和社会保险关系"
                    f"转移手续（{WAGES}第九条，{LABOR_CONTRACT}第五十条）。这些事项有各自的法定期限，"
                    "不以本人是否答复、如何答复为条件。"
                ),
                runs(
                    "投诉、仲裁和诉讼。本人仍可以就工资、考核结论、解除理由、经济补偿、赔偿金、"
                    "社会保险等事项向公司提出异议，"
                    "向劳动行政部门、社会保险费征收机构投诉举报，依法申请劳动争议调解、仲裁；申请仲裁的时效期间为一年"
                    f"（{ARBITRATION}第二十七条）。"
                ),
                runs("没有写到的事项。本文件没有列明的款项和事项，不因本文件而视为已经结清或者放弃。"),
            ),
        ),
    )


def _statement(v: Values) -> Section:
    """五: what signing confirms, and nothing more."""
    has_sum = v.money_or_none("back_payment") is not None
    first = "本人已阅读本文件全文" + ("，知道公司补发款的金额、计算依据和支付时间。" if has_sum else "。")
    return Section(
        "五、本人确认",
        (
            items(
                runs(first),
                runs("本人在交接中提供的资料和说明，就本人所知是真实的。"),
                runs("本人理解：本文件只确认以上内容，不包含任何放弃权利的意思。"),
            ),
            assurance("不取决于这份文件的", _unaffected(v)),
        ),
    )


def _unaffected(v: Values) -> str:
    """One sentence shown beside every page: what goes ahead whatever the answer is."""
    wage = v.money_or_none("wage")
    on = day(v.day("wage_on"))
    wages = f"工资 {money(wage)} 元（{on}）" if wage is not None else f"工资（{on}一次付清）"
    return f"{wages}、社保补缴、离职证明、社保转移。签、不签、附异议，都照常办理。"
