"""The floor: what the national template of a separation type demands by law may be tightened, never loosened.

A step of the national template is locked when it is a duty, carries a guard, gives time to think or serves what is
thought about, fixes D, determines what a duty hangs on, is watched after the close, tells what is owed, or is a
precondition the law names (a cited step of the ground or the decision, one that a single ground of the law asks for).
It is found again by its key, or, when it was renamed, by the proof it asks for.

Not locked are what a company decides for itself: who signs for its decision, whether an answer to an objection is
written where no text asks for it, its clearance, its interviews.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from partwell.core.process.conditions import Condition
from partwell.core.process.silence import SILENCE
from partwell.core.process.template import Span, Step, Template

from .domain import Domain, TooMany
from .finding import Finding, found
from .graph import Graph
from .law import CLEARANCE, TO_THE_DEAD, waiver_of

PEERS = frozenset({"colleague", "successor"})
"""Roles of people who work beside the employee: they fill in a form, and answer for nothing the law demands."""
GROUNDS = frozenset({"ground38", "ground39", "ground40"})
"""Facts that name the ground: a step that one ground alone asks for proves an element of it."""
TOLD = frozenset({"rights_letter", "family_letter"})
"""Papers that tell what is owed and how to claim it; the telling itself is a duty (《失业保险条例》第十六条)."""
TRUE = Condition.parse("true")
LONGEST_HOLIDAY = 9
"""Days without a working day that a span in working days may take besides (Spring Festival with its weekends)."""


def locked(national: Template) -> frozenset[str]:
    """Keys of the steps of a national template that a company may only tighten."""
    needed = frozenset[str]().union(
        *(one.facts for step in national.steps if step.duty for one in (step.when, step.guard) if one)
    )
    called = {key for step in national.steps if step.min_wait for key in step.after}
    return frozenset(
        step.key
        for step in national.steps
        if step.duty
        or step.watch
        or _tells(step)
        or (step.key in called and step.kind == "notice")
        or (step.phase == "ground" and step.when is not None and GROUNDS & step.when.facts)
        or step.guard is not None
        or step.min_wait is not None
        or step.key in national.effective
        or set(step.sets) & needed
        or (step.cite and step.phase in ("ground", "decide"))
    )


def _tells(step: Step) -> bool:
    return any(item.name in TOLD for alternative in step.evidence for item in alternative)


def floor(graph: Graph, domain: Domain, national: Template) -> Iterator[Finding]:
    """L003, L004, L008, L009, L010, L020, L021 and L022 by comparison with the national template."""
    yield from _of_the_whole(graph.template, domain, national)
    keys = locked(national)
    twins = _twins(graph.template, national)
    for old in national.steps:
        new = twins.get(old.key)
        if new is None:
            if old.key in keys:
                yield _gone(old)
            continue
        if old.key in keys:
            yield from _weaker(graph, domain, old, new, national)
        if national.quiet and any(one["to"] == "employee" and one not in old.notify for one in new.notify):
            yield found("L024", new.key, **TO_THE_DEAD)
        if any(item.name in SILENCE for alternative in old.evidence for item in alternative):
            yield from _silence(old, new)
    for step in graph.template.steps if national.quiet else ():
        own = step.key not in {one.key for one in twins.values()}
        if own and any(one["to"] == "employee" for one in step.notify):
            yield found("L024", step.key, **TO_THE_DEAD)
    yield from _handover(graph, twins, national)
    yield from _lock(graph, domain, twins, national)
    yield from _more_waiting(graph, twins, national)
    yield from _order(graph, national, keys, twins)
    yield from _overruled(graph.template, national, twins)


def _of_the_whole(new: Template, domain: Domain, national: Template) -> Iterator[Finding]:
    for name in ("party", "unilateral", "quiet"):
        if getattr(new, name) != getattr(national, name):
            yield found("L022", "", why=f"{name}: {getattr(new, name)}", why_en=f"{name}: {getattr(new, name)}")
    if national.severance != "none" and new.severance not in (national.severance, "required"):
        yield found("L009", why=f"severance: {new.severance}")
    if lost := [cite for cite in national.legal_basis if cite not in new.legal_basis]:
        yield found("L022", "", why=f"legal_basis 缺 {', '.join(lost)}", why_en=f"legal_basis lacks {', '.join(lost)}")
    for name, meaning in national.anchors.items():
        if new.anchors.get(name) != meaning:
            yield found("L022", "", why=f"时间锚点 {name} 改了含义", why_en=f"anchor {name} means something else")
    try:
        if not domain.implies([new.applies_when], national.applies_when):
            yield found("L022", "", why="适用范围比法律允许的宽", why_en="it applies more widely than the law allows")
    except TooMany:
        yield found("P04", "")
    if national.channels.get("employee") and not new.channels.get("employee"):
        yield found("L022", "", why="不再通知员工（channels.employee）", why_en="the employee is told of nothing")
    for name, entry in national.documents.items():
        if entry.get("effect") != new.documents.get(name, entry).get("effect"):
            yield found("L022", "", why=f"文书 {name} 的效力被改动", why_en=f"the effect of document {name} changed")


def _twins(new: Template, national: Template) -> dict[str, Step]:
    """For each national step the step of the new template that stands for it."""
    by_key = {step.key: step for step in new.steps}
    known = {step.key for step in national.steps}
    twins = {key: by_key[key] for key in known if key in by_key}
    others = [step for step in new.steps if step.key not in known]
    for old in national.steps:
        if old.key in twins or not old.evidence:
            continue
        names = {item.name for alternative in old.evidence for item in alternative}
        for step in others:
            if names & {item.name for alternative in step.evidence for item in alternative} == names:
                twins[old.key] = step
                others.remove(step)
                break
    return twins


def _gone(old: Step) -> Finding:
    return found("L020", "", what=old.title, what_en=old.title_en or old.key, why="", why_en="")


def _weaker(graph: Graph, domain: Domain, old: Step, new: Step, national: Template) -> Iterator[Finding]:
    if (new.optional and not old.optional) or (old.duty and not new.duty):
        what = "可以不办" if new.optional else "不再是法定义务"
        what_en = "may be declined" if new.optional else "is no duty any more"
        yield found("L020", new.key, what=old.title, what_en=old.title_en, why=what, why_en=what_en)
    if old.duty and old.key not in graph.until_effective and _seats_of_company(new) > _seats_of_company(old):
        # A duty after the last day is done by whoever owes it; each seat more is one more who can hold it up.
        yield found("L004", new.key, waits=f"{new.mode}: {', '.join(new.who)}")
    yield from _attributes(graph.template, old, new, national)
    yield from _waiting_time(old, new)
    yield from _proof(old, new)
    yield from _conditions(graph, domain, old, new, national)
    if old.duty or old.key in national.effective:
        yield from _deadline(domain, old, new)


def _attributes(template: Template, old: Step, new: Step, national: Template) -> Iterator[Finding]:
    def looser(why: str, why_en: str) -> Finding:
        return found("L022", new.key, why=why, why_en=why_en)

    if old.owed_to and new.owed_to != old.owed_to:
        yield looser(f"义务改为欠「{new.owed_to or '无人'}」", f"owed to {new.owed_to or 'nobody'}")
    if old.duty and new.phase != old.phase:
        yield looser(f"移到了「{new.phase}」", f"moved to {new.phase}")
    if new.kind != old.kind:
        yield looser(f"种类改为 {new.kind}", f"its kind became {new.kind}")
    if lost := [cite for cite in old.cite if cite not in new.cite]:
        yield looser(f"去掉了依据 {', '.join(lost)}", f"lost the citation of {', '.join(lost)}")
    if "employee" in new.who and "employee" not in old.who:
        yield looser("把办理责任推给了员工", "made the employee answer for it")
    if PEERS & set(new.who) - set(old.who):
        yield looser("把法定事项交给了同事", "made a peer of the employee answer for it")
    if _fewer_seats(old, new):
        yield looser("会签的人变少了", "fewer people have to agree")
    if lost := [str(one["on"]) for one in old.notify if not _still_told(one, new)]:
        yield looser(f"去掉了通知（{', '.join(lost)}）", f"no longer tells somebody ({', '.join(lost)})")
    if lost := [name for name in old.sets if name not in new.sets]:
        yield looser(f"不再得出 {', '.join(lost)}", f"no longer determines {', '.join(lost)}")
    if any(new.sets.get(name) != how and how == "calc" for name, how in old.sets.items() if name in new.sets):
        yield looser("计算得出的改为手填", "what was calculated is now typed")
    if (old.key in national.effective) != (new.key in template.effective):
        yield looser("改动了确定解除日的步骤", "the step that fixes the last day changed")
    if old.watch and new.watch != old.watch:
        yield looser("缩短或去掉了结案后的跟踪", "the watch after the case was cut")


def _fewer_seats(old: Step, new: Step) -> bool:
    """Whether fewer, or others, have to agree than before. Where one of several suffices, a company names whom."""
    if "union" in old.who and "union" not in new.who:
        return True
    if _votes(old) <= 1:
        return False
    everybody = _votes(old) == len(old.who)
    return _votes(new) < _votes(old) or (everybody and not set(old.who) <= set(new.who))


def _votes(step: Step) -> int:
    """How many seats of a step have to be filled when every party takes part."""
    form, _colon, number = step.mode.partition(":")
    if form == "any":
        return 1
    if form == "count":
        return min(int(number), len(step.who))
    if form == "ratio":
        return -(-len(step.who) * int(float(number) * 1000) // 1000)
    return len(step.who)


def _seats_of_company(step: Step) -> int:
    """How many of the company's people have to act, where all, some or one after the other of them must."""
    return 1 if step.mode == "any" else min(_votes(step), len([role for role in step.who if role != "employee"]))


