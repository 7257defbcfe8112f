"""From (where, what, facts) to warnings: each names the words or figure it rests on, and the articles.

`where` is the place in the program; `what` is what the person is about to do there; `facts` are those of the case. A
fact that is not there is unknown and fires nothing: a warning is given on what is known, never on a guess.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from . import reading, sums
from . import words as w

Place = Literal["start", "paper", "template", "settlement", "certificate", "notice", "appraisal", "payment"]
PLACES: tuple[Place, ...] = (
    "start",
    "paper",
    "template",
    "settlement",
    "certificate",
    "notice",
    "appraisal",
    "payment",
)
Severity = Literal["blocker", "high", "medium"]


@dataclass(frozen=True, slots=True)
class Doing:
    """What someone is about to do. `text` is everything a person wrote for it, in one piece.

    `what` holds the rest: `kind` of paper, `line` and `payee` and `amount` of a sum, `column`, `day` it takes effect.
    """

    where: Place
    text: str
    what: Mapping[str, Any]
    facts: Mapping[str, Any]

    def day(self, name: str) -> date | None:
        """A day of `what` or of the facts; None when it is not known."""
        value = self.what.get(name, self.facts.get(name))
        return value if isinstance(value, date) else None

    def amount(self, name: str) -> Decimal | None:
        """A sum of `what` or of the facts; None when it is not known."""
        value = self.what.get(name, self.facts.get(name))
        return value if isinstance(value, Decimal) else None


@dataclass(frozen=True, slots=True)
class Rule:
    """One practice: where it is looked for, its articles, and what finds it (the words, or an empty text)."""

    code: str
    risk: str
    """Id in the list of practice risks of the national rules, or of the national rule it rests on."""
    severity: Severity
    cite: tuple[str, ...]
    where: frozenset[Place]
    find: Callable[[Doing], str]


@dataclass(frozen=True, slots=True)
class Warning:
    """A practice that was recognized. `found` are the words or the figure it rests on."""

    code: str
    risk: str
    severity: Severity
    cite: tuple[str, ...]
    found: str


def _words(pattern: Any) -> Callable[[Doing], str]:
    return lambda doing: reading.said(pattern, doing.text)


def _threat(doing: Doing) -> str:
    return reading.threatens(w.THREAT, doing.text)


def _ground_in_certificate(doing: Doing) -> str:
    return reading.literally(w.NEGATIVE, doing.text)


def _late_certificate(doing: Doing) -> str:
    last, today = doing.day("last_day"), doing.day("today")
    if doing.where != "certificate" or last is None or today is None or today <= last:
        return ""
    return f"{last.isoformat()} < {today.isoformat()}"


def _asks_to_resign(doing: Doing) -> str:
    """An ending the employer began, and a paper or a form that makes it the person's own wish."""
    if doing.facts.get("initiator") != "employer":
        return ""
    if doing.what.get("kind") == "resignation":
        return "resignation"
    return reading.said(w.RESIGNATION, doing.text)


def _after_probation(doing: Doing) -> str:
    ends, day = doing.day("probation_ends"), doing.day("day") or doing.day("today")
    if doing.facts.get("separation_type") != "probation_failure" or ends is None or day is None or day <= ends:
        return ""
    return f"{ends.isoformat()} < {day.isoformat()}"


def _criteria_unknown(doing: Doing) -> str:
    if doing.facts.get("separation_type") != "probation_failure":
        return ""
    return "criteria_received" if doing.facts.get("criteria_received") is False else ""


def _protected(doing: Doing) -> str:
    if doing.facts.get("separation_type") not in ("nonfault_dismissal", "economic_layoff"):
        return ""
    status = doing.facts.get("protected_status") or ()
    return ", ".join([status] if isinstance(status, str) else sorted(map(str, status)))


def _union_not_heard(doing: Doing) -> str:
    if doing.facts.get("initiator") != "employer" or doing.what.get("kind") != "termination_notice":
        return ""
    return "union_heard" if doing.facts.get("union_heard") is False else ""


def _employee_bears(doing: Doing) -> str:
    """Words, or a line of a settlement that takes the employer's share or the surcharge from the person."""
    line, payer = str(doing.what.get("line", "")), doing.what.get("payer")
    if payer == "employee" and line in ("si_employer_share", "si_late_surcharge"):
        return line
    return reading.said(w.EMPLOYEE_BEARS, doing.text)


def _cash_instead(doing: Doing) -> str:
    line, payee = str(doing.what.get("line", "")), doing.what.get("payee")
    if payee == "employee" and line in ("si_employer_share", "si_employee_share", "si_late_surcharge"):
        return line
    return reading.said(w.CASH_INSTEAD, doing.text)


