"""L rules: what labor law demands of every way out, whatever a company adds.

Evidence is known by its names: `bank_wage` is proof that the wage was paid, whichever step asks for it.
"""

import re
from collections.abc import Iterable, Iterator

from partwell.core.process.decide import SILENCE
from partwell.core.process.facts import FactDictionary
from partwell.core.process.template import Item, Span, Step, Template

from .domain import TooMany, assignments
from .finding import Finding, found
from .graph import Graph

NO_PASS = frozenset({"transfer_to_admin", "transfer", "escalate", "remind"})
"""What may happen when nobody is assigned or time is up."""
SIGNED_AWAY = frozenset({"undertaking", "settlement_note", "waiver"})
"""Documents of settlement that shipped templates know; a template adds its own by `effect: waiver`."""

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
LIMITS: dict[str, tuple[tuple[str, ...], Span]] = {
    "bank_wage": (("D",), Span(0, "d")),
    "certificate": (("D",), Span(0, "d")),
    "si_transfer": (("D",), Span(15, "d")),
    "unemployment_list": (("D",), Span(15, "d")),
    "dossier": (("D",), Span(15, "d")),
    "hpf": (("D",), Span(30, "d")),
    "permit_cancel": (("D",), Span(10, "wd")),
    "bank_severance": (("D", "step:handover_done"), Span(0, "d")),
    "bank_lieu": (("D",), Span(0, "d")),
    "injury_claim": (("A",), Span(30, "d")),
    "early_retire_notice": (("R",), Span(-92, "d")),
    "layoff_report": (("D",), Span(0, "d")),
    "briefing": (("D",), Span(-30, "d")),
}

_ENTITLED = r"(社保|补缴|补发|工资|经济补偿|补偿金|离职证明|解除证明|档案|公积金|失业金|年休假)"
_IF = r"(逾期|未签|不签|拒签|拒绝签|不予签|未按时|未完成|不配合|不交接|未交接|否则|过期)"
_LOSE = r"((?<!不)(?<!不会)影响|不予|不再|停发|扣发|暂缓|暂停|延迟|丧失|取消|视为放弃|不办理|不出具|不支付|自行承担)"
_THREAT = (
    re.compile(_IF + r"[^。；!！\n]{0,24}" + _LOSE + r"[^。；!！\n]{0,12}" + _ENTITLED),
    re.compile(_IF + r"[^。；!！\n]{0,24}" + _ENTITLED + r"[^。；!！\n]{0,12}" + _LOSE),
    re.compile(
        _ENTITLED
        + r"[^。；!！\n]{0,6}(以|须|需)[^。；!！\n]{0,12}(签署|签字|交接)[^。；!！\n]{0,6}(为前提|为条件|后方可|后才)"
    ),
    re.compile(
        r"(?i)\b(unless|otherwise|if you do not|if not signed|until you sign)\b[^.;!\n]{0,80}"
        r"\b(wages?|social insurance|severance|certificate|dossier|housing fund)\b"
    ),
)


def law(graph: Graph, facts: FactDictionary) -> Iterator[Finding]:
    """L001 to L021."""
    template = graph.template
    yield from _signatures(graph)
    yield from _blocked(graph)
    yield from _waiting(graph)
    for setting, value in (("on_no_assignee", template.on_no_assignee), ("on_timeout", template.on_timeout)):
        if value not in NO_PASS:
            yield found("L005", setting=setting, value=value)
    if not template.escalate:
        yield found("L006")
    yield from _union(graph)
    yield from _protection(graph, facts)
    yield from _severance(template)
    yield from _limits(template)
    yield from _threats(template)
    yield from _arrears(template)
    yield from _approval(graph)
    yield from _service(template)
    yield from _freeze(graph)
    yield from _exits(template)
    yield from _silence(graph)


def _items(step: Step) -> Iterable[Item]:
    return (item for alternative in step.evidence for item in alternative)


def _has(step: Step, name: str) -> bool:
    return any(item.name == name for item in _items(step))


def _needs_employee(step: Step) -> bool:
    """Whether every alternative asks for something only the employee can give."""
    return bool(step.evidence) and all(any(i.party == "employee" for i in alt) for alt in step.evidence)


def _waivers(template: Template) -> frozenset[str]:
    own = {name for name, entry in template.documents.items() if entry.get("effect") in ("waiver", "settlement")}
    return SIGNED_AWAY | own


def _waiver_of(step: Step, template: Template) -> str:
    """The document of settlement a step asks the employee to sign, or an empty text."""
    names = _waivers(template)
    return next((i.name for i in _items(step) if i.party == "employee" and i.kind == "sign" and i.name in names), "")


def _signatures(graph: Graph) -> Iterator[Finding]:
    """L001, L002: no duty hangs on a settlement signature, and none is without a way to refuse."""
    for step in graph.template.steps:
        if step.duty:
            for other in graph.ancestors(step.key):
                if waiver := _waiver_of(other, graph.template):
                    yield found("L001", step.key, waiver=waiver)
        if (waiver := _waiver_of(step, graph.template)) and not step.optional and _needs_employee(step):
            yield found("L002", step.key, waiver=waiver)