def _still_told(message: Mapping[str, Any], new: Step) -> bool:
    """Whether somebody still gets the message of a moment; its words and channels are the company's."""
    return any(one["on"] == message["on"] and one["to"] == message["to"] for one in new.notify)


def _waiting_time(old: Step, new: Step) -> Iterator[Finding]:
    waited = old.min_wait
    if waited and (new.min_wait is None or not not_later(waited, new.min_wait)):
        yield found("L022", new.key, why=f"缩短了等待期 {waited}", why_en=f"the waiting time {waited} was cut")
    if old.duty and not waited and new.min_wait is not None:
        yield found("L004", new.key, waits=f"min_wait {new.min_wait}")


def _proof(old: Step, new: Step) -> Iterator[Finding]:
    """Each alternative of the new step holds one of the old whole, so no proof became easier."""
    for alternative in new.evidence:
        if not any(set(one) <= set(alternative) for one in old.evidence):
            text = " + ".join(map(str, alternative))
            yield found("L022", new.key, why=f"证据变弱：{text}", why_en=f"weaker proof: {text}")
    if old.duty:
        # What an outsider pays or files for something else (a loan given back) would hold the duty up.
        had = {item for one in old.evidence for item in one}
        for item in {item for one in new.evidence for item in one} - had:
            if item.party == "third" and item.kind in ("receipt", "file"):
                yield found("L004", new.key, waits=str(item))
    without = [one for one in old.evidence if not any(item.party == "employee" for item in one)]
    if without and not any(all(item.party != "employee" for item in one) for one in new.evidence):
        yield found("L003", new.key, blocker=new.key)


