"""A company may tighten what the law demands of a template; every way of loosening it is refused."""

from dataclasses import replace

import pytest

from partwell.core.process.batch import shared_steps
from partwell.core.process.conditions import Condition
from partwell.core.process.lint import lint
from partwell.core.process.lint.floor import locked
from partwell.core.process.lint.graph import Graph
from partwell.core.process.template import Due, Item, Span, Step, Template
from partwell.lib import template_files as files

KEYS = files.all_keys()


def errors(template: Template) -> set[str]:
    national = files.load(template.separation_type).template
    found = lint(template, files.facts(), files.citations(), files.roles(), national)
    return {one.rule for one in found if one.level == "error"}


def edited(template: Template, key: str, **changes) -> Template:
    steps = tuple(replace(step, **changes) if step.key == key else step for step in template.steps)
    return replace(template, steps=steps)


def without(template: Template, *keys: str) -> Template:
    def freed(names):
        return tuple(name for name in names if name not in keys)

    kept = [step for step in template.steps if step.key not in keys]
    steps = tuple(replace(s, after=freed(s.after), may_wait_for=freed(s.may_wait_for)) for s in kept)
    return replace(template, steps=steps, effective=freed(template.effective))


def with_step(template: Template, step: Step, before: str) -> Template:
    """The step put in, and everything named `before` made to wait for it."""
    steps = []
    for one in template.steps:
        if one.key == before:
            steps += [step, replace(one, after=(*one.after, step.key))]
        elif one.phase == "close":
            steps.append(replace(one, after=(*one.after, step.key)))
        else:
            steps.append(one)
    return replace(template, steps=tuple(steps))


def cond(text: str) -> Condition:
    return Condition.parse(text, files.facts())


def items(*texts: str) -> tuple[Item, ...]:
    return tuple(Item.parse(text) for text in texts)


def step(key: str, **changes) -> Step:
    values = {
        "title": "新步骤",
        "phase": "statutory",
        "kind": "task",
        "who": ("hr_ops",),
        "after": (),
        "evidence": (items("employer.form:note"),),
    }
    return Step(key=key, **{**values, **changes})


def later(due: Due) -> Due:
    more = {"h": 48, "d": 9, "wd": 9}[due.plus.unit]
    return replace(due, plus=Span(due.plus.amount + more, due.plus.unit))


def harmful(template: Template):
    """(name, edited template) for every way of loosening that applies to this template."""
    way_in = Graph(template).until_effective
    for one in template.steps:
        if not one.duty:
            continue
        key = one.key
        yield f"drop {key}", without(template, key)
        yield f"{key} optional", edited(template, key, optional=True)
        yield f"{key} no duty", edited(template, key, duty=False)
        yield f"{key} owed to nobody", edited(template, key, owed_to="") if one.owed_to else None
        yield f"{key} skipped sometimes", edited(template, key, when=cond("has_loans && holds_assets"))
        if one.when:
            yield f"{key} condition turned", edited(template, key, when=cond(f"!({one.when.text})"))
            yield f"{key} condition narrowed", edited(template, key, when=cond(f"({one.when.text}) && !has_loans"))
        yield f"{key} typed instead", edited(template, key, evidence=(*one.evidence, items("employer.record:done")))
        yield f"{key} by the employee", edited(template, key, evidence=(items("employee.sign:done"),))
        signed = tuple((*alternative, *items("employee.sign:agreed")) for alternative in one.evidence)
        if not any(item.party == "employee" for alternative in one.evidence for item in alternative):
            yield f"{key} with the employee's signature", edited(template, key, evidence=signed)
        if one.cite:
            yield f"{key} uncited", edited(template, key, cite=())
        yield from _of_the_deadline(template, one)
        yield f"{key} by a peer", edited(template, key, who=("colleague",))
        if key not in way_in:
            yield from _of_the_way_out(template, key)
            yield from _of_what_holds_it(template, one)
    yield from _of_closing(template, way_in)
    yield from _of_the_gates(template)
    yield from _of_the_whole(template)


