"""Acts people expect of an approval, none of which passes a gate: 会签 加签 减签 转交 委派 代理 退回 撤回."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from partwell.core.days import Calendar
from partwell.core.process.decide import (
    Act,
    Attach,
    Done,
    Refusal,
    Standing,
    decide_act,
    decide_close,
    held_up,
    on_turn,
    open_seats,
    seat_refusal,
)
from partwell.core.process.flat import from_flat
from partwell.core.process.reopen import decide_return, decide_withdraw, return_targets
from partwell.core.process.replay import Happening, apply, opened, replay
from partwell.core.process.seats import Answer, Ask, decide_answer, decide_ask, decide_remove
from partwell.core.process.state import derive
from partwell.core.process.template import Item

CALENDAR = Calendar(years=frozenset({2026}))
START = datetime(2026, 3, 2, 1, tzinfo=UTC)
ALL = ["transfer", "delegate", "add_signer", "return"]


def step(key, who, after, evidence, **more):
    return {
        "key": key,
        "title": key,
        "phase": "ground",
        "kind": more.pop("kind", "approval"),
        "who": who,
        "after": after,
        "evidence": [evidence],
        **more,
    }


def template(mode="all", **more):
    """Draft, check by two, a payment beside it, the notice that fixes the last day, the freezing."""
    return from_flat(
        {
            "format": "process-template/1",
            "key": "t",
            "version": 1,
            "title": "t",
            "separation_type": "t",
            "party": "employer",
            "jurisdiction": "CN",
            "applies_when": "true",
            "legal_basis": [],
            "unilateral": False,
            "severance": "none",
            "anchors": {"T0": "", "D": ""},
            "defaults": {
                "remind": [],
                "escalate": [],
                "channels": {},
                "on_no_assignee": "transfer_to_admin",
                "on_timeout": "escalate",
            },
            "bind": {"effective": ["notice"]},
            "facts": {"grave": {"type": "bool", "start": False}},
            "steps": [
                step("draft", ["er"], [], ["employer.form:draft"], sets={"grave": "form"}, kind="task"),
                step("paid", ["payroll"], ["draft"], ["third.receipt:bank"], kind="payment", duty="statutory"),
                step("hear", ["er"], ["draft"], ["employer.record:talk"], kind="task"),
                step("check", ["head", "boss"], ["hear"], ["employer.sign:check"], mode=mode, allow=ALL, **more),
                step(
                    "notice",
                    ["er"],
                    ["check"],
                    ["employer.seal:notice"],
                    kind="notice",
                    duty="statutory",
                    sets={"D": "form"},
                ),
                step("after", ["er"], ["notice"], ["employer.form:after"], allow=["return"]),
                step("freeze", ["hr_ops"], ["after", "paid"], ["system.record:manifest"], kind="system"),
            ],
        }
    )


PEOPLE = {
    "er": Standing("er", frozenset({"er"})),
    "head": Standing("head", frozenset({"head"})),
    "boss": Standing("boss", frozenset({"boss"})),
    "pay": Standing("pay", frozenset({"payroll"})),
    "second": Standing("second", frozenset({"head"})),
    "ops": Standing("ops", frozenset({"hr_ops"})),
    "chief": Standing("chief", frozenset({"hr_manager"})),
    "ann": Standing("ann", frozenset()),
    "emp": Standing("emp", frozenset()),
    "dep": Standing("dep", frozenset({"head"}), behalf={"head": "head"}, stands_for=frozenset({"head"})),
}


class Play:
    """One case, one hour after the other; every entry is kept and replayed at the end."""

    def __init__(self, made=None):
        self.now = START
        payload = {"employee": "emp", "facts": {}, "anchors": {"T0": "2026-03-02"}}
        self.story = [Happening("case.opened", self.now, "ops", payload)]
        self.case = opened(made or template(), self.story[0])

    def take(self, who, decided):
        """Apply what was decided; a refusal is answered with its code."""
        if isinstance(decided, Refusal):
            return decided.code
        assert isinstance(decided, Done)
        self.story.append(Happening(decided.type, self.now, PEOPLE[who].pid, decided.payload))
        self.case = apply(self.case, self.story[-1])
        self.now += timedelta(hours=1)
        return self.view(decided.payload["step"]).status

    def act(self, who, key, item, **more):
        wish = Attach(Item.parse(item), sha256="ab", **{k: more.pop(k) for k in ("role",) if k in more})
        return self.take(who, decide_act(self.case, Act(key, (wish,), **more), PEOPLE[who], self.now, CALENDAR))

    def ask(self, who, kind, person, key="check", **more):
        holds = PEOPLE[person].roles if person in PEOPLE else frozenset()
        ask = Ask(key, kind, person, holds=holds, **more)
        return self.take(who, decide_ask(self.case, ask, PEOPLE[who], self.now, CALENDAR))

    def answer(self, who, decision, text="看过", seat="1"):
        answer = Answer(seat, decision, text)
        return self.take(who, decide_answer(self.case, answer, PEOPLE[who], self.now, CALENDAR))

    def remove(self, who, seat="1", why=""):
        return self.take(who, decide_remove(self.case, seat, why, PEOPLE[who], self.now, CALENDAR))

    def back(self, who, key, to, why="写错了"):
        return self.take(who, decide_return(self.case, key, to, why, PEOPLE[who], self.now, CALENDAR))

    def undo(self, who, key):
        return self.take(who, decide_withdraw(self.case, key, "", PEOPLE[who], self.now, CALENDAR))

    def sign(self, who, **more):
        return self.act(who, "check", "employer.sign:check", **more)

    def to_check(self):
        assert self.act("er", "draft", "employer.form:draft", facts={"grave": True}) == "done"
        assert self.act("er", "hear", "employer.record:talk") == "done"
        return self

    def view(self, key):
        return derive(self.case, CALENDAR)[key]

    def proved(self):
        """What the verifier finds."""
        return replay(self.case.template, self.story, CALENDAR)[1]


@pytest.fixture
def play():
    made = Play().to_check()
    yield made
    assert made.proved() == ()


def test_whoever_was_asked_first_is_heard_before_the_own_signature(play):
    """加签 before: the seat it was added from waits; the other seat of the template does not."""
    assert play.ask("head", "before", "ann") == "ready"
    assert open_seats(play.view("check")) == ("boss", "head@ann")
    assert play.sign("head") == "asked_first"
    waits = seat_refusal(play.view("check"), "head", PEOPLE["head"])
    assert waits.missing[0].who == ("head@ann",), "only whose answer is waited for is named"
    assert play.sign("boss") == "ready"
    assert play.answer("ann", "disagree", "数字不对") == "ready"
    assert play.sign("head") == "done"


def test_a_seat_added_after_has_to_agree_before_the_step_is_done(play):
    """加签 after: both signatures are there, the step is not done; the agreement completes it."""
    assert play.ask("head", "after", "ann") == "ready"
    assert [play.sign("head"), play.sign("boss")] == ["ready", "ready"]
    assert play.answer("ann", "agree", "") == "done"
    assert play.case.settled["check"].by == "ann"


def test_a_disagreement_after_the_signatures_begins_a_new_attempt(play):
    """Nobody is overruled silently: both decide again; the first signatures stay on record."""
    play.ask("head", "after", "ann")
    play.sign("head")
    play.sign("boss")
    assert play.answer("ann", "disagree", "缺少谈话记录") == "ready"
    assert play.view("check").attempt == 2 and play.view("check").proof == ()
    assert len([one for one in play.case.attached if one.step == "check"]) == 2
    assert [play.sign("head"), play.sign("boss")] == ["ready", "done"]


def test_an_added_seat_is_taken_away_only_before_it_answered(play):
    """减签: by whoever added it; by another only HR management, with the reason. A seat of the template never."""
    play.ask("head", "after", "ann")
    assert play.remove("boss") == "seat_of_another"
    assert play.remove("ann") == "seat_of_another"
    assert play.remove("chief") == "reason_needed"
    assert play.remove("head", seat="7") == "no_such_seat"
    play.sign("head")
    play.sign("boss")
    assert play.remove("head") == "done"
    assert play.remove("head") == "seat_answered"


def test_the_added_person_asks_nobody_and_answers_once(play):
    """加签 does not spread: the added person may not add again."""
    play.ask("head", "before", "ann")
    assert play.ask("ann", "before", "er") == "added_asks_nobody"
    assert play.ask("head", "before", "ann") == "asked_already"
    assert play.answer("boss", "agree") == "seat_of_another"
    assert play.answer("ann", "opinion") == "no_such_answer"
    assert play.answer("ann", "disagree", " ") == "reason_needed"
    assert play.answer("ann", "agree") == "ready"
    assert play.answer("ann", "agree") == "seat_answered"


def test_a_seat_is_handed_on_to_another_holder_of_the_role_only(play):
    """转交: the other signs in the very seat; whoever handed it on does not, nor does anybody without the role."""
    assert play.ask("head", "transfer", "ann") == "person_lacks_role"
    assert play.ask("head", "transfer", "emp") == "own_case"
    assert play.ask("head", "transfer", "second") == "ready"
    assert open_seats(play.view("check")) == ("head@second", "boss")
    assert play.sign("head") == "handed_on"
    held = seat_refusal(play.view("check"), "head", PEOPLE["head"])
    assert held.missing[0].who == ("head@second",), "only who holds it now is named"
    assert play.sign("second") == "ready"
    assert play.sign("boss") == "done"


def test_hr_management_moves_a_seat_whose_holder_is_gone(play):
    """Nobody is a dead end; but moving a seat is not acting in it."""
    play.ask("head", "transfer", "second")
    assert play.ask("chief", "transfer", "head", role="head") == "ready"
    assert play.sign("chief") == "not_your_step"
    assert play.sign("head") == "ready"
    assert play.sign("boss") == "done"


def test_distinct_seats_stay_with_two_people(play):
    """One person can't collect both seats of a step that asks for two."""
    two = Play(template(distinct=True)).to_check()
    both = replace(PEOPLE["boss"], roles=frozenset({"boss", "head"}))
    two.sign("boss")
    ask = Ask("check", "transfer", "boss", holds=both.roles)
    assert decide_ask(two.case, ask, PEOPLE["head"], two.now, CALENDAR).code == "distinct_seats"


