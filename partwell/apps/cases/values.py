"""What stands in the papers of a case, gathered from records, facts, calculations and earlier steps.

Every paper gets the values its kind names (`kinds/documents/<kind>/fields.py`). What is not known is left out: the kind
then refuses by name, and nobody guesses. `INPUTS` are the words only a person can give; they are asked for when the
paper is made.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partwell.apps.accounts import queries as accounts
from partwell.apps.appraisals import queries as appraisals
from partwell.apps.documents import queries as documents_of
from partwell.apps.evidence import queries as log
from partwell.apps.people import queries as people
from partwell.core.days import full_months
from partwell.core.process.deadlines import add_span
from partwell.core.process.state import StepView
from partwell.core.process.template import Span
from partwell.lib import registry, template_files
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar
from partwell.lib.paper import chinese
from partwell.lib.refusal import BadInput, Refused

from . import standing, store
from .models import Case, CaseStep

Values = dict[str, Any]
ENDS_BY_LAW = ("contract_expiry", "retirement", "death_in_service")
"""终止 in the words of the law; every other separation is a 解除 (《劳动合同法》第三十六条至第四十四条)."""
INSURANCES = {"pension": "养老", "medical": "医疗", "unemployment": "失业"}
INVOLUNTARY = ("voluntary_resignation",)
GROUNDS = {
    "probation_failure": (
        "《中华人民共和国劳动合同法》第三十九条第一项",
        "劳动者在试用期间被证明不符合录用条件的",
    ),
}
"""Article and its words for grounds that a notice states; the ground of a case is frozen with its notice."""


@dataclass(frozen=True, slots=True)
class Input:
    """Something a person writes when a paper is made. `many`: one entry a line, parts divided by a bar."""

    name: str
    label: Any
    needed: bool = True
    many: bool = False
    kind: str = "text"
    parts: tuple[str, ...] = ()
    choices: tuple[tuple[str, Any], ...] = ()


INPUTS: Mapping[str, tuple[Input, ...]] = {
    "asset_list": (
        Input(
            "assets",
            gettext_lazy("Things returned, one a line: name | number | condition"),
            many=True,
            parts=("name", "code", "state"),
        ),
        Input("missing", gettext_lazy("Not yet returned, one a line"), needed=False, many=True),
    ),
    "union_letter": (Input("reasons", gettext_lazy("Reasons, one a line"), many=True),),
    "union_reply": (
        Input("opinion_on", gettext_lazy("Day of the union's opinion"), kind="day"),
        Input("opinion", gettext_lazy("The union's opinion")),
        Input("findings", gettext_lazy("What the company found, one a line"), many=True),
        Input("decision", gettext_lazy("The company's decision")),
    ),
    "objection_reply": (
        Input("findings", gettext_lazy("What the review found, one a line"), many=True),
        Input(
            "outcome",
            gettext_lazy("Outcome"),
            choices=(
                ("kept", gettext_lazy("The result stands")),
                ("partly", gettext_lazy("Changed in part")),
                ("changed", gettext_lazy("Changed")),
            ),
        ),
        Input("measures", gettext_lazy("What follows, one a line"), needed=False, many=True),
    ),
    "termination_notice": (
        Input("ending_on", gettext_lazy("Last day of employment"), kind="day"),
        Input("reasons", gettext_lazy("Reasons, one a line"), many=True),
    ),
    "earlier_date": (
        Input("agreed_on", gettext_lazy("Last day both agree on"), kind="day"),
        Input(
            "asked_by",
            gettext_lazy("Who asked for it"),
            choices=(("employee", gettext_lazy("the employee")), ("employer", gettext_lazy("the company"))),
        ),
    ),
    "exam_notice": (
        Input("hazards", gettext_lazy("Hazards of the post, one a line"), many=True),
        Input("hospital", gettext_lazy("Hospital")),
        Input("exam_from", gettext_lazy("From"), kind="day"),
        Input("exam_to", gettext_lazy("To"), kind="day"),
    ),
    "noncompete_notice": (
        Input("agreement_on", gettext_lazy("Day of the agreement"), kind="day"),
        Input(
            "decision",
            gettext_lazy("Decision"),
            choices=(("activate", gettext_lazy("activate")), ("waive", gettext_lazy("waive"))),
        ),
        Input("scope", gettext_lazy("Scope"), needed=False),
        Input("area", gettext_lazy("Area"), needed=False),
        Input("until", gettext_lazy("Until"), needed=False, kind="day"),
        Input("monthly", gettext_lazy("Compensation a month, yuan"), needed=False, kind="money"),
        Input("pay_day", gettext_lazy("Pay day"), needed=False),
    ),
}


@dataclass(slots=True)
class _Sources:
    """Where the values of one case come from; read once for each paper."""

    case: Case
    view: StepView
    now: datetime
    person: Any
    contract: Any
    said: dict[str, dict[str, Any]]
    sums: Mapping[str, Any]

    @property
    def today(self) -> date:
        return self.now.astimezone(SHANGHAI).date()

    @property
    def ends_on(self) -> date | None:
        """D, when it is fixed."""
        return self.case.ends_on

    def text(self, item: str) -> str:
        """What was written for a proof item of this case ("employer.form:handover_list")."""
        return str(self.said.get(item, {}).get("text", ""))


def collect(case: Case, kind: str, view: StepView, now: datetime, inputs: Mapping[str, str] | None = None) -> Values:
    """All values for a paper of `kind`. Raises BadInput for an input that can't be read."""
    person = people.by_pk(case.employee_id)
    contract = people.last_contract(person, now.astimezone(SHANGHAI).date())
    said = _said(case)
    sums = registry.service("statements")(case.uid)
    source = _Sources(case, view, now, person, contract, said, sums)
    found = {**_common(source), **_MAKERS.get(kind, _nothing)(source)}
    found |= _read(INPUTS.get(kind, ()), inputs or {})
    return {name: value for name, value in found.items() if value not in (None, "", [], ())}