def _blocked(graph: Graph) -> Iterator[Finding]:
    """L003. What leads into the separation may need the employee (an agreement needs two); the way out may not."""
    way_in = graph.until_effective
    for step in graph.template.steps:
        if not step.duty or step.owed_to not in ("employee", "family", "authority"):
            continue
        own = [step] if step.key not in way_in or graph.template.party == "employer" else []
        for other in [*own, *(one for one in graph.ancestors(step.key) if one.key not in way_in)]:
            if not other.optional and _needs_employee(other):
                yield found("L003", step.key, blocker=other.key)


def _waiting(graph: Graph) -> Iterator[Finding]:
    """L004. After D, approvals and humane steps are internal too; before D they are how the separation comes about."""
    way_in = graph.until_effective
    for step in graph.template.steps:
        if not step.duty:
            continue
        handover = [key for key in step.may_wait_for if _is_handover(graph.steps.get(key))]
        allowed = graph.upto(handover) if _has(step, "bank_severance") else frozenset()
        for other in graph.ancestors(step.key):
            late = other.key not in way_in and (other.kind == "approval" or other.phase in ("humane", "close"))
            if (late or other.phase == "clearance") and not other.duty and other.key not in allowed:
                yield found("L004", step.key, waits=other.key)


def _is_handover(step: Step | None) -> bool:
    return step is not None and _has(step, "handover_list")


def _union(graph: Graph) -> Iterator[Finding]:
    """L007."""
    template = graph.template
    if not (template.unilateral and template.party == "employer"):
        return
    for key in template.effective:
        told = [one for one in graph.ancestors(key) if _has(one, "union_letter") and not one.optional]
        if not any(one.when is None or one.when.text == "union_established" for one in told):
            yield found("L007", key)


def _protection(graph: Graph, facts: FactDictionary) -> Iterator[Finding]:
    """L008: whatever the other facts are, no guarded way leads past a protected situation."""
    template = graph.template
    if not {"LCL40", "LCL41", "LCL45"} & set(template.legal_basis) or "protected_status" not in facts:
        return
    expiry = "LCL45" in template.legal_basis
    for key in template.effective:
        chain = [*graph.ancestors(key), *([graph.steps[key]] if key in graph.steps else [])]
        # A guard on a step that may be skipped or declined guards nothing.
        guarded = [one for one in chain if one.guard and not one.optional and one.when is None]
        guards = [one.guard for one in guarded if one.guard and "protected_status" in one.guard.facts]
        checked = any(
            "protected_status" in other.sets and not other.optional and other.when is None
            for one in guarded
            if one.guard and "protected_status" in one.guard.facts
            for other in graph.ancestors(one.key)
        )
        if not checked or not guards:
            yield found("L008", key, why="protect_check" if not checked else "guard")
            continue
        try:
            for values in assignments(facts, guards):
                held = values["protected_status"]
                # A contract that ends by time may end for injury grades 7 to 10 (《工伤保险条例》第三十七条).
                barred = [v for v in held if not (expiry and v == "work_injury" and _mild(values))]
                if barred and all(guard.evaluate(values) is True for guard in guards):
                    yield found("L008", key, why=barred[0])
                    break
        except TooMany:
            yield found("L008", key, why="guard")


def _mild(values: dict[str, object]) -> bool:
    return values.get("work_injury_grade") == "g7_10"


def _severance(template: Template) -> Iterator[Finding]:
    """L009."""
    if template.severance == "none":
        return
    paying = [step for step in template.steps if _has(step, "bank_severance")]
    if not paying:
        yield found("L009", why="bank_severance")
    for step in paying:
        wide = step.when is None or step.when.text == "severance_due"
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


def _threats(template: Template) -> Iterator[Finding]:
    """L011."""
    texts = [(step.key, message.get("text", "")) for step in template.steps for message in step.notify]
    texts += [(step.key, text) for step in template.steps for text in (step.title, step.title_en, step.note)]
    texts += [(name, entry.get("text", "")) for name, entry in template.documents.items()]
    for where, text in texts:
        if hit := next((m for pattern in _THREAT if (m := pattern.search(text))), None):
            yield found("L011", where, text=hit[0])


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
            if step.key in graph.until_effective and stops:
                yield found("L013", step.key)
    if template.party == "employer":
        for step in template.steps:
            asks = bool(step.evidence) and all(any(_resignation(i) for i in alt) for alt in step.evidence)
            if asks and not step.optional:
                yield found("L015", step.key)


def _resignation(item: Item) -> bool:
    return item.party == "employee" and item.name.startswith(("resignation", "resign_letter", "voluntary_leave"))


def _service(template: Template) -> Iterator[Finding]:
    """L014."""
    for step in template.steps:
        if step.kind == "notice" and _needs_employee(step):
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
            and all(any(item.name == name for item in alt) for alt in step.evidence)
            and (step.when is None or step.when.text in conditions)
        ]
        if not sound:
            weak = steps[0].key if steps else ""
            why = f"「{weak}」不是无条件的法定步骤。" if weak else ""
            why_en = f"{weak!r} is not an unconditional duty." if weak else ""
            yield found("L020", weak, what=zh, what_en=en, why=why, why_en=why_en)


def _silence(graph: Graph) -> Iterator[Finding]:
    """L021."""
    for step in graph.template.steps:
        for alternative in step.evidence:
            silent = [item for item in alternative if item.kind == "record" and item.name in SILENCE]
            reached = any(item.kind == "delivery" for item in alternative) or any(
                item.kind == "delivery" or item.party == "employee"
                for other in graph.ancestors(step.key)
                for item in _items(other)
            )
            if silent and not reached:
                yield found("L021", step.key, item=str(silent[0]))