def _of_the_deadline(template: Template, one: Step):
    key = one.key
    if not one.due:
        return
    yield f"{key} late", edited(template, key, due=later(one.due))
    yield f"{key} no deadline", edited(template, key, due=None)
    yield f"{key} other anchor", edited(template, key, due=replace(one.due, start="step:case_freeze"))
    conditional = replace(one.due, when=cond("has_loans"))
    yield f"{key} deadline sometimes", edited(template, key, due=conditional)
    if one.due.kind == "statutory":
        yield f"{key} internal", edited(template, key, due=replace(one.due, kind="internal"))
        hours = replace(one.due, plus=Span(one.due.plus.amount * 24 + 48, "h"))
        yield f"{key} late in hours", edited(template, key, due=hours)
    if one.due.before:
        yield f"{key} not before", edited(template, key, due=replace(one.due, before=False))


def _of_the_way_out(template: Template, key: str):
    yield f"{key} waits a month", edited(template, key, min_wait=Span(30, "d"))
    yield f"{key} guarded", edited(template, key, guard=cond("!has_loans"))
    for phase, kind in (("statutory", "task"), ("ground", "check"), ("decide", "approval")):
        yield f"{key} after {phase}", with_step(template, step("extra", phase=phase, kind=kind), key)
    asked = step("extra", evidence=(items("employee.sign:no_claims"), items("employer.record:no_response")))
    yield f"{key} after a waiver", with_step(template, asked, key)
    through = with_step(template, step("extra", phase="clearance"), key)
    yield f"{key} through a chain", with_step(through, step("more", duty=True, cite=("LCL50",)), "extra")
    yield f"{key} owed by the employee", edited(template, key, who=("employee",))
    for phase, asked in (("clearance", "employer.form:asset_list"), ("statutory", "employer.record:checked")):
        called = step("extra", phase=phase, after=template.effective, evidence=(items(asked),))
        called = replace(called, duty=True, cite=("LCL50",))
        yield f"{key} after what is called a duty in {phase}", with_step(template, called, key)


def _of_what_holds_it(template: Template, one: Step):
    """What is put into the duty itself instead of before it."""

    def asking(text: str) -> Template:
        return edited(template, one.key, evidence=tuple((*alternative, *items(text)) for alternative in one.evidence))

    yield f"{one.key} with the list of assets", asking("employer.form:asset_list")
    yield f"{one.key} with the HR review", asking("employer.sign:hr_review")
    yield f"{one.key} with a loan paid back", asking("third.receipt:loan_repaid")
    if any(item.party == "employer" for alternative in one.evidence for item in alternative):
        for mode in ("all", "sequence", "count:2", "ratio:0.5"):
            more = tuple(dict.fromkeys((*one.who, "exec", "owner", "legal")))
            yield f"{one.key} with more seats, {mode}", edited(template, one.key, who=more, mode=mode)
    for act in ("add_signer", "return"):
        yield f"{one.key} allows {act}", edited(template, one.key, allow=(act,))


def _of_closing(template: Template, way_in):
    """A case that would never end."""
    for one in template.steps:
        if one.optional or one.key in way_in:
            continue
        yield f"{one.key} never without him", edited(template, one.key, evidence=(items("employee.form:seen"),))
        if one.kind not in ("task", "document", "system"):
            marked = (*one.evidence, items("system.log:opened"))
            yield f"{one.key} done by the program", edited(template, one.key, evidence=marked)
        frozen = Due(start=f"step:{one.key}", plus=Span(1, "d"), kind="internal")
        yield f"{one.key} counted from itself", edited(template, one.key, due=frozen)