def _below_lawful(doing: Doing) -> str:
    agreed, lawful = doing.amount("agreed"), doing.amount("lawful")
    return f"{agreed} < {lawful}" if agreed is not None and lawful is not None and agreed < lawful else ""


def _bond(doing: Doing) -> str:
    """A training bond above the documented cost, or words for one that is, or that does not fall."""
    agreed, cost = doing.amount("bond_agreed"), doing.amount("bond_cost")
    if agreed is not None and cost is not None and agreed > cost:
        return f"{agreed} > {cost}"
    return reading.said(w.BOND_FIXED, doing.text) or _bond_above(doing.text)


def _bond_above(text: str) -> str:
    """A clause that names the cost of a training and a higher sum for leaving (Labour Contract Law Art. 22)."""
    for sentence in reading.meant(text):
        cost, bond = reading.search(w.BOND_COST, sentence), reading.search(w.BOND_SUM, sentence)
        paid, asked = (sums.read(hit[1]) if hit else None for hit in (cost, bond))
        if cost and bond and paid is not None and asked is not None and asked > paid:
            return f"{bond[0].strip()} > {cost[0].strip()}"
    return ""


def _noncompete_unpaid(doing: Doing) -> str:
    if doing.what.get("kind") != "noncompete_notice" and not doing.what.get("noncompete"):
        return ""
    pay = doing.amount("monthly_pay")
    return "0" if pay is not None and pay <= 0 else ""


def _forced_conclusion(doing: Doing) -> str:
    """An appraisal that offers one conclusion only, or words that leave none but the bad one."""
    offered = doing.what.get("conclusions")
    if isinstance(offered, list | tuple) and len(offered) == 1:
        return ", ".join(offered)
    return reading.said(w.FORCED_CONCLUSION, doing.text)


def _weights(doing: Doing) -> str:
    total = doing.amount("weight_total")
    return str(total) if total is not None and total != 100 else ""


def _rule(
    code: str, risk: str, severity: Severity, where: str, cite: str, find: Callable[[Doing], str]
) -> tuple[str, Rule]:
    places: frozenset[Any] = frozenset(where.split())
    return code, Rule(code, risk, severity, tuple(cite.split("；")), places, find)


