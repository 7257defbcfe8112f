"""The clocks of law of a separation: what the law asks for or lets run from the last day, whatever a process does.

One table for three readers: the checks of a process template (no step later than its clock, `lint.law`), the watches
of a case (what is no step, and what a step may be late with), and calendars. Each row is a task of `task_clock` in
`national-rules.yaml`; a test holds spans and rules against it. An own duty keeps its day on a holiday: early, never
late. A period in which somebody may still act is told unrolled too: acting earlier is safe for everyone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from partwell.core.days import Calendar, UnknownYear, add_months

Kind = Literal["duty", "target", "period", "keep"]
"""duty: the company must act. target: an own aim before it. period: somebody else may act until then. keep: papers."""
Unit = Literal["d", "wd", "mo", "y"]
FIRST_WARNING = {"duty": 3, "target": 2, "period": 30, "keep": 30}
"""Days before the day on which its owner is told for the first time."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock. `since`: an anchor, `H` the day of hire, or `step:<key>`; `task`: its words in the rule file.

    `proof`: evidence of a template's step that stops it; without one somebody records that it is done. `when`: facts
    that must have one of these values; an unknown fact keeps the clock running, as a doubt never drops a duty.
    """

    key: str
    task: str
    rule: str
    since: str
    amount: int
    unit: Unit
    kind: Kind
    owner: str
    title: str
    title_en: str
    law: str
    evidence: str
    evidence_en: str
    proof: str = ""
    when: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    only: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    escalate_to: str = "hr_manager"


_NO_WORKER_LEFT = frozenset({"death_in_service"})
_NOT_UNEMPLOYED = frozenset({"death_in_service", "retirement"})
_YES = (True,)

CLOCKS: tuple[Clock, ...] = (
    Clock(
        "wages",
        "final wages paid in full",
        "WAGE-01",
        "D",
        0,
        "d",
        "duty",
        "payroll",
        "一次付清工资",
        "Pay all wages at once",
        "工资支付暂行规定第九条",
        "银行回单",
        "the bank's receipt",
        proof="bank_wage",
    ),
    Clock(
        "certificate",
        "leaving certificate handed/served",
        "CERT-01",
        "D",
        0,
        "d",
        "duty",
        "hr_ops",
        "出具并送达离职证明",
        "Issue and serve the certificate of separation",
        "劳动合同法第五十条、第八十九条",
        "盖章的证明与签收或送达回执",
        "the sealed certificate with its receipt",
        proof="certificate",
        never=_NO_WORKER_LEFT,
    ),
    Clock(
        "severance",
        "severance paid",
        "SEV-07",
        "step:handover_done",
        0,
        "d",
        "duty",
        "payroll",
        "办结交接时支付经济补偿",
        "Pay severance when the handover is done",
        "劳动合同法第五十条第二款",
        "银行回单",
        "the bank's receipt",
        proof="bank_severance",
        when={"severance_due": _YES},
        never=_NO_WORKER_LEFT,
    ),
    Clock(
        "unemployment_target",
        "unemployment list + benefit information",
        "SI-07",
        "D",
        7,
        "d",
        "target",
        "si_specialist",
        "失业人员名单与失业保险待遇告知（按七日安排）",
        "List of the unemployed and word of the benefit (planned within 7 days)",
        "失业保险条例第十六条",
        "经办机构回执",
        "the agency's receipt",
        proof="unemployment_list",
        never=_NOT_UNEMPLOYED,
    ),
    Clock(
        "unemployment_list",
        "unemployment list (law)",
        "SI-07",
        "D",
        15,
        "d",
        "duty",
        "si_specialist",
        "失业人员名单告知经办机构",
        "Report the unemployed person to the agency",
        "社会保险法第五十条",
        "经办机构回执",
        "the agency's receipt",
        proof="unemployment_list",
        never=_NOT_UNEMPLOYED,
    ),
    Clock(
        "si_transfer",
        "file and social-insurance transfer",
        "CERT-03",
        "D",
        15,
        "d",
        "duty",
        "si_specialist",
        "社会保险关系转移",
        "Transfer the social insurance account",
        "劳动合同法第五十条",
        "经办机构回执",
        "the agency's receipt",
        proof="si_transfer",
        never=frozenset({"retirement"}),
    ),
    Clock(
        "dossier",
        "file and social-insurance transfer",
        "CERT-03",
        "D",
        15,
        "d",
        "duty",
        "hr_ops",
        "人事档案转移",
        "Transfer the personnel dossier",
        "劳动合同法第五十条、第八十四条第三款",
        "档案机构的接收凭证",
        "the receipt of the dossier's new keeper",
        proof="dossier",
        when={"dossier_held": _YES},
    ),
    Clock(
        "housing_fund",
        "housing-fund change/seal",
        "HF-01",
        "D",
        30,
        "d",
        "duty",
        "si_specialist",
        "住房公积金变更登记与封存或转移",
        "Change and seal or transfer the housing fund account",
        "住房公积金管理条例第十五条",
        "公积金中心回执",
        "the fund center's receipt",
        proof="hpf",
        when={"hpf_account": _YES},
    ),
    Clock(
        "enrolment",
        "enrol new worker in social insurance",
        "SI-01",
        "H",
        30,
        "d",
        "duty",
        "si_specialist",
        "入职三十日内参保登记（未做的欠缴自第一个月起）",
        "Enrolment within 30 days of hire (else arrears from the first month)",
        "社会保险法第五十八条",
        "参保登记凭证",
        "the proof of enrolment",
    ),
    Clock(
        "contract_signed",
        "written contract signed",
        "SEV-10",
        "H",
        1,
        "mo",
        "duty",
        "hr_ops",
        "入职一个月内订立书面劳动合同（否则二倍工资）",
        "Written contract within a month of hire (else double wages)",
        "劳动合同法第十条、第八十二条",
        "签订的劳动合同",
        "the signed contract",
    ),
    Clock(
        "noncompete_told",
        "non-compete activation decided and told",
        "NC-03",
        "D",
        0,
        "d",
        "duty",
        "legal",
        "决定竞业限制是否启用并告知员工",
        "Decide whether the non-compete holds, and tell the employee",
        "劳动合同法第二十三条、第二十四条",
        "送达员工的通知",
        "the notice served on the employee",
        proof="noncompete_notice",
        when={"noncompete_signed": _YES},
        never=_NO_WORKER_LEFT,
    ),
    Clock(
        "noncompete_first_pay",
        "non-compete first payment",
        "NC-02",
        "D",
        1,
        "mo",
        "duty",
        "payroll",
        "竞业限制补偿首期支付",
        "First payment for the non-compete",
        "劳动合同法第二十三条",
        "银行回单",
        "the bank's receipt",
        when={"noncompete_signed": _YES, "noncompete_activated": _YES},
        never=_NO_WORKER_LEFT,
    ),
    Clock(
        "exit_exam",
        "exit health check done",
        "OCC-01",
        "D",
        0,
        "d",
        "duty",
        "er",
        "离岗前职业健康检查",
        "Occupational health examination before leaving",
        "职业病防治法第三十五条",
        "体检报告，或安排与送达记录",
        "the report, or proof that it was arranged and told",
        proof="occ_exam_report",
        when={"hazard_exposed": _YES},
        never=_NO_WORKER_LEFT,
    ),
    Clock(
        "keep_contract",
        "keep contract copy",
        "ARCH-01",
        "D",
        2,
        "y",
        "keep",
        "hr_ops",
        "劳动合同文本至少保存到此日",
        "Keep the contract at least until this day",
        "劳动合同法第五十条第三款",
        "保存记录；期满后删除或封存",
        "the record of keeping; afterwards delete or block",
    ),
    Clock(
        "keep_pay",
        "keep pay records",
        "ARCH-01",
        "D",
        2,
        "y",
        "keep",
        "payroll",
        "工资支付记录至少保存到此日（农民工三年）",
        "Keep pay records at least until this day (three years for rural migrant workers)",
        "工资支付暂行规定第六条；保障农民工工资支付条例第十五条",
        "保存记录；有争议时继续保存",
        "the record of keeping; a dispute extends it",
    ),
    Clock(
        "arbitration",
        "arbitration limitation ends",
        "DIS-01",
        "D",
        1,
        "y",
        "period",
        "er",
        "员工可以申请劳动仲裁的期间",
        "The employee may file for labor arbitration until this day",
        "劳动争议调解仲裁法第二十七条",
        "仲裁通知，或期间届满",
        "the tribunal's notice, or the end of the period",
    ),
    Clock(
        "inspection",
        "inspection look-back ends",
        "SI-05",
        "D",
        2,
        "y",
        "period",
        "er",
        "劳动保障监察追查的期间",
        "Labor inspection looks back until this day",
        "劳动保障监察条例第二十条",
        "监察通知，或期间届满",
        "the authority's notice, or the end of the period",
    ),
    Clock(
        "injury_claim",
        "work-injury recognition applied for by the employer",
        "INJ-01",
        "A",
        30,
        "d",
        "duty",
        "si_specialist",
        "申请工伤认定（自事故之日起）",
        "Apply for recognition as a work injury (from the day of the accident)",
        "工伤保险条例第十七条",
        "受理回执",
        "the authority's receipt",
        proof="injury_claim",
    ),
    Clock(
        "layoff_briefing",
        "layoff explained to union or all staff",
        "END-41",
        "D",
        -30,
        "d",
        "duty",
        "hr_manager",
        "向工会或全体职工说明情况",
        "Explain the layoff to the union or all staff",
        "劳动合同法第四十一条",
        "说明会记录与签到",
        "the minutes with the list of those present",
        proof="briefing",
        only=frozenset({"economic_layoff"}),
    ),
    Clock(
        "notice_served",
        "written notice of no-fault dismissal served (unless one month's wage is paid instead)",
        "END-40",
        "D",
        -30,
        "d",
        "duty",
        "er",
        "送达书面解除通知（或额外支付一个月工资）",
        "Serve written notice (or pay one month's wage instead)",
        "劳动合同法第四十条",
        "送达回执",
        "the proof of service",
        proof="termination_notice",
        when={"notice_mode": ("thirty_days",)},
        only=frozenset({"nonfault_dismissal"}),
    ),
    Clock(
        "early_retirement",
        "worker's notice of flexible early retirement",
        "RET-02",
        "R",
        -3,
        "mo",
        "period",
        "hrbp",
        "员工书面告知弹性提前退休",
        "The employee's written notice of early retirement",
        "实施弹性退休制度暂行办法（人社部发〔2024〕94号）",
        "员工的书面告知",
        "the employee's written notice",
        proof="early_retire_notice",
        when={"retire_mode": ("flexible_early",)},
        only=frozenset({"retirement"}),
    ),
    Clock(
        "late_retirement",
        "written agreement on late retirement",
        "RET-02",
        "R",
        -1,
        "mo",
        "period",
        "hrbp",
        "书面约定弹性延迟退休的最后日",
        "Last day to agree in writing on late retirement",
        "实施弹性退休制度暂行办法（人社部发〔2024〕94号）",
        "双方的书面协议",
        "the agreement in writing",
        when={"retire_mode": ("statutory_age",)},
        only=frozenset({"retirement"}),
    ),
    Clock(
        "foreign_permit",
        "foreign worker: permit cancelled, exit-entry office told",
        "SCOPE-01",
        "D",
        10,
        "wd",
        "duty",
        "hr_ops",
        "注销外国人工作许可并报告出入境管理机构",
        "Cancel the foreign employee's permit and tell the exit-entry office",
        "外国人入境出境管理条例第二十六条",
        "注销回执与报告记录",
        "the receipt, and the record of the report",
        proof="permit_cancel",
        when={"foreign_national": _YES},
    ),
    Clock(
        "rehire",
        "rehire watch after layoff ends",
        "END-41",
        "D",
        6,
        "mo",
        "duty",
        "hrbp",
        "六个月内重新招用的，通知并优先招用被裁减人员",
        "Hiring within six months: tell and prefer those laid off",
        "劳动合同法第四十一条第三款",
        "招用通知与答复，或六个月内未招用的说明",
        "the offer with its answer, or that nobody was hired",
        only=frozenset({"economic_layoff"}),
    ),
)
BY_KEY: Mapping[str, Clock] = {clock.key: clock for clock in CLOCKS}
BY_PROOF: Mapping[str, Clock] = {clock.proof: clock for clock in CLOCKS if clock.proof and clock.kind != "target"}


@dataclass(frozen=True, slots=True)
class Watch:
    """A clock that runs in a case: its day (None: what it counts from is not known yet), and what it counts from."""

    clock: Clock
    due_on: date | None
    since: date | None


def applies(clock: Clock, separation_type: str, facts: Mapping[str, Any]) -> bool:
    """Whether a clock belongs to a case. Facts nobody stated keep it: a doubt never drops a duty."""
    if separation_type in clock.never or (clock.only and separation_type not in clock.only):
        return False
    return all(name not in facts or facts[name] in values for name, values in clock.when.items())


def running(
    separation_type: str,
    facts: Mapping[str, Any],
    anchors: Mapping[str, date],
    hired_on: date,
    handed_over_on: date | None,
    calendar: Calendar,
) -> tuple[Watch, ...]:
    """Every clock of a case with its day, in the order of the table. Nothing runs before the last day is fixed.

    Clocks that count from another anchor (an accident, a day of retirement) run as soon as that is known.
    """
    found: list[Watch] = []
    days: Mapping[str, date | None] = {**anchors, "H": hired_on, "step:handover_done": handed_over_on}
    for clock in CLOCKS:
        since = days.get(clock.since)
        if not applies(clock, separation_type, facts) or (since is None and clock.since != "step:handover_done"):
            continue
        if clock.since in ("H", "step:handover_done") and "D" not in anchors:
            continue
        found.append(Watch(clock, None if since is None else end_of(clock, since, calendar), since))
    return tuple(found)


def end_of(clock: Clock, since: date, calendar: Calendar) -> date | None:
    """The day of a clock; None for working days of a year whose calendar is not published."""
    if clock.unit == "d":
        return since + timedelta(days=clock.amount)
    if clock.unit == "wd":
        try:
            return calendar.add_working_days(since, clock.amount)
        except UnknownYear:
            return None
    return add_months(since, clock.amount * (12 if clock.unit == "y" else 1))