def _of_the_gates(template: Template):
    for one in template.steps:
        if one.guard:
            yield f"{one.key} no guard", edited(template, one.key, guard=None)
            yield f"{one.key} guard or else", edited(template, one.key, guard=cond(f"({one.guard.text}) || has_loans"))
            yield f"{one.key} guard always", edited(template, one.key, guard=cond("true"))
            yield f"{one.key} guard skippable", edited(template, one.key, when=cond("has_loans"))
        if one.key in locked(template) and one.sets:
            yield f"{one.key} determines nothing", edited(template, one.key, sets={})
        if one.key in locked(template):
            yield (
                f"{one.key} by the program",
                edited(template, one.key, kind="system") if one.kind != "system" else None,
            )
            yield f"{one.key} tells nobody", edited(template, one.key, notify=())
            if "union" in one.who:
                yield f"{one.key} without the union", edited(template, one.key, who=("er",))
            if one.mode == "all" and len(one.who) > 1:
                yield f"{one.key} one suffices", edited(template, one.key, mode="any")
                yield f"{one.key} fewer sign", edited(template, one.key, who=one.who[:1])
                yield f"{one.key} others sign", edited(template, one.key, who=("it", "admin"))
                yield f"{one.key} half sign", edited(template, one.key, mode="ratio:0.5")
        if one.min_wait:
            yield f"{one.key} no wait", edited(template, one.key, min_wait=None)
        for number, alternative in enumerate(one.evidence):
            if any(i.kind == "record" and i.name.startswith("no_") for i in alternative) and len(alternative) > 1:
                silent = tuple(item for item in alternative if item.kind != "delivery")
                changed = (*one.evidence[:number], silent, *one.evidence[number + 1 :])
                yield f"{one.key} silence without delivery", edited(template, one.key, evidence=changed)


def _of_the_whole(template: Template):
    sealing = template.step("case_freeze")
    yield "sealed by a word", edited(template, sealing.key, evidence=(items("employer.record:manifest"),))
    yield "sealed or not", edited(template, sealing.key, evidence=(*sealing.evidence, items("system.log:opened")))
    if template.quiet:
        yield from _of_the_dead(template)
    else:
        yield "the employee is told of nothing", replace(template, channels={**template.channels, "employee": ()})
    yield "pass when nobody is there", replace(template, on_no_assignee="auto_approve")
    yield "pass when time is up", replace(template, on_timeout="skip")
    if template.applies_when.text != "true":
        yield "applies to all", replace(template, applies_when=cond("true"))
    if template.unilateral:
        yield "not unilateral", replace(template, unilateral=False)
    if template.party == "employer":
        yield "called mutual", replace(template, party="both")
    if template.severance != "none":
        yield "no severance", replace(template, severance="none")
    for text in template.legal_basis:
        fewer = tuple(one for one in template.legal_basis if one != text)
        yield f"without {text}", replace(template, legal_basis=fewer)
    first = template.effective[0]
    yield "clearance first", with_step(template, step("extra", phase="clearance"), first)
    disguised = step("extra", phase="decide", evidence=(items("employer.form:asset_list"),))
    yield "disguised clearance first", with_step(template, disguised, first)
    yield (
        "waiver first",
        with_step(template, step("extra", title="签署《承诺书》", evidence=(items("employee.sign:promise"),)), first),
    )
    if template.party in ("employer", "law"):
        silent = step("extra", phase="ground", who=("employee",), evidence=(items("employee.sign:seen"),))
        yield "silence stops the way in", with_step(template, silent, first)
        yield "silence stops it sometimes", with_step(template, replace(silent, when=cond("has_loans")), first)
    letter = (items("employee.sign:resignation"), items("employee.decline:resignation"))
    if template.party != "employee":
        yield "a resignation that may be refused", with_step(template, step("extra", evidence=letter), "case_freeze")
    else:
        for kind in ("task", "check", "document"):
            asked = step("extra", phase="ground", kind=kind, evidence=(items("employer.sign:consent"),))
            yield f"{kind} before the word of the employee counts", with_step(template, asked, first)
        for key in sorted(Graph(template).until_effective):
            yield f"{key} waits ten days", edited(template, key, min_wait=Span(10, "d"))
    if template.party == "law":
        yield "time runs first", with_step(template, step("extra", phase="decide", min_wait=Span(60, "d")), first)
        asked = step("extra", phase="decide", evidence=(items("authority.file:permit"),))
        yield "a permit first", with_step(template, asked, first)
    yield (
        "D by another",
        edited(replace(template, effective=(template.steps[0].key,)), template.steps[0].key, sets={"D": "form"}),
    )
    for name in sorted({n for s in template.steps if s.duty and s.when for n in s.when.facts}):
        yield f"{name} overruled", with_step(template, step("extra", sets={name: "form"}), "case_freeze")
    handover = next((s for s in template.steps if s.key == "handover_done"), None)
    if handover and any("handover_done" in s.may_wait_for for s in template.steps):
        yield "handover after loans", edited(template, "handover_done", after=(*handover.after, "it_plan"))
        yield "handover late", edited(template, "handover_done", due=replace(handover.due, plus=Span(90, "d")))
        yield (
            "handover by him alone",
            edited(template, "handover_done", evidence=(items("employee.sign:handover_list"),)),
        )
        yield "handover guarded", edited(template, "handover_done", guard=cond("!has_loans"))


