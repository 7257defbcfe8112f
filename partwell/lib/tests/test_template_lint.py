"""The lint: shipped templates are clean, the source article's process is not, and harmful edits are found."""

import copy
from dataclasses import replace
from pathlib import Path

import pytest

from partwell.core.process.conditions import Condition
from partwell.core.process.lint import RULES, WORDS, lint
from partwell.core.process.silence import SILENCE
from partwell.core.process.template import Due, Item, Span, Step, Template
from partwell.lib import template_files as files
from partwell.lib.template_check import check_flat, check_loaded

KEYS = files.all_keys()


def findings(template):
    return lint(template, files.facts(), files.citations(), files.roles())


def errors(template):
    return {one.rule for one in findings(template) if one.level == "error"}


@pytest.mark.parametrize("key", KEYS)
def test_a_shipped_template_has_nothing_wrong(key):
    """No error and no warning."""
    assert findings(files.load(key).template) == []


def test_the_process_as_the_article_prints_it_is_refused():
    """Back payment of insurance gated on a signed waiver, auto-pass, no union, no exits."""
    article = files.read(Path(__file__).parent / "article_as_written.yaml").template
    found = findings(article)
    rules = {one.rule for one in found if one.level == "error"}
    assert rules >= {"L001", "L002", "L003", "L004", "L005", "L007", "L011", "L012", "L015", "L020"}
    assert sum(one.level == "error" for one in found) >= 15
    waiver = next(one for one in found if one.rule == "L001")
    assert waiver.step == "si_arrears_fix"
    assert "SPC2-19" in waiver.cite
    assert "guarantee_letter" in waiver.message_zh
    assert waiver.lawful_zh
    assert waiver.lawful_en


def test_each_rule_speaks_both_languages_and_cites_known_texts():
    """HR reads Chinese, others English; a citation leads to the table."""
    for rule in RULES:
        words = WORDS[rule]
        assert words.zh
        assert words.en
        assert set(words.cite) <= set(files.citations())
        assert bool(words.lawful_zh) == bool(words.lawful_en)
        if rule.startswith("L"):
            assert words.lawful_zh


# --- harmful edits --------------------------------------------------------------------------------------------------


def edited(template: Template, key: str, **changes) -> Template:
    steps = tuple(replace(step, **changes) if step.key == key else step for step in template.steps)
    return replace(template, steps=steps)


def without(template: Template, key: str) -> Template:
    def freed(names):
        return tuple(name for name in names if name != key)

    steps = tuple(
        replace(s, after=freed(s.after), may_wait_for=freed(s.may_wait_for)) for s in template.steps if s.key != key
    )
    return replace(template, steps=steps, effective=freed(template.effective))


def keys_of(template: Template) -> set[str]:
    return {step.key for step in template.steps}


def cond(text: str) -> Condition:
    return Condition.parse(text, files.facts())


def items(*texts: str) -> tuple[Item, ...]:
    return tuple(Item.parse(text) for text in texts)


WAIVER = Step(
    key="no_claims",
    title="声明",
    phase="humane",
    kind="sign",
    who=("employee",),
    after=(),
    evidence=(items("employee.sign:waiver"), items("third.delivery:waiver", "employer.record:no_response")),
)
EXITS = (
    "wage_pay",
    "certificate",
    "si_transfer",
    "unemployment_list",
    "dossier_transfer",
    "hpf_transfer",
    "si_arrears_fix",
)
LATER = {
    "wage_pay": Due("D", Span(1, "d"), "statutory"),
    "certificate": Due("D", Span(15, "d"), "statutory"),
    "si_transfer": Due("D", Span(15, "wd"), "statutory"),
    "unemployment_list": Due("D", Span(16, "d"), "statutory"),
    "hpf_transfer": Due("ready", Span(30, "d"), "internal"),
    "dossier_transfer": Due("D", Span(22, "d"), "statutory"),
}


