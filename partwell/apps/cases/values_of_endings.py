"""Values of the papers of single kinds of separation.

Misconduct, Art. 38 and 40, agreement, expiry, retirement, death.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from partwell.apps.documents import queries as documents_of
from partwell.lib.clock import SHANGHAI

from .paper_sources import Sources

Values = dict[str, Any]


def _defence_invite(s: Sources) -> Values:
    return {"reply_by": s.view.due_at}


def _defence_reply(s: Sources) -> Values:
    item = "employee.form:defence"
    return {
        "defended_on": s.day(item) or s.today,
        "defence": s.text(item) or "您没有提交书面意见。",
        "reviewer": s.name("er"),
    }


def _agreement(s: Sources) -> Values:
    """Sums come from the calculation of this case; who proposed it from the step that recorded it."""
    found: Values = {"initiator": s.case.facts.get("initiator")}
    sums = s.sums.get("settlement")
    amount = sums.total("employee", "severance") if sums is not None and sums.printable else Decimal(0)
    if sums is not None and amount > 0:
        found["severance"] = amount
        found["severance_basis"] = " ＋ ".join(line.basis for line in sums.lines if line.amount)
    if sums is not None and sums.inputs.get("planned_last_day"):
        found["ending_on"] = date.fromisoformat(sums.inputs["planned_last_day"])
    return found


def _proposal(s: Sources) -> Values:
    return {"submitted_on": s.today}


def _renewal_letter(s: Sources) -> Values:
    return {"contract_to": s.anchor("C") or (s.contract.ends_on if s.contract else None)}


def _expiry_notice(s: Sources) -> Values:
    why = {
        "offered_same_or_better_refused": "same_refused",
        "offered_worse_refused": "worse_refused",
    }.get(str(s.case.facts.get("renewal_offer")), "not_offered")
    term = s.anchor("C") or (s.contract.ends_on if s.contract else None)
    return {"contract_to": term, "ending_on": s.ends_on or term, "why": why, **_severance_due(s)}


def _severance_due(s: Sources) -> Values:
    due = s.case.facts.get("severance_due")
    return {"severance_due": due} if isinstance(due, bool) else {}


def _retire_options(s: Sources) -> Values:
    """The window as it was worked out in the step before."""
    made = s.sums.get("retire_age")
    if made is None:
        return {}
    days = {name: date.fromisoformat(made.inputs[name]) for name in ("earliest", "statutory", "latest")}
    days |= {name: date.fromisoformat(made.inputs[name]) for name in ("notice_by", "agreement_by")}
    return {**days, "years_needed": f"{made.inputs['years_needed']} 年", "contact": s.name("si_specialist")}


def _retire_notice(s: Sources) -> Values:
    return {"mode": s.case.facts.get("retire_mode"), "ending_on": s.ends_on or s.anchor("R")}


def _art38(s: Sources) -> Values:
    received = s.anchor("T0") or s.case.opened_at.astimezone(SHANGHAI).date()
    named = s.anchor("W")
    ends = s.ends_on or (max(received, named) if named else received)
    return {"received_on": received, "ending_on": ends}


def _return_notice(s: Sources) -> Values:
    first = documents_of.current(s.case.uid, "return_notice_1")
    return {
        "absent_from": s.anchor("T0"),
        "first_on": first.issued_at.astimezone(SHANGHAI).date() if first else None,
    }


def _family_letter(s: Sources) -> Values:
    wage = s.sums.get("final_pay")
    return {
        "work_related": s.case.facts.get("death_work_related"),
        "housing_fund": s.case.facts.get("hpf_account"),
        "wage": wage.total("employee") if wage is not None and wage.printable else None,
        "contact": s.name("hr_director") or s.contact(),
    }


def _belongings(s: Sources) -> Values:
    return {"witness": s.name("line_manager")}


MAKERS: Mapping[str, Callable[[Sources], Values]] = {
    "defence_invite": _defence_invite,
    "defence_reply": _defence_reply,
    "agreement_draft": _agreement,
    "mutual_agreement": _agreement,
    "proposal": _proposal,
    "renewal_letter": _renewal_letter,
    "renewal_reply": _proposal,
    "expiry_notice": _expiry_notice,
    "bond_waiver": _renewal_letter,
    "retire_options": _retire_options,
    "retire_choice": _proposal,
    "early_retire_notice": _proposal,
    "retire_notice": _retire_notice,
    "art38_notice": _proposal,
    "receipt": _art38,
    "art38_reply": _art38,
    "return_notice_1": _return_notice,
    "return_notice_2": _return_notice,
    "family_letter": _family_letter,
    "belongings_list": _belongings,
}


def suggested(s: Sources, kind: str) -> Mapping[str, str]:
    """What the fields of a paper begin with, from earlier steps of the case; a person reads and mends it."""
    soon = (s.today + timedelta(days=7)).isoformat()
    found: dict[str, Any] = {
        "answer_on": soon,
        "reply_on": soon,
        "return_on": (s.today + timedelta(days=3)).isoformat(),
    }
    if kind == "defence_invite":
        found["matters"] = s.text("employer.form:incident")
    if kind in ("agreement_draft", "mutual_agreement"):
        planned = s.sums["settlement"].inputs.get("planned_last_day") if "settlement" in s.sums else ""
        found["ending_on"] = planned
    if kind == "expiry_notice":
        found["ending_on"] = s.anchor("C")
    if kind in ("retire_notice", "retire_choice", "early_retire_notice"):
        found["ending_on"] = found["chosen_on"] = s.anchor("R")
    if kind.startswith("return_notice"):
        branch = s.person.department.branch
        found["place"] = f"{branch.address or branch.name} {s.person.department.name}"
    if kind == "termination_notice":
        found["reasons"] = "\n".join(
            text
            for item in ("employer.sign:dept_conclusion", "employer.sign:decision", "employer.form:ground40")
            if (text := s.text(item).strip())
        )
    return {
        name: value.isoformat() if isinstance(value, date) else str(value) for name, value in found.items() if value
    }