def test_a_delegated_task_comes_back(play):
    """委派: the other gives an opinion; whoever delegated decides, and may call it back before."""
    assert play.ask("head", "delegate", "ann") == "ready"
    assert play.sign("head") == "asked_first"
    assert play.answer("ann", "agree") == "no_such_answer"
    assert play.remove("head") == "ready"
    assert play.ask("head", "delegate", "ann") == "ready"
    assert play.answer("ann", "opinion", "材料齐全", seat="2") == "ready"
    assert play.sign("head") == "ready"
    assert play.sign("boss") == "done"


def test_a_deputy_signs_as_deputy_and_hands_nothing_on(play):
    """代理: B 代 A stands in the entry; a seat of another is not passed on by its deputy."""
    assert play.ask("dep", "transfer", "second") == "deputy_hands_nothing_on"
    assert play.ask("dep", "delegate", "ann") == "deputy_hands_nothing_on"
    assert play.sign("dep") == "ready"
    (signed,) = play.view("check").proof
    assert (signed.by, signed.behalf, signed.role) == ("dep", "head", "head")
    assert play.story[-1].payload["attached"][0]["behalf"] == "head"


def test_a_deputy_answers_for_the_one_who_was_asked(play):
    """The seat is head's; the entry says who answered for him."""
    assert play.ask("boss", "before", "head") == "ready"
    assert play.answer("dep", "agree") == "ready"
    assert play.story[-1].payload["behalf"] == "head"