def mutants(template: Template):
    """(name, rule that must catch it, edited template) for each harmful edit that applies."""
    keys = keys_of(template)
    present = [key for key in EXITS if key in keys]
    for key in present:
        step = template.step(key)
        yield f"remove {key}", "L020", without(template, key)
        yield f"{key} optional", "L020", edited(template, key, optional=True)
        yield f"{key} no duty", "L020", edited(template, key, duty=False)
        yield f"{key} conditional", "L020", edited(template, key, when=cond("holds_assets && !has_loans"))
        yield f"{key} after clearance", "L004", edited(template, key, after=(*step.after, "handover_plan"))
        waiting = edited(template, key, after=(*step.after, "no_claims"))
        yield f"{key} after waiver", "L001", replace(waiting, steps=(WAIVER, *waiting.steps))
        yield f"{key} no evidence", "S07", edited(template, key, evidence=())
        yield f"{key} by employee", "L003", edited(template, key, evidence=(items("employee.sign:x"),))
        if key in LATER:
            yield f"{key} late", "L010", edited(template, key, due=LATER[key])
        if step.due and step.due.kind == "statutory":
            yield f"{key} uncited", "S08", edited(template, key, cite=())
    yield (
        "arrears to the employee",
        "L012",
        edited(template, "si_arrears_fix", evidence=(items("third.receipt:bank_si"),), owed_to="employee"),
    )
    yield "pass when nobody is assigned", "L005", replace(template, on_no_assignee="auto_pass")
    yield "pass when time is up", "L005", replace(template, on_timeout="auto_pass")
    freeze = template.step("case_freeze")
    yield "freeze early", "L016", edited(template, "case_freeze", after=freeze.after[:3])
    yield "freeze optional", "L016", edited(template, "case_freeze", optional=True)
    yield "no freeze", "L016", without(template, "case_freeze")
    first = template.steps[0].key
    yield "circle", "P01", edited(template, first, after=("case_freeze",))
    yield "dead step", "P02", edited(template, first, when=cond("has_loans && !has_loans"))
    yield "dead guard", "P02", edited(template, first, guard=cond("has_loans && !has_loans"))
    yield "unknown role", "S02", edited(template, first, who=("wizard",))
    yield "unknown text", "S04", edited(template, first, cite=("LCL999",))
    yield "unknown step", "S03", edited(template, first, after=("nowhere",))
    yield "D never fixed", "S09", edited(template, template.effective[0], sets={})
    threat = ({"on": "ready", "to": "employee", "via": ("sms",), "text": "逾期未签的，公司不予支付经济补偿"},)
    yield "threat", "L011", edited(template, first, notify=threat)
    english = ({"on": "ready", "to": "employee", "via": ("sms",), "text": "Sign today, otherwise no certificate."},)
    yield "English threat", "L011", edited(template, first, notify=english)
    yield from _by_type(template, keys)


def _by_type(template: Template, keys: set[str]):
    effective = template.effective[0]
    step = template.step(effective)
    if template.unilateral:
        yield "no union", "L007", without(without(template, "union_opinion"), "union_notice")
        yield "union optional", "L007", edited(template, "union_notice", optional=True)
        narrow = cond("union_established && key_position")
        yield "union sometimes", "L007", edited(template, "union_notice", when=narrow)
        yield (
            "union too late",
            "L007",
            edited(template, effective, after=tuple(k for k in step.after if not k.startswith("union"))),
        )
    guarded = [s for s in template.steps if s.guard and "protected_status" in s.guard.facts]
    for one in guarded:
        yield "no guard", "L008", edited(template, one.key, guard=None)
        open_to_one = one.guard.text.replace("!('maternity' in protected_status)", "true")
        yield "mothers unprotected", "L008", edited(template, one.key, guard=cond(open_to_one))
        yield "guard skippable", "L008", edited(template, one.key, optional=True)
        yield "nobody checks", "S10", edited(template, "protect_check", sets={})
        yield "check skippable", "L008", edited(template, "protect_check", when=cond("key_position"))
    if template.severance != "none":
        yield "no severance", "L009", without(template, "severance_pay")
        yield "severance sometimes", "L009", edited(template, "severance_pay", when=cond("severance_due && !has_loans"))
        yield "severance late", "L010", edited(template, "severance_pay", due=Due("D", Span(30, "d"), "internal"))
    if "severance_pay" in keys:
        pay = template.step("severance_pay")
        yield "severance after interview", "L004", edited(template, "severance_pay", after=(*pay.after, "it_plan"))
    if {"LCL37", "LCL38"} & set(template.legal_basis):
        yield "approval of a resignation", "L013", edited(template, effective, kind="approval")
        yield "guard on a resignation", "L013", edited(template, effective, guard=cond("!has_loans"))
        yield "handover before the date", "L004", edited(template, effective, after=(*step.after, "asked"))
    if template.party == "employer":
        asked = replace(WAIVER, key="letter", evidence=(items("employee.sign:resignation"),))
        yield "resignation demanded", "L015", replace(template, steps=(asked, *template.steps))
    for one in template.steps:
        if one.kind == "notice":
            yield (
                f"{one.key} only if he signs",
                "L014",
                edited(template, one.key, evidence=(items("employer.seal:x", "employee.sign:x"),)),
            )
        if any(item.name.startswith("undertaking") for alt in one.evidence for item in alt):
            yield "undertaking without a way out", "L002", edited(template, one.key, evidence=one.evidence[:1])