def _of_the_dead(template: Template):
    message = {"on": "done", "to": "employee", "via": ("sms",), "text": "您的手续已办结"}
    yield "the dead are written to", replace(template, channels={**template.channels, "employee": ("sms",)})
    for one in template.steps:
        yield f"{one.key} tells the dead", edited(template, one.key, notify=(*one.notify, message))
    yield "a new step tells the dead", with_step(template, step("extra", notify=(message,)), "case_freeze")
    asked = (items("employee.sign:seen"), items("employer.record:called"))
    yield "the dead are asked", with_step(template, step("extra", evidence=asked), "case_freeze")


def ordered(template: Template) -> Template:
    """The steps with each after its predecessors, where the edit allows it."""
    steps, rest, done = [], list(template.steps), set()
    while ready := [one for one in rest if done.issuperset(one.after)]:
        steps += ready
        done |= {one.key for one in ready}
        rest = [one for one in rest if one.key not in done]
    return replace(template, steps=(*steps, *rest))


MUTANTS = [
    (f"{key}: {name}", changed)
    for key in KEYS
    for name, changed in harmful(files.load(key).template)
    if changed is not None and changed != files.load(key).template
]


def survivors(some):
    return [name for name, template in some if not errors(ordered(template))]


def test_each_way_of_loosening_is_refused():
    """One step per way; the nightly run tries all of every template."""
    ways = {" ".join(name.partition(": ")[2].split(" ")[1:]) or name: (name, t) for name, t in MUTANTS}
    assert survivors(ways.values()) == []
    assert len(ways) > 40


@pytest.mark.nightly
def test_every_loosening_of_every_template_is_refused():
    """Every duty of every type, each way."""
    assert survivors(MUTANTS) == []
    assert len(MUTANTS) > 3000


@pytest.mark.parametrize("key", KEYS)
def test_the_company_adds_no_condition_to_an_end_that_comes_without_it(key):
    """A death, an age, the end of a term, a resignation: what is owed then can't hang on a guard of the company."""
    template = files.load(key).template
    if template.unilateral or template.party == "both":
        return
    for one in template.steps:
        if one.duty or one.key in template.effective:
            text = f"({one.guard.text}) && !has_loans" if one.guard else "!has_loans"
            assert errors(edited(template, one.key, guard=cond(text))), one.key