@pytest.mark.parametrize(("kind", "needed"), [("before", "add_signer"), ("delegate", "delegate")])
def test_only_what_the_step_allows_exists(kind, needed):
    """An act that `allow` does not name is refused for everybody."""
    made = template()
    steps = tuple(
        replace(one, allow=tuple(a for a in one.allow if a != needed)) if one.key == "check" else one
        for one in made.steps
    )
    play = Play(replace(made, steps=steps)).to_check()
    assert play.ask("head", kind, "ann") == "act_not_offered"


def test_a_return_reopens_what_lies_behind_and_leaves_paid_money_paid(play):
    """退回 by one person, with a reason: draft and talk begin again, evidence kept; the payment beside stays done."""
    play.act("pay", "paid", "third.receipt:bank")
    play.sign("head")
    assert play.back("boss", "check", "draft", why=" ") == "reason_needed"
    assert play.back("ann", "check", "draft") == "not_your_step"
    assert play.back("boss", "check", "notice") == "no_earlier_step"
    assert play.back("boss", "check", "draft") == "waiting"
    views = derive(play.case, CALENDAR)
    assert {key: (views[key].status, views[key].attempt) for key in ("draft", "hear", "check", "paid")} == {
        "draft": ("ready", 2),
        "hear": ("waiting", 2),
        "check": ("waiting", 2),
        "paid": ("done", 1),
    }
    assert len([one for one in play.case.attached if one.attempt == 1]) == 4


def test_what_a_reopened_step_determined_is_stated_anew(play):
    """The old answer does not complete the new attempt by itself."""
    play.back("boss", "check", "draft")
    assert play.view("draft").unknown == {"grave"}
    assert play.act("er", "draft", "employer.form:draft") == "ready"
    assert play.act("er", "draft", "employer.form:draft", facts={"grave": False}) == "done"
    assert play.case.facts["grave"] is False


