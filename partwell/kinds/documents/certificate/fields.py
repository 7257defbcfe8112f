"""Words of the certificate: the four items of 《劳动合同法实施条例》第二十四条 and who it is about, nothing else.

No ground, no appraisal, no non-compete: those only when the employee asks, on another paper.

Values besides the common ones: `ending` "terminated" or "ended"; `ending_on` day; `contract_from` day;
`contract_to` day, absent for an open-ended term;
`contract_type` "fixed", "open_ended" or "task_based"; `position` text;
`service_from` day and `service_months` whole months; `id_number` text, optional.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day, service_years
from partwell.lib.paper.letters import LABOR_CONTRACT, LABOR_CONTRACT_REGULATION, Head, head, small_print
from partwell.lib.paper.model import Paper, Section, facts, para
from partwell.lib.paper.values import Values

ENDINGS = {"terminated": "解除", "ended": "终止"}
TYPES = ("fixed", "open_ended", "task_based")


def fields(values: Mapping[str, Any]) -> Paper:
    """The certificate of one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    word = ENDINGS[v.one_of("ending", tuple(ENDINGS))]
    rows = _four_items(v, word)
    id_number = v.text_or("id_number")
    v.finish()
    person = (
        "兹证明{employee}"
        + ("（公民身份号码 {id}）" if id_number else "")
        + f"原系本单位职工，双方的劳动合同已经{word}，具体如下："
    )
    return Paper(
        title=f"{word}劳动合同证明",
        number=h.number,
        sections=(
            Section("", (para(person, employee=h.employee, id=id_number), facts(*rows))),
            Section(
                "",
                (
                    para(f"本证明依据{LABOR_CONTRACT}第五十条、{LABOR_CONTRACT_REGULATION}第二十四条出具。"),
                    para("特此证明。"),
                ),
                page=False,
            ),
        ),
        speaks="employer",
        company=h.company,
        employee=h.employee,
        on=day(h.issued_on),
        seal=True,
        unaffected="领取离职证明不以交接、签字或者归还物品为条件。",
        notes=_notes(h),
    )


def _four_items(v: Values, word: str) -> list[tuple[str, str]]:
    """The four items the regulation asks for."""
    start = day(v.day("contract_from"))
    kind = v.one_of("contract_type", TYPES)
    if kind == "fixed":
        term = f"{start}至{day(v.day('contract_to'))}（固定期限）"
    else:
        term = f"自{start}起（{'无固定期限' if kind == 'open_ended' else '以完成一定工作任务为期限'}）"
    ending_on = v.day("ending_on")
    service_from = v.day("service_from")
    months = v.number("service_months")
    if ending_on < service_from or months < 0:
        v.fault("service_from", "day not after the last day")
    return [
        ("劳动合同期限", term),
        (f"{word}劳动合同的日期", day(ending_on)),
        ("所担任的工作岗位", v.text("position")),
        ("在本单位的工作年限", f"{day(service_from)}至{day(ending_on)}，{service_years(months)}"),
    ]


def _notes(h: Head) -> tuple[str, ...]:
    """Small print: the missing seal and the check; use of the certificate is the holder's own."""
    return small_print(
        h, seal=True, extra=("本证明一式两份，一份交劳动者本人，一份由本单位留存；遗失可以补开，不收费用。",)
    )