def honest(template: Template):
    """(name, edited template): stricter, earlier, more of it, or beside the law."""
    earlier = {
        s.key: replace(s.due, plus=Span(s.due.plus.amount - 1, s.due.plus.unit)) for s in template.steps if s.due
    }
    for one in template.steps:
        if one.duty and one.due:
            yield f"{one.key} earlier", edited(template, one.key, due=earlier[one.key])
            if one.due.kind == "internal" and one.cite:
                yield f"{one.key} by law", edited(template, one.key, due=replace(one.due, kind="statutory"))
        if one.duty and not _asks_employee(one):
            more = tuple((*alternative, *items("employer.file:more")) for alternative in one.evidence)
            yield f"{one.key} more proof", edited(template, one.key, evidence=more)
        if one.when and one.duty and not _asks_employee(one):
            yield f"{one.key} always", edited(template, one.key, when=None)
        decided = template.unilateral or template.party == "both"
        if one.guard and decided and one.key not in shared_steps(template):
            # A batch knows no fact about one person; an end that comes by law takes no condition of the company.
            yield f"{one.key} stricter", edited(template, one.key, guard=cond(f"({one.guard.text}) && !has_loans"))
        if one.optional and one.evidence and not _asks_employee(one):
            yield f"{one.key} required", edited(template, one.key, optional=False)
        if one.kind == "approval":
            yield (
                f"{one.key} more hands",
                edited(template, one.key, who=tuple(dict.fromkeys([*one.who, "exec"])), mode="all"),
            )
    colleagues = step("team_feedback", title="团队评价", phase="ground", who=("hrbp",))
    yield "a step beside", with_step(template, colleagues, "case_freeze")
    first = template.steps[0]
    if not {"LCL37", "LCL38"} & set(template.legal_basis):
        yield "a step before the decision", with_step(template, colleagues, template.effective[0])
    message = ({"on": "ready", "to": first.who[0], "via": ("sms",), "text": "公司内部期限；工资和离职证明不受影响"},)
    yield "a kind message", edited(template, first.key, notify=(*first.notify, *message))
    yield "renamed", edited(template, first.key, title="新的名称")
    yield "earlier reminders", replace(template, remind=(Span(-72, "h"), Span(-24, "h"), Span(0, "h")))


def _asks_employee(one: Step) -> bool:
    return any(item.party == "employee" for alternative in one.evidence for item in alternative)


def test_a_form_that_settles_claims_is_a_waiver_by_its_words():
    """What is ticked in a form binds as much as a letter: it needs a way to refuse and stands before no duty."""
    template = files.load("probation_failure").template
    asked = step("extra", phase="humane", after=template.effective, evidence=(items("employee.form:leaving"),))
    field = {"key": "a", "label": "本人与公司再无任何争议", "type": "choice", "choices": ["是", "否"]}
    form = {"leaving": {"title": "离职确认", "fields": [field]}}
    assert {"L001", "L002"} <= errors(replace(with_step(template, asked, "certificate"), forms=form))
    kind = {"leaving": {"title": "离职访谈", "fields": [{**field, "label": "愿意推荐朋友来吗"}]}}
    assert errors(replace(with_step(template, asked, "case_freeze"), forms=kind)) == {"P07"}, "silence has a way too"
    silent = replace(asked, evidence=(*asked.evidence, items("third.delivery:leaving", "employer.record:no_response")))
    assert not errors(replace(with_step(template, silent, "case_freeze"), forms=kind))


def test_honest_tightening_is_not_refused():
    """Earlier, more, stricter, and what the company adds beside the law."""
    refused = [
        f"{key}: {name} {sorted(errors(ordered(changed)))}"
        for key in ("probation_failure",)
        for name, changed in honest(files.load(key).template)
        if errors(ordered(changed))
    ]
    assert refused == []


@pytest.mark.parametrize(
    "text",
    [
        "请于24小时内完成，逾期将影响社保补发",
        "不签字就不发最后一个月工资",
        "签完保证书才能领取离职证明",
        "未办完交接的，公司暂缓发放经济补偿",
        "归还电脑后方可开具离职证明",
        "如不确认，视为自愿放弃",
        "逾期未答复的，后果自负",
        "离职证明须凭签字领取",
        "工资将在签署后再发放",
        "Your wages will be withheld until you sign.",
        "Failure to sign means no severance.",
        "The certificate is issued only after you return the laptop.",
    ],
)
def test_threats_are_heard_in_many_words(text):
    """An entitlement made to hang on a signature, a return or an answer."""
    template = files.load("probation_failure").template
    message = ({"on": "ready", "to": "employee", "via": ("sms",), "text": text},)
    assert "L011" in errors(edited(template, "criteria", notify=message))
    assert "L011" in errors(edited(template, "criteria", note=text))


@pytest.mark.nightly
def test_honest_tightening_of_every_template_is_not_refused():
    """All types."""
    refused = [
        f"{key}: {name}"
        for key in KEYS
        for name, changed in honest(files.load(key).template)
        if errors(ordered(changed))
    ]
    assert refused == []