def test_a_reopened_step_has_its_whole_time_again(play):
    """Its clock runs from the return."""
    before = play.now
    play.back("boss", "check", "hear")
    assert play.view("hear").ready_at == before


def test_no_way_leads_back_across_an_effect_of_law(play):
    """The notice was served: what it rests on is not reopened, by return or by withdrawal."""
    play.sign("head")
    play.sign("boss")
    assert play.act("er", "notice", "employer.seal:notice", anchors={"D": date(2026, 4, 30)}) == "done"
    assert return_targets(play.case, derive(play.case, CALENDAR), "after") == ()
    assert play.back("er", "after", "check") == "has_effect"
    assert play.undo("er", "notice") == "has_effect"


def test_the_own_last_step_is_taken_back_while_nobody_went_on(play):
    """撤回: by who did it, if it is all his own work and nothing behind it has begun."""
    assert play.undo("boss", "hear") == "not_your_completion"
    assert play.undo("er", "draft") == "successor_began"
    assert play.undo("er", "hear") == "ready"
    assert play.view("hear").attempt == 2
    assert play.act("er", "hear", "employer.record:talk") == "done"
    play.sign("head")
    play.sign("boss")
    assert play.undo("boss", "check") == "others_took_part"


def test_in_a_sequence_one_after_the_other_is_up():
    """依次: the second is neither asked nor able before the first has signed; then he alone is."""
    play = Play(template(mode="sequence")).to_check()
    assert open_seats(play.view("check")) == ("head",)
    assert held_up(play.view("check"), PEOPLE["boss"]).code == "not_your_turn"
    assert held_up(play.view("check"), PEOPLE["head"]) is None
    assert [play.sign("boss"), play.sign("head")] == ["not_your_turn", "ready"]
    assert open_seats(play.view("check")) == ("boss",) and held_up(play.view("check"), PEOPLE["boss"]) is None
    assert play.sign("boss") == "done" and play.proved() == ()


def test_a_silent_employee_holds_nobody_up_in_a_sequence():
    """A role has a turn only in an alternative that its party takes part in."""
    signed, own = Item.parse("employer.sign:check"), Item.parse("employee.sign:check")
    one = replace(template(mode="sequence").step("check"), who=("employee", "head"))
    assert on_turn(replace(one, evidence=((own,), (signed,))), set()) == ("employee", "head")
    joint = replace(one, evidence=((own, signed),))
    assert on_turn(joint, set()) == ("employee",) and on_turn(joint, {"employee"}) == ("head",)
    assert on_turn(replace(one, evidence=((Item.parse("third.file:letter"),),)), set()) == one.who


def test_one_seat_of_a_joint_decision_is_taken_back_until_another_signs(play):
    """会签: the own signature decides nothing alone; once the other seat has signed, going back takes a return."""
    assert play.sign("head") == "ready"
    assert play.undo("head", "check") == "ready" and play.view("check").attempt == 2
    assert play.ask("head", "before", "second") == "ready"
    assert [play.answer("second", "agree"), play.sign("head")] == ["ready", "ready"]
    assert play.undo("head", "check") == "ready", "what was answered before the signature did not build on it"
    assert play.sign("head") == "ready"
    assert play.undo("boss", "check") == "not_done_yet"
    assert play.ask("boss", "before", "ann") == "ready"
    assert play.answer("ann", "agree", seat="2") == "ready"
    assert play.undo("head", "check") == "countersigned"


def test_whoever_asked_first_is_told_whom_he_waits_for(play):
    """The page offers no signature that would be refused; it names who is to answer."""
    play.ask("head", "before", "ann")
    waits = held_up(play.view("check"), PEOPLE["head"])
    assert waits.code == "asked_first" and waits.missing[0].who == ("head@ann",)
    assert held_up(play.view("check"), PEOPLE["boss"]) is None


def test_a_case_with_an_open_seat_does_not_close(play):
    """Closing asks for every step done; a step with an unheard seat is not."""
    play.ask("head", "after", "ann")
    play.sign("head")
    play.sign("boss")
    refused = decide_close(play.case, PEOPLE["ops"], play.now, CALENDAR)
    assert refused.code == "open_steps"
    assert next(one for one in refused.missing if one.step == "check").who == ("head@ann",)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"person": "emp"}, "act_refused"),
        ({"role": "er"}, "act_refused"),
        ({"attempt": 3}, "act_differs"),
        ({"seat": "9"}, "act_differs"),
    ],
)
def test_a_forged_seat_is_found_by_the_verifier(change, code):
    """Entries are decided again; what does not come out the same is a fault."""
    play = Play().to_check()
    play.ask("head", "before", "ann")
    last = play.story[-1]
    play.story[-1] = replace(last, payload={**last.payload, **change})
    assert [fault.code for fault in play.proved()] == [code]