def _complete(name: str, template: Template) -> Template:
    """The mutant that waits for a clearance step needs that step."""
    if name == "handover before the date":
        asked = replace(WAIVER, key="asked", phase="clearance", evidence=(items("employer.form:x"),))
        return replace(template, steps=(asked, *template.steps))
    return template


ALL_MUTANTS = [(key, name, rule, t) for key in KEYS for name, rule, t in mutants(files.load(key).template)]


def survivors(some):
    return [
        f"{key}: {name} ({rule})" for key, name, rule, template in some if rule not in errors(_complete(name, template))
    ]


def test_every_kind_of_harmful_edit_is_found_by_the_rule_that_names_it():
    """Each kind of mutant, on one template it applies to, gets the error it deserves."""
    one_of_each = {name: mutant for mutant in ALL_MUTANTS for name in [mutant[1]]}
    assert survivors(one_of_each.values()) == []
    assert len(one_of_each) > 100


@pytest.mark.sweep
def test_every_harmful_edit_of_every_template_is_found():
    """All mutants of all shipped templates."""
    assert survivors(ALL_MUTANTS) == []
    assert len(ALL_MUTANTS) > 600


def test_a_condition_that_always_holds_is_a_warning():
    """An idle condition is no harm, but says something nobody meant."""
    template = files.load("probation_failure").template
    idle = edited(template, "criteria", when=cond("employee_type == 'probation'"))
    assert [(one.rule, one.level) for one in findings(idle)] == [("P03", "warning")]


def test_what_a_case_of_a_layoff_points_to_must_come_about_in_the_batch():
    """No step of the batch waits for one outside it, for a fact it never learns, or for one employee's paper."""
    layoff = files.load("economic_layoff").template
    council = Step(
        key="council",
        title="职代会审议",
        phase="ground",
        kind="task",
        who=("hr_manager",),
        after=("opinions",),
        evidence=(items("employer.record:council"),),
    )
    rows = list(edited(layoff, "plan", after=("opinions", "council")).steps)
    rows.insert([one.key for one in rows].index("plan"), council)
    beside = replace(layoff, steps=tuple(rows))
    wrong = {
        "waits outside": beside,
        "counts from outside": edited(
            layoff, "gov_report", due=Due("step:protect_check", Span(1, "d"), "statutory", before=True)
        ),
        "fact of a person": edited(layoff, "opinions", when=cond("union_established")),
        "one employee's paper": edited(layoff, "plan", evidence=(items("employee.sign:plan"),)),
        "nobody is chosen": without(layoff, "selection"),
    }
    for name, template in wrong.items():
        assert "P06" in errors(template), name
    behind = edited(layoff, "case_freeze", after=(*layoff.step("case_freeze").after, "council"))
    rows = [one for one in behind.steps if one.key != "case_freeze"]
    fine = replace(behind, steps=(*rows, replace(council, after=("selection",)), behind.step("case_freeze")))
    assert "P06" not in errors(fine)


def test_silence_needs_a_delivery_before_it():
    """Nobody answered only counts after something reached him."""
    template = files.load("probation_failure").template
    first = edited(template, "criteria", evidence=(items("employer.record:no_response"),))
    assert "L021" in errors(first)


def test_nobody_to_escalate_to_is_a_warning():
    """A template may do without, in writing."""
    template = replace(files.load("probation_failure").template, escalate=())
    assert [one.rule for one in findings(template)] == ["L006"]


def test_a_text_nobody_has_read_is_a_warning():
    """A citation from memory blocks nothing, but is said."""
    template = replace(files.load("probation_failure").template, legal_basis=("LCL39-1", "SPC1-44"))
    assert [(one.rule, one.level) for one in findings(template)] == [("S05", "warning")]