def _conditions(graph: Graph, domain: Domain, old: Step, new: Step, national: Template) -> Iterator[Finding]:
    given = graph.template.applies_when
    try:
        if new.when is not None and not domain.implies([given, old.when or TRUE], new.when):
            yield found(
                "L020",
                new.key,
                what=old.title,
                what_en=old.title_en,
                why=f"条件变窄：{new.when.text}",
                why_en=f"its condition became narrower: {new.when.text}",
            )
        same = domain.implies([given, old.guard or TRUE], new.guard) if new.guard else True
        by_law = national.party != "both" and not national.unilateral
        if by_law and not same:
            # The employment ends by law, whatever the company waits for; only the law stops that.
            yield found("L022", new.key, why="加了会拦住案件的条件", why_en="a condition was added that stops the case")
        if old.guard is not None:
            there = [given, old.when or TRUE]
            chain = [*graph.ancestors(new.key), new] if new.key in graph.until_effective else [new]
            guards = [one.guard for one in chain if one.guard and not one.optional and one.when in (None, old.when)]
            if new.guard and new.guard not in guards:
                guards.append(new.guard)
            if not guards or not domain.implies([*there, *guards], old.guard):
                yield found("L008", new.key, why=f"guard: {new.guard.text if new.guard else '—'}")
    except TooMany:
        yield found("P04", new.key)


