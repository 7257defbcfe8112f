"""L rules: what labor law demands of every way out, whatever a company adds.

Evidence is known by its names: `bank_wage` is proof that the wage was paid, whichever step asks for it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from partwell.core.process.clocks import BY_KEY, Clock
from partwell.core.process.conditions import Condition
from partwell.core.process.silence import SILENCE
from partwell.core.process.template import Item, Span, Step, Template

from .domain import Domain, TooMany
from .finding import Finding, found
from .graph import Graph
from .proof import needs_employee
from .threats import threat


def _limit(clock: Clock) -> tuple[tuple[str, ...], Span]:
    """A clock as a limit of a step. What waits for a step may as well be due on the last day: earlier is lawful."""
    unit: Literal["d", "wd"] = "wd" if clock.unit == "wd" else "d"
    return ("D", clock.since) if clock.since.startswith("step:") else (clock.since,), Span(clock.amount, unit)


NO_PASS = frozenset({"transfer_to_admin", "transfer", "escalate", "remind"})
"""What may happen when nobody is assigned or time is up."""
SIGNED_AWAY = frozenset({"undertaking", "settlement_note", "waiver"})
"""Documents of settlement that shipped templates know; a template adds its own by `effect: waiver`."""

_WAIVER_NAME = re.compile(
    r"waiver|waive|release|renounce|no_claims?|no_dispute|undertaking|guarantee_letter|settlement_note"
)
_SETTLES = re.compile(
    r"保证书|承诺书|声明书|放弃.{0,12}(权|主张|请求|补偿|诉|社保)|(无|没有|不存在)(任何|其他|其它)?.{0,6}(争议|纠纷|瓜葛)|不再(主张|追究|要求|提出)"
    r"|两清|互不(相欠|追究)|结清确认|(?i:waive|release of|no further claims?|give up .{0,20}claims?|full and final)"
)
_NOT_SETTLED = re.compile(
    r"(不得|不|未)放弃[^)）。；;]*|(?i:\b(?:no|not|never|without)\s+(?:a\s+)?(?:waiv\w+|releas\w+|giv\w+ up)[^.;)]*)"
)

# Internal clearance by what it asks for, whatever lane a template puts it in.
CLEARANCE = frozenset(
    {"handover_list", "key_handover", "account_list", "account_disabled", "asset_list", "asset_shortfall"}
    | {"finance_statement", "interview", "hr_review", "back_payment", "bank_back_payment"}
)

# Exit duties: evidence that proves each, what people call it, and the facts its condition may use.
EXITS: dict[str, tuple[str, str, frozenset[str]]] = {
    "bank_wage": ("一次付清工资", "pay all wages", frozenset()),
    "certificate": ("离职证明", "certificate of separation", frozenset()),
    "si_transfer": ("社保减员与关系转移", "social insurance transfer", frozenset()),
    "unemployment_list": ("失业人员名单告知", "report of the unemployed", frozenset()),
    "dossier": ("人事档案转移", "transfer of the dossier", frozenset({"dossier_held"})),
    "hpf": ("公积金封存或转移", "housing fund", frozenset({"hpf_account"})),
    "si_payment": ("社保欠缴补缴", "payment of arrears", frozenset({"si_arrears"})),
}
# The dead are not unemployed and get no certificate; a pensioner's insurance goes on as a pension.
NOT_OWED = {
    "death_in_service": frozenset({"certificate", "unemployment_list"}),
    "retirement": frozenset({"si_transfer", "unemployment_list"}),
}
# Latest moment the law allows for what this evidence proves: anchors it may count from, and the span.
_OF_A_CLOCK = (
    "wages",
    "certificate",
    "si_transfer",
    "unemployment_list",
    "dossier",
    "housing_fund",
    "foreign_permit",
    "severance",
    "injury_claim",
    "layoff_briefing",
)
LIMITS: dict[str, tuple[tuple[str, ...], Span]] = {
    **{clock.proof: _limit(clock) for clock in map(BY_KEY.__getitem__, _OF_A_CLOCK)},
    "bank_lieu": (("D",), Span(0, "d")),
    # Three months are at most 92 days; a template counts in days.
    "early_retire_notice": (("R",), Span(-92, "d")),
    "layoff_report": (("D",), Span(0, "d")),
}


def law(graph: Graph, domain: Domain) -> Iterator[Finding]:
    """L001 to L021."""
    template = graph.template
    yield from _signatures(graph)
    yield from _blocked(graph)
    yield from _waiting(graph)
    for setting, value in (("on_no_assignee", template.on_no_assignee), ("on_timeout", template.on_timeout)):
        if value not in NO_PASS:
            yield found("L005", setting=setting, value=value)
    if not any(role != "employee" for _span, role in template.escalate) or not template.remind:
        yield found("L006")
    yield from _by_itself(template)
    yield from _union(graph)
    yield from _protection(graph, domain)
    yield from _severance(template)
    yield from _limits(template)
    yield from _threats(template)
    yield from _arrears(template)
    yield from _approval(graph)
    yield from _service(template)
    yield from _freeze(graph)
    yield from _dead(template)
    yield from _exits(template)
    yield from _silence(graph)


def _items(step: Step) -> Iterable[Item]:
    return (item for alternative in step.evidence for item in alternative)


def _has(step: Step, name: str) -> bool:
    return any(item.name == name for item in _items(step))


def waivers(template: Template) -> frozenset[str]:
    """Documents by which the employee would give up or settle claims: known ones, declared ones, and by their words."""
    own = {name for name, entry in template.documents.items() if entry.get("effect") in ("waiver", "settlement")}
    own |= {
        name
        for name, entry in template.documents.items()
        if any(_SETTLES.search(_NOT_SETTLED.sub("", text)) for text in entry.values())
    }
    own |= {
        name
        for name, form in template.forms.items()
        if any(_SETTLES.search(_NOT_SETTLED.sub("", text)) for text in texts_of(form))
    }
    return SIGNED_AWAY | own


def waiver_of(step: Step, template: Template) -> str:
    """The document of settlement a step asks the employee to sign, or an empty text."""
    names = waivers(template)
    for item in _items(step):
        if item.party == "employee" and item.kind in ("sign", "form", "file"):
            if item.name in names or _WAIVER_NAME.search(item.name):
                return item.name
            words = _NOT_SETTLED.sub("", f"{step.title} {step.title_en}")
            if item.kind == "sign" and _SETTLES.search(words):
                return item.name
    return ""


def _signatures(graph: Graph) -> Iterator[Finding]:
    """L001, L002: no duty hangs on a settlement signature, and none is without a way to refuse."""
    for step in graph.template.steps:
        if step.duty:
            for other in graph.ancestors(step.key):
                if waiver := waiver_of(other, graph.template):
                    yield found("L001", step.key, waiver=waiver)
        if (waiver := waiver_of(step, graph.template)) and not step.optional and needs_employee(step):
            yield found("L002", step.key, waiver=waiver)


def _blocked(graph: Graph) -> Iterator[Finding]:
    """L003. What leads into the separation may need the employee (an agreement needs two); the way out may not."""
    way_in, party = graph.until_effective, graph.template.party

    def alone(one: Step) -> bool:
        """Whether silence must not stop it: what leads into a separation by the employer, or always into one by law."""
        return party == "employer" or (party == "law" and one.when is None)

    for step in graph.template.steps:
        if not step.duty:
            continue
        own = [step] if step.key not in way_in or graph.template.party == "employer" else []
        for other in [*own, *(one for one in graph.ancestors(step.key) if alone(one) or one.key not in way_in)]:
            if not other.optional and needs_employee(other):
                yield found("L003", step.key, blocker=other.key)
        if step.key not in way_in and set(step.who) == {"employee"}:
            yield found("L003", step.key, blocker=step.key)


def _waiting(graph: Graph) -> Iterator[Finding]:
    """L004. After D a duty waits for duties alone; before D other steps are how the separation comes about.

    Only severance may wait for the handover itself (not for what a handover is made to wait for); what goes to a
    family waits until the heirs are known. Neither a waiting time nor a guard may stand before a duty after D.
    """
    way_in = graph.until_effective
    for step in graph.template.steps:
        if not step.duty:
            continue
        late = step.key not in way_in
        handover = {key for key in step.may_wait_for if _is_handover(graph.steps.get(key))}
        allowed: set[str] = set()
        if _has(step, "bank_severance"):
            allowed = {key for key in graph.upto(handover) if _is_handover(graph.steps.get(key))}
        for other in graph.ancestors(step.key):
            if other.key in allowed:
                continue
            # Calling a clearance step a duty makes it none.
            internal = other.phase == "clearance" or any(item.name in CLEARANCE for item in _items(other))
            behind = (
                not other.duty
                and other.key not in way_in
                and not (step.owed_to == "family" and _has(other, "heirs_proof"))
            )
            if internal or behind:
                yield found("L004", step.key, waits=other.key)
        if late:
            # What clears the employee is no proof of a duty, whoever signs it; nor does a duty wait for added seats.
            inside = sorted(item.name for item in _items(step) if item.name in CLEARANCE)
            held = [act for act in ("add_signer", "return") if act in step.allow]
            for what in (*inside, *(f"allow: {act}" for act in held)):
                yield found("L004", step.key, waits=what)
        if late and step.min_wait is not None:
            yield found("L004", step.key, waits=f"min_wait {step.min_wait}")
        if late and step.guard is not None:
            yield found("L004", step.key, waits=f"guard {step.guard.text}")


ANSWERED_FOR = frozenset({"check", "approval", "acknowledge", "decision", "sign", "notice", "payment"})
"""Kinds of steps for which a person answers; a calculation is made for somebody who looks at it."""


def _by_itself(template: Template) -> Iterator[Finding]:
    """L005: what a person answers for is not done by a mark the program makes."""
    for step in template.steps:
        for alternative in step.evidence if step.kind in ANSWERED_FOR else ():
            if all(item.party == "system" and item.kind in ("log", "record") for item in alternative):
                yield found("L005", step.key, setting=step.title, value=" + ".join(map(str, alternative)))


def _is_handover(step: Step | None) -> bool:
    return step is not None and _has(step, "handover_list")


def _union(graph: Graph) -> Iterator[Finding]:
    """L007."""
    template = graph.template
    if not (template.unilateral and template.party == "employer"):
        return
    for key in template.effective:
        told = [one for one in graph.ancestors(key) if _has(one, "union_letter") and not one.optional]
        if not any(_no_narrower(one, "union_established") and not needs_employee(one) for one in told):
            yield found("L007", key)


def _no_narrower(step: Step, fact: str) -> bool:
    """Whether the step exists always, or at least whenever this fact is true."""
    return step.when is None or step.when.text.strip() in (fact, f"{fact} == true", f"({fact})")


def _protection(graph: Graph, domain: Domain) -> Iterator[Finding]:
    """L008: whatever the other facts are, no guarded way leads past a protected situation."""
    template = graph.template
    fact = domain.facts.get("protected_status")
    if not {"LCL40", "LCL41", "LCL45"} & set(template.legal_basis) or fact is None:
        return
    expiry = "LCL45" in template.legal_basis
    for key in template.effective:
        chain = [*graph.ancestors(key), *([graph.steps[key]] if key in graph.steps else [])]
        # A guard on a step that may be skipped or declined guards nothing.
        guarded = [one for one in chain if one.guard and not one.optional and one.when is None]
        guards = [one.guard for one in guarded if one.guard and fact.name in one.guard.facts]
        checked = any(
            fact.name in other.sets and not other.optional and other.when is None and not needs_employee(other)
            for one in guarded
            if one.guard and fact.name in one.guard.facts
            for other in graph.ancestors(one.key)
        )
        if not checked or not guards:
            yield found("L008", key, why="protect_check" if not checked else "guard")
            continue
        for value in fact.values:
            barred = f"'{value}' in {fact.name}"
            # A contract that ends by time may end for injury grades 7 to 10 (《工伤保险条例》第三十七条).
            if expiry and value == "work_injury":
                barred += " && work_injury_grade != 'g7_10'"
            try:
                if domain.can_hold(Condition.parse(barred, domain.facts), *guards):
                    yield found("L008", key, why=value)
                    break
            except TooMany:
                yield found("L008", key, why="guard")
                break


def _severance(template: Template) -> Iterator[Finding]:
    """L009."""
    if template.severance == "none":
        return
    paying = [step for step in template.steps if _has(step, "bank_severance")]
    if not paying:
        yield found("L009", why="bank_severance")
    for step in paying:
        wide = _no_narrower(step, "severance_due")
        if step.optional or not step.duty or not wide:
            yield found("L009", step.key, why=step.key)


def _limits(template: Template) -> Iterator[Finding]:
    """L010."""
    for step in template.steps:
        for name, (starts, limit) in LIMITS.items():
            if any(item.name == name and item.kind != "decline" for item in _items(step)) and not step.optional:
                due = step.due
                if due is None or due.when is not None or due.start not in starts or not _within(due.plus, limit):
                    yield found("L010", step.key, limit=f"{'/'.join(starts)} {limit.amount:+d}{limit.unit}")
    if "LCL39-1" in template.legal_basis:
        for step in template.steps:
            if step.key in template.effective:
                due = step.due
                if due is None or due.start != "P" or not _within(due.plus, Span(0, "d")):
                    yield found("L010", step.key, limit="P +0d")


def _within(span: Span, limit: Span) -> bool:
    """Whether a span surely ends no later than the limit. A working day may take up to a holiday of nine days."""
    if span.unit == limit.unit:
        return span.amount <= limit.amount
    if span.unit == "wd":
        return span.amount <= 0 and span.amount <= limit.amount
    # Clock hours from a day count from its end; a limit in working days is at least as many calendar days.
    days = -(-span.amount // 24) if span.unit == "h" else span.amount
    return days <= limit.amount


def texts_of(form: Mapping[str, Any]) -> list[str]:
    """Everything people read in a form: its titles, and the labels, answers and columns of its fields."""
    found = [str(form.get(name, "")) for name in ("title", "title_en")]
    for one in form.get("fields", ()):
        found += [str(one.get(name, "")) for name in ("label", "label_en")]
        found += [str(text) for name in ("choices", "columns") for text in one.get(name, ())]
    return found


def _threats(template: Template) -> Iterator[Finding]:
    """L011."""
    texts = [(step.key, message.get("text", "")) for step in template.steps for message in step.notify]
    texts += [(step.key, text) for step in template.steps for text in (step.title, step.title_en, step.note)]
    texts += [(name, text) for name, entry in template.documents.items() for text in entry.values()]
    texts += [(name, text) for name, form in template.forms.items() for text in texts_of(form)]
    texts += [("", text) for text in (template.title, template.title_en)]
    for where, text in texts:
        if hit := threat(text):
            yield found("L011", where, text=hit)


def _arrears(template: Template) -> Iterator[Finding]:
    """L012."""
    for step in template.steps:
        about = (step.when is not None and "si_arrears" in step.when.facts) or "si_arrears" in step.key
        if step.kind != "payment" or not about:
            continue
        to_fund = all(any(i.party == "authority" and i.kind == "receipt" for i in alt) for alt in step.evidence)
        if not to_fund or step.owed_to != "authority":
            yield found("L012", step.key)


def _approval(graph: Graph) -> Iterator[Finding]:
    """L013: who leaves on his own needs nobody's leave. L015: who is dismissed writes no resignation."""
    template = graph.template
    if {"LCL37", "LCL38"} & set(template.legal_basis):
        for step in template.steps:
            stops = step.kind == "approval" or step.guard is not None or "return" in step.allow
            stops = stops or step.min_wait is not None
            if step.key in graph.until_effective and stops:
                yield found("L013", step.key)
    if template.party != "employee":
        # That it may be refused makes it no better: one letter too many takes the severance away.
        for step in template.steps:
            if any(_resignation(item) for item in _items(step)):
                yield found("L015", step.key)


