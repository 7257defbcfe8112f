"""What stands in the papers of a case, gathered from records, facts, calculations and earlier steps.

Every paper gets the values its kind names (`kinds/documents/<kind>/fields.py`). What is not known is left out: the kind
then refuses by name, and nobody guesses. `INPUTS` are the words only a person can give; they are asked for when the
paper is made.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from partwell.apps.appraisals import queries as appraisals
from partwell.apps.documents import queries as documents_of
from partwell.apps.evidence import queries as log
from partwell.apps.people import queries as people
from partwell.core.days import full_months
from partwell.core.process.deadlines import add_span
from partwell.core.process.state import StepView
from partwell.core.process.template import Span
from partwell.lib import registry
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar
from partwell.lib.inputs import read, rows
from partwell.lib.paper import chinese
from partwell.lib.refusal import Refused

from . import grounds, store, values_of_endings
from .models import Case, CaseStep
from .paper_inputs import INPUTS
from .paper_sources import Sources, received_on, stood_in

UNCONFIRMED = "figures_unconfirmed"
"""Code of the refusal of a paper whose sums rest on figures nobody has confirmed."""
Values = dict[str, Any]
ENDS_BY_LAW = ("contract_expiry", "retirement", "death_in_service")
"""终止 in the words of the law; every other separation is a 解除 (《劳动合同法》第三十六条至第四十四条)."""
INSURANCES = {"pension": "养老", "medical": "医疗", "unemployment": "失业"}


def collect(
    case: Case,
    kind: str,
    view: StepView,
    now: datetime,
    inputs: Mapping[str, str] | None = None,
    behalf: Mapping[str, tuple[str, str]] | None = None,
) -> Values:
    """All values for a paper of `kind`. Raises BadInput for an input that can't be read.

    `behalf` is role -> (deputy, principal) of who makes it now; what deputies signed before stands on record.
    """
    source = _sources_of(case, view, now)
    decided = registry.kind("documents", kind).sealed_by_employer
    source.stood_in = stood_in(case, view, source.today, behalf or {}, decided=decided)
    found = {**_common(source), **_MAKERS.get(kind, _nothing)(source)}
    found["deputies"] = source.deputies()
    found |= read(INPUTS.get(kind, ()), inputs or {})
    return {name: value for name, value in found.items() if value not in (None, "", [], ())}


def of_art38(person: Any, given: Mapping[str, str], now: datetime) -> Values:
    """Values of an employee's notice under Art. 38, before there is a case. Raises BadInput."""
    today = now.astimezone(SHANGHAI).date()
    found = {
        **_who(person, today),
        "position": person.position.title,
        "submitted_on": today,
        **read(INPUTS["art38_notice"], given or {"ground38": ""}),
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def of_resignation(person: Any, text: str, wished_day: date | None, now: datetime) -> Values:
    """Values of a resignation, before there is a case."""
    today = now.astimezone(SHANGHAI).date()
    contract = people.last_contract(person, today)
    latest = end_of_notice(person, today)
    found: Values = {
        **_who(person, today),
        "position": person.position.title,
        "probation": _on_probation(person, today),
        "submitted_on": today,
        "statutory_on": latest,
        "wish_on": wished_day if wished_day and wished_day < latest else None,
        "reason": text.strip(),
        "contract_from": contract.starts_on if contract else None,
    }
    return {name: value for name, value in found.items() if value not in (None, "")}


def end_of_notice(person: Any, today: date) -> date:
    """The day a resignation of today ends the contract: after 30 days, in probation 3 (《劳动合同法》第三十七条)."""
    return add_days(today, 3 if _on_probation(person, today) else 30)


def _on_probation(person: Any, today: date) -> bool:
    return bool(people.facts_of(person, today).get("employee_type") == "probation")


def add_days(day: date, count: int) -> date:
    """A day some calendar days later; the day of the event is not counted."""
    return date.fromordinal(day.toordinal() + count)


def suggested(case: Case, kind: str, view: StepView, now: datetime) -> dict[str, str]:
    """What the input fields of a paper begin with, from earlier steps; a person reads and mends it."""
    wanted = INPUTS.get(kind, ())
    if not wanted:
        return {}
    source = _sources_of(case, view, now)
    found = dict(values_of_endings.suggested(source, kind))
    if kind == "union_letter":
        decided = (source.text("employer.sign:dept_conclusion"), source.text("employer.sign:decision"))
        found["reasons"] = "\n".join(text.strip() for text in decided if text.strip())
    if case.ends_on:
        found["ending_on"] = case.ends_on.isoformat()
    return {one.name: found[one.name] for one in wanted if found.get(one.name)}


def _sources_of(case: Case, view: StepView, now: datetime) -> Sources:
    person = people.by_pk(case.employee_id)
    contract = people.last_contract(person, now.astimezone(SHANGHAI).date())
    return Sources(case, view, now, person, contract, _said(case), registry.service("statements")(case.uid))


def _said(case: Case) -> dict[str, dict[str, Any]]:
    """Proof item -> what its newest entry says, with the day it was attached."""
    found: dict[str, dict[str, Any]] = {}
    for entry in log.entries(case.stream):
        if entry.type.startswith("step.") and entry.payload:
            for one in entry.payload.get("attached", ()):
                found[one["item"]] = {**one["says"], "at": entry.at, "step": entry.payload["step"]}
    return found


def _who(person: Any, today: date) -> Values:
    return {
        "company_name": person.company.name,
        "employee_name": person.name,
        "employee_number": person.number,
        "issued_on": today,
    }


def _common(s: Sources) -> Values:
    """Values that most papers share."""
    found: Values = {
        **_who(s.person, s.today),
        "position": s.person.position.title,
        "hired_on": s.person.hired_on,
        "ending": "ended" if s.case.separation_type in ENDS_BY_LAW else "terminated",
        "ending_on": s.ends_on,
        "case_number": s.case.number,
        "contact": s.contact(),
        "probation": s.case.facts.get("employee_type") == "probation",
        "reply_by": s.view.due_at,
    }
    if s.contract:
        found |= {
            "contract_from": s.contract.starts_on,
            "contract_to": s.contract.ends_on,
            "contract_type": s.contract.type,
        }
    return found


def _nothing(s: Sources) -> Values:
    return {}


def _certificate(s: Sources) -> Values:
    if s.ends_on is None:
        return {}
    return {
        "service_from": s.person.hired_on,
        "service_months": full_months(s.person.hired_on, s.ends_on),
        "id_number": s.person.id_number,
    }


def _undertaking(s: Sources) -> Values:
    """Sums come from the calculations of this case and from nowhere else."""
    found: Values = {**_arrears(s), **_back_payment(s)}
    wage = s.sums.get("final_pay")
    if wage is not None and wage.printable:
        found["wage"] = wage.total("employee")
    notice = documents_of.current(s.case.uid, "termination_notice")
    return {**found, "wage_on": s.ends_on, "notice_number": notice.number if notice else None}


def _arrears(s: Sources) -> Values:
    """Arrears to the fund, a row a month: employer, employee, surcharge."""
    statement = s.sums.get("si_arrears") or s.sums.get("si_arrears_estimate")
    if statement is None and not s.case.facts.get("si_arrears"):
        return {}
    statement = _fit_to_sign(statement)
    months: dict[str, dict[str, Decimal]] = {}
    for line in statement.lines:
        if line.amount is not None and line.month and line.column in ("employer", "employee", "surcharge"):
            row = months.setdefault(line.month, dict.fromkeys(("employer", "employee", "surcharge"), Decimal("0.00")))
            row[line.column] += line.amount
    if not months:
        return {}
    return {
        "arrears": [{"month": _month(month), **row} for month, row in sorted(months.items())],
        "arrears_months": [_month(month) for month in sorted(months)],
        "arrears_source": _sources(statement),
        "surcharge_until": statement.on,
    }


def _back_payment(s: Sources) -> Values:
    """What the company pays of its own will, with its basis."""
    statement = s.sums.get("back_payment")
    if not s.case.facts.get("back_payment_due"):
        return {}
    statement = _fit_to_sign(statement)
    lines = [line for line in statement.lines if line.amount is not None]
    months = sorted({line.month for line in lines if line.month} | set(statement.inputs.get("months", "").split()))
    return {
        "back_payment": statement.total("employee"),
        "back_payment_months": [_month(month) for month in months],
        "back_payment_basis": _basis_words(lines) or None,
        "back_payment_source": _sources(statement),
        "back_payment_when": "HR 审核后五个工作日内",
        "pay_to": "本人工资账户",
        "pay_when": " HR 审核通过后五个工作日内",
    }


def _fit_to_sign(statement: Any) -> Any:
    """A sum that may stand on a paper someone signs. Raises Refused when not made or resting on doubtful figures."""
    if statement is None or not statement.printable:
        raise Refused(
            _(
                "The sums of this paper rest on figures nobody has confirmed. "
                "Confirm them, calculate again, then make it."
            ),
            code=UNCONFIRMED,
        )
    return statement


def _sources(statement: Any) -> str:
    """Where the rates of a statement come from, each source once."""
    found: dict[str, None] = {}
    for line in statement.lines:
        for source in line.sources:
            if source.confirmed_on:
                on = chinese.day(date.fromisoformat(str(source.confirmed_on)))
                found[f"本公司 {on} 核实（{source.ref or source.source}）"] = None
            elif (named := source.ref or source.source) and "§" not in named:
                # Articles stand in the paper itself, by full name and numeral; our short marks do not belong there.
                found[named] = None
    return "；".join(list(found)[:6])


def _basis_words(lines: Sequence[Any]) -> list[str]:
    """How the back payment was worked out: one sum when base and months are the same for all, else a sum a line."""
    shared = {(line.inputs.get("base"), line.inputs.get("count")) for line in lines}
    rates = [Decimal(line.inputs["rate"]) for line in lines if "rate" in line.inputs]
    names = [INSURANCES.get(line.insurance, line.insurance) for line in lines]
    base, count = next(iter(shared)) if len(shared) == 1 else (None, None)
    total = sum((line.amount for line in lines), Decimal(0))
    if base and count and len(rates) == len(lines) and Decimal(base) * int(count) * sum(rates) == total:
        whole = chinese.percent(Decimal(sum(rates)))
        parts = " ＋ ".join(f"{name} {chinese.percent(rate)}" for name, rate in zip(names, rates, strict=True))
        first = f"缴费基数 {chinese.money(Decimal(base))} 元 × {count} 个月 × {whole} = {chinese.money(total)} 元"
        return [first, f"{whole} = {parts}"]
    return [f"{name} {line.basis} = {chinese.money(line.amount)} 元" for name, line in zip(names, lines, strict=True)]


def _month(text: str) -> str:
    """2026-10 as 2026年10月."""
    year, _dash, month = text.partition("-")
    return f"{year}年{int(month)}月" if month else text


def _handover(s: Sources) -> Values:
    text = s.text("employer.form:handover_list")
    return {
        "handover": rows(text, ("item", "detail", "state")),
        "successor": s.name("successor"),
        "supervisor": s.name("line_manager"),
    }


def _assets(s: Sources) -> Values:
    return {"receiver": s.name("admin")}


def _termination(s: Sources) -> Values:
    cite, ground = grounds.stated(s.case.separation_type, s.case.facts)
    heard = s.case.facts.get("union_established")
    return {
        "cite": cite,
        "ground": ground,
        "union_heard": heard if isinstance(heard, bool) else None,
        "severance_due": s.case.facts.get("severance_due") is True,
        "notice_mode": s.case.facts.get("notice_mode") or "none",
    }


def _union_letter(s: Sources) -> Values:
    cite, ground = grounds.stated(s.case.separation_type, s.case.facts)
    return {
        "cite": cite,
        "ground": ground,
        "union_name": f"{s.person.company.name}工会委员会",
        "reply_by": add_span(Span(3, "wd"), s.now, calendar()),
        "ending_on": s.ends_on or (s.case.anchors.get("P") and date.fromisoformat(s.case.anchors["P"])),
    }


def _union_reply(s: Sources) -> Values:
    letter = documents_of.current(s.case.uid, "union_letter")
    return {
        "union_name": f"{s.person.company.name}工会委员会",
        "letter_number": letter.number if letter else None,
    }


def _objection_reply(s: Sources) -> Values:
    report = documents_of.current(s.case.uid, "probation_assessment")
    given = documents_of.answer_of(report) if report else None
    said = s.said.get("employee.form:objection") or s.said.get("employee.sign:probation_assessment") or {}
    words = str(said.get("text", "")) or (given.text if given else "")
    at = given.at if given else said.get("at")
    return {
        "objected_on": at.astimezone(SHANGHAI).date() if at else None,
        "objection": words or "您对本报告没有写明异议。",
        "reviewer": s.name("er"),
        "report_number": report.number if report else None,
    }


def _resignation(s: Sources) -> Values:
    """As the letter that begins a case itself: HR opened this one, the employee writes and signs it."""
    return of_resignation(s.person, "", None, s.now)


def _resign_ack(s: Sources) -> Values:
    received = received_on(s.case)
    days = 3 if s.case.facts.get("employee_type") == "probation" else 30
    return {
        "received_on": received,
        "statutory_on": add_days(received, days),
        "next_steps": [
            "部门安排工作交接，公司确定劳动合同解除日。",
            "最后工资、离职证明、社会保险转移按法定期限办理，不等待交接和任何签字。",
            "您可以随时在手机上查看进度，也可以联系经办人。",
        ],
    }


def _statutory_dates(s: Sources) -> Values:
    received = received_on(s.case)
    days = 3 if s.case.facts.get("employee_type") == "probation" else 30
    return {"received_on": received, "statutory_on": add_days(received, days)}


def _rights(s: Sources) -> Values:
    facts = s.case.facts
    wage = s.sums.get("final_pay")
    months = {row.month for row in people.contributions(s.person) if row.insurance == "unemployment" and row.enrolled}
    found: Values = {
        **_back_payment(s),
        **_arrears(s),
        "certificate_how": "电子版可在本系统“我的文书”中下载；纸质原件可到人力资源部领取，也可以要求邮寄，不收费用",
        "involuntary": grounds.is_involuntary(s.case.separation_type, facts),
        "retired": s.case.separation_type == "retirement" or None,
        "contributed_months": len(months) or None,
        "housing_fund": facts.get("hpf_account"),
        "dossier_held": facts.get("dossier_held"),
        "noncompete": "none" if facts.get("noncompete_signed") is False else None,
    }
    if wage is not None and wage.printable:
        found["wage"] = wage.total("employee")
    if facts.get("noncompete_signed"):
        found["noncompete"] = "active" if facts.get("noncompete_activated") else "waived"
    return found


def _completion(s: Sources) -> Values:
    template = store.template_of(s.case)
    titles = {step.key: step.title for step in template.steps}
    done = CaseStep.objects.filter(case=s.case, status="done", duty=True).order_by("done_at")
    return {
        "done": [
            {
                "item": titles[row.key],
                "done_on": row.done_at.astimezone(SHANGHAI).date(),
                "proof": _proof_words(s, row.key),
            }
            for row in done
        ],
        "own_file": "由公司专人提供，可以随时索取"
        if template.quiet
        else "在本系统“我的文书”中查看和下载全部文书，至少保留到案件办结后二年",
        "to_family": True if template.quiet else None,
    }


def _proof_words(s: Sources, step: str) -> str:
    """In a few words what proves a step: voucher or paper numbers where there are any."""
    numbers = [
        str(said.get("number") or said.get("paper"))
        for said in s.said.values()
        if said.get("step") == step and (said.get("number") or said.get("paper"))
    ]
    return "、".join(dict.fromkeys(numbers)) or "已留存凭证"


def _settlement_note(s: Sources) -> Values:
    titles = {
        "bank_wage": "工资",
        "bank_severance": "经济补偿",
        "bank_back_payment": "公司补发",
        "bank_lieu": "额外一个月工资",
        "bank_medical": "医疗补助费",
        "bank_arrears": "补发的工资",
        "bank_injury_subsidy": "一次性伤残就业补助金",
    }
    paid = []
    for item, said in s.said.items():
        name = item.partition(":")[2]
        if name in titles and "fen" in said:
            day = date.fromisoformat(said["day"]) if "day" in said else said["at"].astimezone(SHANGHAI).date()
            paid.append(
                {
                    "item": titles[name],
                    "amount": Decimal(said["fen"]) / 100,
                    "paid_on": day,
                    "voucher": str(said.get("number", "")) or "银行回单",
                }
            )
    return {"paid": paid}


def _assessment(s: Sources) -> Values:
    """The reports of probation as they were frozen into the case."""
    statement = s.sums.get("probation_assessment")
    return appraisals.paper_values(statement) if statement else {}


_MAKERS: Mapping[str, Callable[[Sources], Values]] = {
    **values_of_endings.MAKERS,
    "certificate": _certificate,
    "undertaking": _undertaking,
    "handover_list": _handover,
    "asset_list": _assets,
    "termination_notice": _termination,
    "union_letter": _union_letter,
    "union_reply": _union_reply,
    "objection_reply": _objection_reply,
    "resignation": _resignation,
    "resign_ack": _resign_ack,
    "earlier_date": _statutory_dates,
    "rights_letter": _rights,
    "completion_letter": _completion,
    "settlement_note": _settlement_note,
    "probation_assessment": _assessment,
}