def _deadline(domain: Domain, old: Step, new: Step) -> Iterator[Finding]:
    if old.due is None:
        return
    limit = f"{old.due.start} {old.due.plus}"
    due = new.due
    try:
        good = (
            due is not None
            and due.start == old.due.start
            and not_later(due.plus, old.due.plus)
            and (due.kind == "statutory" or old.due.kind != "statutory")
            and (due.before or not old.due.before)
            and (due.when is None or (old.due.when is not None and domain.implies([old.due.when], due.when)))
        )
    except TooMany:
        good = False
    if not good:
        yield found("L010", new.key, limit=limit)


def not_later(span: Span, limit: Span) -> bool:
    """Whether a span surely ends no later than the limit, on whatever days it falls."""
    if span.unit == limit.unit:
        return span.amount <= limit.amount
    if "wd" not in (span.unit, limit.unit):
        return _hours(span) <= _hours(limit)
    if span.unit == "wd":
        # Five working days may take a week, and a holiday besides.
        days = -(-span.amount // 5) * 7 + LONGEST_HOLIDAY if span.amount > 0 else span.amount
        return days * 24 <= _hours(limit)
    # A working day is at least a calendar day; one that counts backwards reaches further back.
    if limit.amount >= 0:
        return _hours(span) <= limit.amount * 24
    return _hours(span) <= (-(-limit.amount // 5) * 7 - LONGEST_HOLIDAY - 7) * 24


def _hours(span: Span) -> int:
    return span.amount if span.unit == "h" else span.amount * 24


def _silence(old: Step, new: Step) -> Iterator[Finding]:
    """An alternative that rests on silence keeps the delivery it had."""
    for alternative in new.evidence:
        silent = [item for item in alternative if item.name in SILENCE]
        if silent and not any(set(one) <= set(alternative) for one in old.evidence):
            yield found("L021", new.key, item=str(silent[0]))


def _handover(graph: Graph, twins: dict[str, Step], national: Template) -> Iterator[Finding]:
    """What a duty may wait for keeps its deadline, its seats and its proof, else the duty waits longer."""
    waited = {one for step in national.steps if step.duty for one in step.may_wait_for}
    way_in = Graph(national).until_effective
    for key in sorted(waited.union(*(national.before(one) - way_in for one in waited))):
        old, new = national.step(key), twins.get(key)
        if new is None or old.due is None:
            continue
        due = new.due
        if due is None or due.start != old.due.start or not not_later(due.plus, old.due.plus):
            yield found("L010", new.key, limit=f"{old.due.start} {old.due.plus}")
        if new.guard is not None or new.min_wait is not None:
            yield found("L004", new.key, waits="guard" if new.guard else "min_wait")
        if _seats_of_company(new) > _seats_of_company(old):
            yield found("L004", new.key, waits=f"{new.mode}: {', '.join(new.who)}")
        for act in sorted({"add_signer", "return"} & set(new.allow) - set(old.allow)):
            yield found("L004", new.key, waits=f"allow: {act}")
        had = {item for one in old.evidence for item in one}
        for item in sorted({item for one in new.evidence for item in one} - had):
            # What clears the employee, or an outsider gives for something else, is no part of handing over work.
            if item.name in CLEARANCE or (item.party in ("third", "authority") and item.kind in ("receipt", "file")):
                yield found("L004", new.key, waits=str(item))


def _lock(graph: Graph, domain: Domain, twins: dict[str, Step], national: Template) -> Iterator[Finding]:
    """L025: the paper the employee is asked to answer stays required, answerable, and before what the company gives.

    The lock is no law, so it may go together with the payment it locks; half of it would only look like one.
    """
    for old in national.steps:
        if old.optional or old.duty or not waiver_of(old, national):
            continue
        paid = [twins[key] for key in national.behind(old.key) if key in twins and national.step(key).kind == "payment"]
        new = twins.get(old.key)
        if new is None:
            for one in paid:
                yield found("L025", one.key, why=f"没有「{old.title}」", why_en=f"there is no {old.key}")
            continue
        try:
            narrow = new.when is not None and not domain.implies(
                [graph.template.applies_when, old.when or TRUE], new.when
            )
        except TooMany:
            yield found("P04", new.key)
            continue
        if new.optional or narrow:
            why = "可以不办" if new.optional else "只在部分情况下才出示"
            yield found("L025", new.key, why=why, why_en="may be declined" if new.optional else "is shown to some only")
        left = {item for one in new.evidence for item in one}
        for item in sorted({i for one in old.evidence for i in one if i.party == "employee"} - left):
            yield found("L025", new.key, why=f"少了一种答复（{item}）", why_en=f"one answer is missing ({item})")
        for one in paid:
            if new.key not in graph.before(one.key):
                yield found("L025", one.key, why=f"不再等待「{new.title}」", why_en=f"no longer waits for {new.key}")


def _more_waiting(graph: Graph, twins: dict[str, Step], national: Template) -> Iterator[Finding]:
    """A duty waits for nothing more than before, and no new step stops the way into a separation by silence."""
    kept = {step.key for step in twins.values()}
    for step in graph.template.steps:
        if step.key not in graph.until_effective or step.key in kept or step.optional:
            continue
        if national.party == "employee":
            # The employee's word is enough: whatever the company puts before the last day stops it.
            yield found("L013", step.key)
        elif (national.party == "law" or "LCL44" in national.legal_basis) and (
            step.min_wait is not None or not _by_company(step)
        ):
            # The law ends it on its day; wages and papers of that day wait neither for time nor for strangers.
            yield found("L004", national.effective[0], waits=step.key)
    if national.party in ("employer", "law"):
        for step in graph.template.steps:
            new = step.key in graph.until_effective and step.key not in kept and not step.optional
            if new and step.evidence and all(any(item.party == "employee" for item in one) for one in step.evidence):
                yield found("L003", step.key, blocker=step.key)
    before = Graph(national)
    old_of = {new.key: key for key, new in twins.items()}
    for step in graph.template.steps:
        if not (step.duty or _tells(step)) or step.key in graph.until_effective or step.key not in old_of:
            continue
        waited = {twins[key].key for key in before.before(old_of[step.key]) if key in twins}
        for other in sorted(graph.before(step.key) - waited - graph.until_effective):
            if other in graph.steps and not (other in old_of and national.step(old_of[other]).duty):
                yield found("L004", step.key, waits=other)
    for step in graph.template.steps:
        twin = next((one for one in national.steps if twins.get(one.key) is step), None)
        if step.duty and set(step.may_wait_for) - set(twin.may_wait_for if twin else ()):
            yield found("L004", step.key, waits=", ".join(step.may_wait_for))


def _by_company(step: Step) -> bool:
    """Whether the company alone can do the step."""
    return any(all(item.party in ("employer", "system") for item in one) for one in step.evidence)


def _order(graph: Graph, national: Template, keys: frozenset[str], twins: dict[str, Step]) -> Iterator[Finding]:
    """A locked step that came before another still does."""
    before = Graph(national)
    for old in national.steps:
        if old.key not in keys or old.key not in twins:
            continue
        mine = graph.before(twins[old.key].key)
        # Time to think, and a second call, begin when what they follow is done, whatever that is.
        for earlier in sorted(before.before(old.key) & (twins.keys() if old.min_wait else keys)):
            if earlier in twins and twins[earlier].key not in mine:
                why = f"不再等待「{twins[earlier].title}」"
                yield found("L022", twins[old.key].key, why=why, why_en=f"no longer waits for {twins[earlier].key}")


def _overruled(new: Template, national: Template, twins: dict[str, Step]) -> Iterator[Finding]:
    """Nobody else determines what a duty or a guard hangs on."""
    needed = frozenset[str]().union(
        *(one.facts for step in national.steps if step.duty or step.guard for one in (step.when, step.guard) if one),
        national.anchors,
    )
    said = {(twins[old.key].key, name) for old in national.steps if old.key in twins for name in old.sets}
    for step in new.steps:
        for name in step.sets:
            if name in needed and (step.key, name) not in said:
                yield found("L022", step.key, why=f"另行认定「{name}」", why_en=f"determines {name} anew")