def _resignation(item: Item) -> bool:
    named = item.name.startswith(("resignation", "resign_letter", "voluntary_leave"))
    return item.party == "employee" and item.kind != "decline" and named


def _service(template: Template) -> Iterator[Finding]:
    """L014."""
    for step in template.steps:
        if step.kind == "notice" and needs_employee(step):
            yield found("L014", step.key)


def _freeze(graph: Graph) -> Iterator[Finding]:
    """L016."""
    freezing = [step for step in graph.template.steps if _has(step, "manifest") and step.phase == "close"]
    if not freezing:
        yield found("L016", why="case_freeze")
    for step in freezing:
        missing = set(graph.steps) - graph.before(step.key) - {step.key}
        if missing:
            yield found("L016", step.key, why=", ".join(sorted(missing)))
        if step.optional or step.when is not None:
            yield found("L016", step.key, why="optional" if step.optional else "when")
        # The manifest is made by the program from the entries; a person's word for it seals nothing.
        if any(all(str(item) != "system.record:manifest" for item in one) for one in step.evidence):
            yield found("L016", step.key, why="system.record:manifest")


TO_THE_DEAD = {"what": "向其账号发送消息", "what_en": "sends a message to the account"}


def _dead(template: Template) -> Iterator[Finding]:
    """L024: nothing is sent to the account of somebody who died, and nothing is asked of him."""
    if template.separation_type != "death_in_service":
        return
    if template.channels.get("employee"):
        yield found("L024", "", **TO_THE_DEAD)
    for step in template.steps:
        if "employee" in step.who or any(item.party == "employee" for item in _items(step)):
            yield found("L024", step.key, what="由其本人办理", what_en="asks something of the employee")