def of_resignation(person: Any, text: str, wished_day: date | None, now: datetime) -> Values:
    """Values of a resignation, before there is a case."""
    today = now.astimezone(SHANGHAI).date()
    contract = people.last_contract(person, today)
    probation = people.facts_of(person, today).get("employee_type") == "probation"
    latest = add_days(today, 3 if probation else 30)
    found: Values = {
        **_who(person, today),
        "position": person.position.title,
        "probation": probation,
        "submitted_on": today,
        "statutory_on": latest,
        "wish_on": wished_day if wished_day and wished_day < latest else None,
        "reason": text.strip(),
        "contract_from": contract.starts_on if contract else None,
    }
    return {name: value for name, value in found.items() if value not in (None, "")}


def add_days(day: date, count: int) -> date:
    """A day some calendar days later; the day of the event is not counted."""
    return date.fromordinal(day.toordinal() + count)


def suggested(case: Case, kind: str, view: StepView, now: datetime) -> dict[str, str]:
    """What the input fields of a paper begin with, from earlier steps; a person reads and mends it."""
    said = _said(case)
    reasons = [
        text
        for item in ("employer.sign:dept_conclusion", "employer.sign:decision", "employee.form:objection")
        if (text := str(said.get(item, {}).get("text", "")).strip()) and item != "employee.form:objection"
    ]
    found = {"reasons": "\n".join(reasons)}
    if case.ends_on:
        found["ending_on"] = case.ends_on.isoformat()
    return {one.name: found[one.name] for one in INPUTS.get(kind, ()) if found.get(one.name)}


def _said(case: Case) -> dict[str, dict[str, Any]]:
    """Proof item -> what its newest entry says, with the day it was attached."""
    found: dict[str, dict[str, Any]] = {}
    for entry in log.entries(case.stream):
        if entry.type.startswith("step.") and entry.payload:
            for one in entry.payload["attached"]:
                found[one["item"]] = {**one["says"], "at": entry.at, "step": entry.payload["step"]}
    return found


def _who(person: Any, today: date) -> Values:
    return {
        "company_name": person.company.name,
        "employee_name": person.name,
        "employee_number": person.number,
        "issued_on": today,
    }