def test_a_forged_way_back_is_found_by_the_verifier():
    """Reopening more or less than what lies behind, or without a reason, leaves a fault."""
    for change, code in (
        ({"reopened": []}, "act_differs"),
        ({"why": ""}, "act_refused"),
        ({"to": "notice"}, "act_refused"),
    ):
        play = Play().to_check()
        play.back("boss", "check", "draft")
        last = play.story[-1]
        play.story[-1] = replace(last, payload={**last.payload, **change})
        assert code in [fault.code for fault in play.proved()]


def test_a_day_that_comes_too_early_for_a_legal_period_is_refused():
    """Thirty days between the notice and the last day, counted back from it."""
    made = template()
    due = (
        from_flat(
            {
                "format": "process-template/1",
                "key": "t",
                "version": 1,
                "title": "t",
                "separation_type": "t",
                "party": "employer",
                "jurisdiction": "CN",
                "applies_when": "true",
                "legal_basis": [],
                "unilateral": False,
                "severance": "none",
                "anchors": {"T0": "", "D": ""},
                "defaults": {
                    "remind": [],
                    "escalate": [],
                    "channels": {},
                    "on_no_assignee": "x",
                    "on_timeout": "x",
                },
                "bind": {"effective": []},
                "steps": [
                    step(
                        "x",
                        ["er"],
                        [],
                        ["employer.form:x"],
                        due={"from": "D", "plus": "-30d", "class": "statutory", "before": True},
                    )
                ],
            }
        )
        .steps[0]
        .due
    )
    steps = tuple(replace(one, due=due) if one.key == "notice" else one for one in made.steps)
    play = Play(replace(made, steps=steps)).to_check()
    play.sign("head")
    play.sign("boss")
    day = play.now.date() + timedelta(days=30)
    assert play.act("er", "notice", "employer.seal:notice", anchors={"D": day - timedelta(days=1)}) == "day_too_early"
    assert play.act("er", "notice", "employer.seal:notice", anchors={"D": day}) == "done"
    assert play.proved() == ()


def of_two_sides():
    """The check becomes an agreement that the employee signs and the boss seals; the record of a talk lies beside."""
    made = template()
    item = [Item.parse(text) for text in ("employee.sign:pact", "employer.seal:pact", "employer.record:talk")]
    pact = {"who": ("employee", "boss"), "evidence": (tuple(item),)}
    return replace(made, steps=tuple(replace(one, **pact) if one.key == "check" else one for one in made.steps))


def test_a_signature_is_taken_back_until_the_other_side_has_signed():
    """The employee alone is bound to nothing; the step begins again, and the next signature counts."""
    play = Play(of_two_sides()).to_check()
    assert play.undo("emp", "check") == "not_done_yet"
    assert play.act("emp", "check", "employee.sign:pact") == "ready"
    assert play.undo("boss", "check") == "not_done_yet"
    assert play.undo("emp", "check") == "ready"
    assert play.view("check").proof == () and play.view("check").attempt == 2
    assert play.act("emp", "check", "employee.sign:pact") == "ready"
    assert play.act("boss", "check", "employer.seal:pact") == "ready"
    assert play.undo("emp", "check") == "countersigned"
    assert play.act("boss", "check", "employer.record:talk") == "done"
    assert play.proved() == ()


def test_only_a_signature_that_waits_for_the_other_side_is_taken_back():
    """A seal is a declaration, a record says what was: neither is unsaid while the step waits for more."""
    for item in ("employer.seal:pact", "employer.record:talk"):
        play = Play(of_two_sides()).to_check()
        assert play.act("boss", "check", item) == "ready"
        assert play.undo("boss", "check") == "not_of_two_sides"
    play = Play(of_two_sides()).to_check()
    play.act("emp", "check", "employee.sign:pact")
    forged = {"step": "check", "attempt": 1, "why": "", "reopened": [{"step": "check", "attempt": 2}]}
    play.story.append(Happening("step.withdrawn", play.now, "boss", forged))
    assert play.proved(), "a withdrawal laid to somebody else is found"