def _exits(template: Template) -> Iterator[Finding]:
    """L020: present, a duty, not optional, and under no other condition than its own."""
    for name, (zh, en, conditions) in EXITS.items():
        if name in NOT_OWED.get(template.separation_type, ()):
            continue
        steps = [step for step in template.steps if _has(step, name)]
        sound = [
            step
            for step in steps
            if step.duty
            and not step.optional
            and all(any(_from_outside(item, name) for item in alt) for alt in step.evidence)
            and (step.when is None or any(_no_narrower(step, fact) for fact in conditions))
        ]
        if not sound:
            weak = steps[0].key if steps else ""
            why = f"「{weak}」不是无条件的法定步骤。" if weak else ""
            why_en = f"{weak!r} is not an unconditional duty." if weak else ""
            yield found("L020", weak, what=zh, what_en=en, why=why, why_en=why_en)


def _from_outside(item: Item, name: str) -> bool:
    """Whether the item is the proof of this name by whoever can give it; the employer's own note proves no payment."""
    own_word = item.party in ("employer", "employee") and item.kind in ("record", "form", "file", "decline")
    return item.name == name and not own_word


def _silence(graph: Graph) -> Iterator[Finding]:
    """L021: silence counts only after something reached him, here or in the step just before. L023: and after a time.

    A step without a deadline from the request on is safe: the engine waits three days then.
    """
    for step in graph.template.steps:
        for alternative in step.evidence:
            silent = [item for item in alternative if item.kind == "record" and item.name in SILENCE]
            if silent and step.due and step.due.start == "ready" and _hours(step.due.plus) < LEAST_ANSWER:
                yield found("L023", step.key, item=str(silent[0]), plus=str(step.due.plus))
            if not silent or any(item.kind == "delivery" for item in alternative):
                continue
            # What is done without the employee (an inventory) needs the notice, not a paper of its own.
            alone = all(item.name == "unilateral_inventory" for item in silent)
            before = graph.ancestors(step.key) if alone else [graph.steps[k] for k in step.after if k in graph.steps]
            if not any(_reaches(other) for other in before):
                yield found("L021", step.key, item=str(silent[0]))


LEAST_ANSWER = 24
"""Hours anybody has for an answer before silence is proof."""


def _hours(span: Span) -> int:
    return span.amount if span.unit == "h" else span.amount * 24


_FROM_HIM = frozenset({"public_notice", "resignation_paper", "art38_paper"})
"""Files that prove as much: the law counts a public notice as served, and these papers the employee handed in."""


def _reaches(step: Step) -> bool:
    """Whether every way through this step has delivered something to the employee or come from him."""
    return bool(step.evidence) and all(
        any(item.kind == "delivery" or item.party == "employee" or item.name in _FROM_HIM for item in alternative)
        for alternative in step.evidence
    )