@pytest.mark.parametrize(
    "text",
    [
        "公司内部期限；社保补缴、工资、离职证明不受影响",
        "不签不影响任何法定义务",
        "逾期未签不影响社保补缴和工资",
        "24小时是内部期限;不确认不等于同意也不阻断流程",
        "Wages and the certificate do not depend on it.",
        "Wages are paid after the last day.",
        "After you sign, you get a copy of the paper. Wages and certificate do not depend on it.",
        "We pay your wages on the last day. Please sign when you have read it.",
    ],
)
def test_a_text_that_says_entitlements_do_not_depend_on_it_is_fine(text):
    """Saying that nothing is lost is not a threat."""
    template = files.load("probation_failure").template
    message = ({"on": "ready", "to": "employee", "via": ("sms",), "text": text},)
    assert errors(edited(template, "criteria", notify=message)) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Your certificate will be issued after you sign.",
        "After you return the laptop we will pay your last wages.",
        "Once you have signed, severance is paid.",
        "The certificate is given once the employee confirms the amounts.",
    ],
)
def test_a_text_that_hands_out_what_is_owed_after_an_act_is_a_threat(text):
    """The order of the words does not matter."""
    template = files.load("probation_failure").template
    message = ({"on": "ready", "to": "employee", "via": ("sms",), "text": text},)
    assert errors(edited(template, "criteria", notify=message)) == {"L011"}


@pytest.mark.parametrize("key", KEYS)
def test_silence_is_proof_only_after_time_to_answer(key):
    """A period that ends on the day it begins is none; the shortest a national template gives is a day."""
    template = files.load(key).template
    silent = [
        one
        for one in template.steps
        if any(item.kind == "record" and item.name in SILENCE for alternative in one.evidence for item in alternative)
    ]
    assert "L023" not in errors(template)
    for one in silent:
        for span in (Span(0, "d"), Span(0, "wd"), Span(2, "h")):
            assert "L023" in errors(edited(template, one.key, due=Due("ready", span, "internal"))), one.key


def test_a_fact_set_by_a_step_that_may_be_skipped_must_not_be_needed_then():
    """noncompete_activated is known only when there is a non-compete; asking for it otherwise would hang the case."""
    template = files.load("voluntary_resignation").template
    hanging = edited(template, "noncompete_pay_plan", when=cond("noncompete_activated"))
    assert "S10" in errors(hanging)


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ({"via": ("sms", "dingtlak")}, "dingtalk"),
        ({"via": ("e-mail",)}, "email"),
        ({"via": ("SMS",)}, "sms"),
        ({"via": ("sms",), "template": "wage_payd"}, "wage_paid"),
        ({"via": ("pigeon",)}, ""),
    ],
)
def test_a_message_by_a_way_nobody_knows_is_refused_with_what_was_meant(message, meant):
    """Such a message would reach nobody and say so to nobody."""
    step = {"on": "done", "to": "employee", **message}
    changed = edited(files.load("probation_failure").template, "wage_pay", notify=(step,))
    (wrong,) = (one for one in check_loaded(replace(files.load("probation_failure"), template=changed), "x").errors)
    assert (wrong.rule, wrong.step) == ("S14", "wage_pay")
    assert (f"「{meant}」" in wrong.message_zh) == bool(meant) and "dingtalk" in wrong.lawful_en
    assert (f"did you mean {meant!r}" in wrong.message_en) == bool(meant)


def test_channels_of_a_template_are_those_there_are():
    """Both the addressee and the way."""
    template = files.load("probation_failure").template
    assert "S14" in errors(replace(template, channels={**template.channels, "internal": ("dingtlk",)}))
    assert "S14" in errors(replace(template, channels={**template.channels, "internall": ("dingtalk",)}))


def test_what_the_program_never_gives_is_refused_beside_other_ways_as_well():
    """A time that runs out is no proof, and nobody calculates who proposed the agreement."""
    loaded = files.load("probation_failure")
    undertaking = loaded.template.step("undertaking")
    by_time = edited(loaded.template, "undertaking", evidence=(*undertaking.evidence, items("system.log:timeout")))
    typed = edited(loaded.template, "criteria", sets={"initiator": "calc"})
    for changed in (by_time, typed):
        assert "P08" in {one.rule for one in check_loaded(replace(loaded, template=changed), "x").errors}


# --- loosened against the national template -------------------------------------------------------------------------