def _common(s: _Sources) -> Values:
    """Values that most papers share."""
    found: Values = {
        **_who(s.person, s.today),
        "position": s.person.position.title,
        "hired_on": s.person.hired_on,
        "ending": "ended" if s.case.separation_type in ENDS_BY_LAW else "terminated",
        "ending_on": s.ends_on,
        "case_number": s.case.number,
        "contact": _contact(s),
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


def _nothing(s: _Sources) -> Values:
    return {}


def _certificate(s: _Sources) -> Values:
    if s.ends_on is None:
        return {}
    return {
        "service_from": s.person.hired_on,
        "service_months": full_months(s.person.hired_on, s.ends_on),
        "id_number": s.person.id_number,
    }


def _undertaking(s: _Sources) -> Values:
    """Sums come from the calculations of this case and from nowhere else."""
    found: Values = {**_arrears(s), **_back_payment(s)}
    wage = s.sums.get("final_pay")
    if wage is not None and wage.printable:
        found["wage"] = wage.total("employee")
    notice = documents_of.current(s.case.uid, "termination_notice")
    return {**found, "wage_on": s.ends_on, "notice_number": notice.number if notice else None}


def _arrears(s: _Sources) -> Values:
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


def _back_payment(s: _Sources) -> Values:
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
            code="figures_unconfirmed",
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


def _handover(s: _Sources) -> Values:
    text = s.text("employer.form:handover_list")
    return {
        "handover": _rows(text, ("item", "detail", "state")),
        "successor": _names(s, "successor"),
        "supervisor": _names(s, "line_manager"),
    }


def _assets(s: _Sources) -> Values:
    return {"receiver": _names(s, "admin")}


def _termination(s: _Sources) -> Values:
    cite, ground = GROUNDS.get(s.case.separation_type, ("", ""))
    heard = s.case.facts.get("union_established")
    return {"cite": cite, "ground": ground, "union_heard": heard if isinstance(heard, bool) else None}


def _union_letter(s: _Sources) -> Values:
    cite, ground = GROUNDS.get(s.case.separation_type, ("", ""))
    return {
        "cite": cite,
        "ground": ground,
        "union_name": f"{s.person.company.name}工会委员会",
        "reply_by": add_span(Span(3, "wd"), s.now, calendar()),
        "ending_on": s.ends_on or (s.case.anchors.get("P") and date.fromisoformat(s.case.anchors["P"])),
    }


def _union_reply(s: _Sources) -> Values:
    letter = documents_of.current(s.case.uid, "union_letter")
    return {
        "union_name": f"{s.person.company.name}工会委员会",
        "letter_number": letter.number if letter else None,
    }


def _objection_reply(s: _Sources) -> Values:
    report = documents_of.current(s.case.uid, "probation_assessment")
    given = documents_of.answer_of(report) if report else None
    said = s.said.get("employee.form:objection") or s.said.get("employee.sign:probation_assessment") or {}
    words = str(said.get("text", "")) or (given.text if given else "")
    at = given.at if given else said.get("at")
    return {
        "objected_on": at.astimezone(SHANGHAI).date() if at else None,
        "objection": words or "您对本报告没有写明异议。",
        "reviewer": _names(s, "er"),
        "report_number": report.number if report else None,
    }


def _resign_ack(s: _Sources) -> Values:
    received = s.case.opened_at.astimezone(SHANGHAI).date()
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


def _statutory_dates(s: _Sources) -> Values:
    received = s.case.opened_at.astimezone(SHANGHAI).date()
    days = 3 if s.case.facts.get("employee_type") == "probation" else 30
    return {"received_on": received, "statutory_on": add_days(received, days)}


def _rights(s: _Sources) -> Values:
    facts = s.case.facts
    wage = s.sums.get("final_pay")
    months = {row.month for row in people.contributions(s.person) if row.insurance == "unemployment" and row.enrolled}
    found: Values = {
        **_back_payment(s),
        **_arrears(s),
        "certificate_how": "电子版可在本系统“我的文书”中下载；纸质原件可到人力资源部领取，也可以要求邮寄，不收费用",
        "involuntary": s.case.separation_type not in INVOLUNTARY,
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


def _completion(s: _Sources) -> Values:
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
        "own_file": "在本系统“我的文书”中查看和下载全部文书，至少保留到案件办结后二年",
    }


def _proof_words(s: _Sources, step: str) -> str:
    """In a few words what proves a step: voucher or paper numbers where there are any."""
    numbers = [
        str(said.get("number") or said.get("paper"))
        for said in s.said.values()
        if said.get("step") == step and (said.get("number") or said.get("paper"))
    ]
    return "、".join(dict.fromkeys(numbers)) or "已留存凭证"


def _settlement_note(s: _Sources) -> Values:
    titles = {"bank_wage": "工资", "bank_severance": "经济补偿", "bank_back_payment": "公司补发"}
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


def _assessment(s: _Sources) -> Values:
    """The frozen reports of probation: each criterion of each month judged alone, then what follows from them."""
    frozen = appraisals.snapshot(s.case.employee_id, s.today)
    reports = frozen["reports"]
    if not frozen["criteria"] or not reports:
        return {}
    metrics = {one["key"]: one for one in frozen["criteria"]["metrics"]}
    rows = [_criterion(report, judged, metrics) for report in reports for judged in report["result"]["judged"]]
    unknown = any(report["result"]["unknown"] for report in reports)
    failed = any(report["result"]["not_met"] for report in reports)
    return {
        "period_from": date.fromisoformat(reports[0]["begins_on"]),
        "period_to": date.fromisoformat(reports[-1]["ends_on"]),
        "criteria": rows,
        "months": [
            {
                "month": _month(report["month"]),
                "score": report["result"]["total"] or "—",
                "answer": ANSWERS.get(report["state"], "—"),
            }
            for report in reports
        ],
        "conclusion": "not_met" if failed else "insufficient" if unknown else "met",
        "sources": [
            f"{_month(report['month'])}考核报告，校验值 {report['sha256'][:16]}"
            for report in reports
            if report["sha256"]
        ],
        "frozen_at": s.now,
    }


ANSWERS = {"acknowledged": "已确认", "objected": "有异议", "unanswered": "未答复", "published": "待答复"}
"""What the employee answered to a monthly report."""


def _criterion(report: Mapping[str, Any], judged: Mapping[str, Any], metrics: Mapping[str, Any]) -> Values:
    """One criterion of one month as a row of the paper."""
    metric = metrics[judged["key"]]
    threshold, due, points = metric["threshold"], metric.get("due", 0), judged["points"]
    standard = {
        "tasks": f"到期 {due} 项，完成 {threshold} 项及以上",
        "peers": f"同事评分平均 {threshold} 分及以上",
        "courses": f"{due} 门课程学完并考试及格",
    }[judged["measure"]]
    result = {
        "tasks": f"完成 {judged['count']} 项，共 {judged['of']} 项",
        "peers": f"平均 {points} 分，{judged['count']} 人评分",
        "courses": f"通过 {judged['count']} 门，共 {judged['of']} 门",
    }[judged["measure"]]
    return {
        "name": f"{_month(report['month'])} {metric['title']}",
        "weight": Decimal(metric["weight"]) / 100,
        "standard": standard,
        "result": result if judged["met"] is not None else "没有数据",
        "score": judged["part"] or "—",
        "met": bool(judged["met"]),
    }


def _contact(s: _Sources) -> str:
    """Whom the employee may ask: the HR partner, with the company's name when nobody holds the role."""
    found = accounts.holders(s.case.company_id, "hrbp", s.case.path, s.today)
    return f"{found[0].name}（人力资源部）" if found else "人力资源部"


def _names(s: _Sources, role: str) -> str:
    return "、".join(user.name for user in standing.holders(s.case, role, s.today)[:1])


def _rows(text: str, parts: Sequence[str]) -> list[dict[str, str]]:
    """Lines of a form as rows: parts divided by a bar; what is left out says so."""
    rows = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        cells = [cell.strip() for cell in line.replace("｜", "|").split("|")]
        cells += ["—"] * (len(parts) - len(cells))
        rows.append({part: cell or "—" for part, cell in zip(parts, cells, strict=False)})
    return rows


def _read(wanted: Sequence[Input], given: Mapping[str, str]) -> Values:
    """Read what a person typed. Raises BadInput naming each field."""
    found: Values = {}
    wrong: dict[str, str] = {}
    for one in wanted:
        text = str(given.get(one.name, "")).strip()[:4000]
        if not text:
            if one.needed and given:
                wrong[one.name] = _("This is needed for the paper.")
            continue
        try:
            found[one.name] = _value(one, text)
        except (ValueError, InvalidOperation):
            wrong[one.name] = _("This can't be read. Check the day, the amount or the choice.")
    if wrong:
        raise BadInput(wrong)
    return found


def _value(one: Input, text: str) -> Any:
    if one.choices and text not in dict(one.choices):
        raise ValueError(text)
    if one.kind == "day":
        return date.fromisoformat(text)
    if one.kind == "money":
        amount = Decimal(text.replace(",", ""))
        if not amount.is_finite():
            raise ValueError(text)
        return amount
    if one.parts:
        return _rows(text, one.parts)
    return [line.strip() for line in text.splitlines() if line.strip()] if one.many else text


_MAKERS: Mapping[str, Callable[[_Sources], Values]] = {
    "certificate": _certificate,
    "undertaking": _undertaking,
    "handover_list": _handover,
    "asset_list": _assets,
    "termination_notice": _termination,
    "union_letter": _union_letter,
    "union_reply": _union_reply,
    "objection_reply": _objection_reply,
    "resign_ack": _resign_ack,
    "earlier_date": _statutory_dates,
    "rights_letter": _rights,
    "completion_letter": _completion,
    "settlement_note": _settlement_note,
    "probation_assessment": _assessment,
}


def roles_of_facts() -> Mapping[str, str]:
    """Fact -> role that is asked for it, for pages that collect what is unknown."""
    return {name: fact.owner for name, fact in template_files.facts().items() if fact.owner}