_TEXTS = "start paper template settlement notice payment appraisal"
"""Wherever words are written that another person reads or that the case keeps."""
RULES: Mapping[str, Rule] = dict(
    (
        _rule(
            *("release_of_claims", "ART-04", "high", f"{_TEXTS} certificate"),
            "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）第三十五条；劳动合同法第二十六条",
            _words(w.RELEASE),
        ),
        _rule(
            *("insurance_waived", "ART-01", "blocker", f"{_TEXTS} certificate"),
            "社会保险法第五十八条、第六十条；最高人民法院关于审理劳动争议案件适用法律问题的解释（二）第十九条",
            _words(w.WAIVES_INSURANCE),
        ),
        _rule(
            *("insurance_gated", "ART-01", "blocker", _TEXTS),
            "社会保险法第五十八条、第六十条、第六十三条、第八十六条；劳动合同法第二十六条",
            _words(w.INSURANCE_GATED),
        ),
        _rule(
            *("employee_bears_employer_share", "ART-02", "blocker", _TEXTS),
            "社会保险法第十二条、第六十条、第八十六条",
            _employee_bears,
        ),
        _rule(
            *("cash_instead_of_contributions", "ART-02", "blocker", _TEXTS),
            "社会保险法第六十条、第八十六条；最高人民法院关于审理劳动争议案件适用法律问题的解释（二）第十九条",
            _cash_instead,
        ),
        _rule(
            *("threat_on_a_right", "ART-03", "high", _TEXTS),
            "社会保险法第六十条；劳动合同法第五十条",
            _threat,
        ),
        _rule(
            *("silence_is_consent", "ART-07", "high", _TEXTS),
            "民法典第一百四十条；劳动合同法第三条",
            _words(w.SILENCE_IS_CONSENT),
        ),
        _rule(
            *("employer_asks_for_resignation", "ART-05", "high", "start paper template notice"),
            "劳动合同法第三十七条、第三十九条；失业保险条例第十四条",
            _asks_to_resign,
        ),
        _rule(
            *("forced_conclusion", "ART-06", "high", "start template notice appraisal"),
            "劳动合同法第二十一条、第三十九条第一项、第四十三条",
            _forced_conclusion,
        ),
        _rule(
            *("confirmation_blocks_work", "ART-07", "high", _TEXTS),
            "劳动合同法第三十八条第一款第一项、第二项",
            _words(w.WORK_BLOCKED),
        ),
        _rule(
            *("wages_or_certificate_wait", "ART-08", "blocker", _TEXTS),
            "工资支付暂行规定第九条；劳动合同法第五十条",
            _words(w.CERTIFICATE_WAITS),
        ),
        _rule(
            *("tamper_proof_claim", "ART-12", "medium", "paper template notice"),
            "电子签名法第十三条、第十四条；个人信息保护法第十九条、第四十七条",
            _words(w.TAMPER),
        ),
        _rule(
            *("profiled_to_leave", "ART-10", "high", "start template notice appraisal"),
            "个人信息保护法第六条、第十三条、第二十四条、第五十五条；劳动合同法第三十九条、第四十条",
            _words(w.PROFILED),
        ),
        _rule(
            *("signature_claim", "ART-11", "medium", "paper template notice"),
            "电子签名法第十三条、第十四条",
            _words(w.SIGNATURE),
        ),
        _rule(
            *("bottom_ranking", "ART-15", "high", _TEXTS),
            "劳动合同法第三十九条、第四十条；最高人民法院指导案例18号",
            _words(w.RANKING),
        ),
        _rule(
            *("weights_not_100", "ART-15", "medium", "template appraisal"),
            "劳动合同法第三十九条第一项",
            _weights,
        ),
        _rule(
            *("criteria_not_received", "ART-15", "high", "start paper notice"),
            "劳动合同法第二十一条、第三十九条第一项",
            _criteria_unknown,
        ),
        _rule(
            *("after_probation", "ART-06", "blocker", "start paper notice"),
            "劳动合同法第二十一条、第三十九条第一项",
            _after_probation,
        ),
        _rule(
            *("protected_person", "END-42", "blocker", "start paper notice"),
            "劳动合同法第四十二条",
            _protected,
        ),
        _rule(
            *("union_not_heard", "ART-06", "high", "paper notice"),
            "劳动合同法第四十三条；最高人民法院关于审理劳动争议案件适用法律问题的解释（一）第四十七条",
            _union_not_heard,
        ),
        _rule(
            *("ground_in_certificate", "ART-14", "high", "certificate"),
            "劳动合同法实施条例第二十四条；劳动合同法第五十条",
            _ground_in_certificate,
        ),
        _rule(
            *("certificate_late", "ART-14", "high", "certificate"),
            "劳动合同法第五十条、第八十九条",
            _late_certificate,
        ),
        _rule(
            *("penalty_outside_law", "ART-04", "high", "start paper template settlement payment"),
            "劳动合同法第二十五条",
            _words(w.PENALTY),
        ),
        _rule(
            *("deposit_or_papers_kept", "ART-08", "high", _TEXTS),
            "劳动合同法第九条、第八十四条",
            _words(w.DEPOSIT),
        ),
        _rule(
            *("below_what_is_owed", "ART-04", "high", "paper settlement payment"),
            "劳动合同法第四十七条；最高人民法院关于审理劳动争议案件适用法律问题的解释（一）第三十五条",
            _below_lawful,
        ),
        _rule(
            *("set_off_beyond_limit", "WAGE-02", "high", _TEXTS),
            "工资支付暂行规定第十五条、第十六条；劳动合同法第三十条",
            _words(w.SET_OFF),
        ),
        _rule(
            *("bond_above_or_fixed", "TRN-01", "high", "start paper template settlement notice payment"),
            "劳动合同法第二十二条第二款、第二十五条；劳动合同法实施条例第十六条",
            _bond,
        ),
        _rule(
            *("severance_withheld", "SEV-07", "high", _TEXTS),
            "劳动合同法第五十条第二款；劳动合同法第八十五条",
            _words(w.SEVERANCE_WAITS),
        ),
        _rule(
            *("noncompete_without_pay", "NC-02", "high", "paper settlement"),
            "劳动合同法第二十三条",
            _noncompete_unpaid,
        ),
    )
)


def warnings(where: Place, what: Mapping[str, Any], facts: Mapping[str, Any], *, text: str = "") -> tuple[Warning, ...]:
    """What goes wrong in law with what someone is about to do, the gravest first. Nothing known, nothing said.

    `what` may hold `text` itself; no other text in it is read. Raises ValueError for a place that is none.
    """
    if where not in PLACES:
        raise ValueError(f"{where!r} is no place of a warning")
    doing = Doing(where, f"{text}\n{what.get('text', '')}".strip(), what, facts)
    found = [
        Warning(rule.code, rule.risk, rule.severity, rule.cite, hit)
        for rule in RULES.values()
        if where in rule.where and (hit := rule.find(doing))
    ]
    order = ("blocker", "high", "medium")
    return tuple(sorted(found, key=lambda one: order.index(one.severity)))