def loosened(template: Template):
    """(name, rule, edited template): what no text names by its key and a company may not loosen all the same."""
    for one in template.steps:
        names = {item.name for way in one.evidence for item in way}
        if "back_payment_not_due" in names:
            yield "paid before the undertaking", "L025", edited(template, one.key, after=("attendance_si_check",))
        if "undertaking" in names:
            yield "undertaking optional", "L025", edited(template, one.key, optional=True)
            yield "undertaking for some", "L025", edited(template, one.key, when=cond("si_arrears"))
            yield "undertaking gone", "L025", edited(without(template, one.key), "hr_review", after=("handover_done",))
            unrefused = tuple(way for way in one.evidence if way[0].kind != "decline")
            yield "undertaking nobody may decline", "L025", edited(template, one.key, evidence=unrefused)
        if names & {"rights_letter", "family_letter"}:
            yield "nobody tells what is owed", "L020", without(template, one.key)
            yield "telling may be left out", "L020", edited(template, one.key, optional=True)
            late = (*one.after, "handover_plan")
            yield "telling waits for the handover", "L004", edited(template, one.key, after=late)
        if one.phase == "ground" and one.when and {"ground38", "ground39", "ground40"} & one.when.facts:
            yield "an element of the ground", "L020", without(template, one.key)
        for called in one.after if one.min_wait else ():
            if template.step(called).kind == "notice":
                yield "asked once only", "L020", without(template, called)
    keys = keys_of(template)
    if "noncompete_pay_plan" in keys:
        yield "a non-compete without pay", "L020", without(template, "noncompete_pay_plan")
    for key in ("handover_plan", "handover_done") if "severance_pay" in keys else ():
        one = template.step(key)
        yield "a seat more on the handover", "L004", edited(template, key, who=(*one.who, "finance"), mode="all")
        yield "a signer may be added", "L004", edited(template, key, allow=("add_signer",))
        loan = tuple((*way, *items("third.receipt:loan")) for way in one.evidence)
        yield "a loan inside the handover", "L004", edited(template, key, evidence=loan)
        yield "a slow handover", "L010", edited(template, key, due=Due("D", Span(60, "d"), "internal"))


def errors_beside(template, key):
    national = files.load(key).template
    found = lint(template, files.facts(), files.citations(), files.roles(), national)
    return {one.rule for one in found if one.level == "error"}


ALL_LOOSENED = [(key, *one) for key in KEYS for one in loosened(files.load(key).template)]


def test_what_a_company_may_not_loosen_is_found_in_every_template():
    """The lock, the telling, the elements of a ground, the handover that severance waits for."""
    assert [row[:3] for row in ALL_LOOSENED if row[2] not in errors_beside(row[3], row[0])] == []
    assert len({name for _key, name, _rule, _template in ALL_LOOSENED}) == 15


@pytest.mark.parametrize(
    ("key", "edit", "refused"),
    [
        ("incompetent_1", {"title": "年度绩效排名末位名单"}, True),
        ("incompetent_2", {"note": "按271强制分布，连续两次垫底者列入"}, True),
        ("incompetent_1", {"title_en": "Bottom 10% of the ranking"}, True),
        ("incompetent_1", {"note": "末位不等于不能胜任工作，只看岗位标准。"}, False),
        ("incompetent_1", {"note": "不得按排名末位解除。"}, False),
    ],
)
def test_a_low_rank_is_no_ground_in_the_words_of_a_card(key, edit, refused):
    """L026, with the articles: a last place does not show that somebody cannot do the work."""
    flat = copy.deepcopy(files.load("nonfault_dismissal").flat)
    next(one for one in flat["steps"] if one["key"] == key).update(edit)
    hits = [one for one in check_flat(flat, key).errors if one.rule == "L026"]
    assert bool(hits) is refused
    assert all(set(one.cite) == {"LCL39", "LCL40"} and one.lawful_zh for one in hits)


def test_the_lock_of_the_undertaking_may_go_with_what_it_locks():
    """It is the company's own: without the payment there is nothing to lock, and the duties of law stay whole."""
    template = files.load("probation_failure").template
    for key in ("back_payment", "hr_review", "undertaking", "back_payment_calc"):
        template = without(template, key)
    assert errors_beside(template, "probation_failure") == set()


def test_what_a_company_decides_for_itself_is_not_locked():
    """No text asks for these: another signer in its place, its interview, its own answer to an objection."""
    template = files.load("probation_failure").template
    for edit in (
        edited(without(template, "objection_review"), "dept_confirm", after=("assessment_ack",)),
        without(template, "exit_interview"),
        edited(template, "handover_done", who=("employee", "successor", "dept_head")),
        edited(template, "handover_plan", due=Due("ready", Span(8, "h"), "internal")),
    ):
        assert errors_beside(edit, "probation_failure") == set()
