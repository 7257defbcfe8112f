"""Whatever people, programs and time do, a case closes only when every applicable step is truly done.

A random template, random actors (the employee, holders of roles, programs, strangers), proof attached in any order,
facts unknown or corrected, silence, time passing, attempts to close or cancel at any moment. What `decide` accepts is
applied; an oracle that shares no code with the engine judges each completion and each closing.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from partwell.core.days import Calendar
from partwell.core.process.decide import (
    Act,
    Attach,
    Done,
    Standing,
    decide_act,
    decide_cancel,
    decide_close,
    decide_facts,
)
from partwell.core.process.replay import Happening, apply, opened, replay
from partwell.core.process.state import derive
from partwell.core.process.template import Item

from .random_templates import all_facts, facts, templates

CALENDAR = Calendar(years=frozenset({2026, 2027}))
START = datetime(2026, 3, 2, 1, tzinfo=UTC)
SILENCE = {"no_response", "no_objection"}
STAFF = {
    "er": Standing("er", frozenset({"er"})),
    "boss": Standing("boss", frozenset({"hr_manager", "dept_head"})),
    "head": Standing("head", frozenset({"dept_head"})),
    "ops": Standing("ops", frozenset({"hr_ops"})),
    "stranger": Standing("stranger", frozenset({"finance"})),
}
ROLES_OF = {name: standing.roles for name, standing in STAFF.items()}
EMPLOYEE = Standing("emp", frozenset({"employee"}))
PROGRAM = Standing("program", frozenset(), program=True)
ACTORS = [*STAFF.values(), EMPLOYEE, PROGRAM]
SOURCES = ("person", "program", "channel", "import")


@dataclass
class Oracle:
    """Keeps its own books of what was accepted, and judges by the contract's sentences alone."""

    template: object
    facts: dict
    anchors: dict
    proof: dict = field(default_factory=dict)
    """Step -> list of (item, by, role, source, sha256, at)."""
    done: dict = field(default_factory=dict)
    """Step -> (outcome, items, at)."""

    def applies(self, step):
        return True if step.when is None else step.when.evaluate(self.facts)

    def settled(self, key):
        step = self.template.step(key)
        if key in self.done:
            return True
        return self.applies(step) is False and all(self.settled(other) for other in step.after)

    def own_party(self, step, item, by, source, sha256):
        speaking = (set(step.who) - {"employee"}) or {"hr_ops", "hrbp"}
        roles = ROLES_OF.get(by, frozenset())
        match item.party:
            case "employee":
                return by == "emp" and source == "person"
            case "system":
                # Made by the program, whoever asked for it: the source is the program's word, never a person's input.
                return source == "program"
            case "employer":
                return bool(roles & speaking)
            case _:
                handler = roles & (speaking | {"hr_ops", "hrbp"})
                return (by == "program" and source in ("channel", "import")) or (bool(handler) and bool(sha256))

    def waited(self, step, item, at):
        """A record of silence follows something that reached the employee, by the step's whole period."""
        reached = [
            other_at
            for key in (step.key, *step.after)
            for other, _, _, _, _, other_at in self.proof.get(key, [])
            if other.kind == "delivery" or (other.party == "employee" and key != step.key)
        ]
        if not reached:
            return False
        if step.due and step.due.start == "ready":
            least = {"24h": 24, "2d": 48, "2wd": 25}[str(step.due.plus)]
            # From 9:00 on, two calendar days end no sooner than the second midnight: at least 24 whole hours.
            return at >= min(reached) + timedelta(hours=min(least, 24))
        return at >= min(reached) + timedelta(days=3)

    def full(self, step, items):
        """The completion names one whole alternative, attached by the right people, in the seats the mode asks for."""
        if tuple(items) not in step.evidence:
            return False
        proof = self.proof.get(step.key, [])
        if not all(any(one[0] == item for one in proof) for item in items):
            return False
        parties = {item.party for item in items}
        seats = [role for role in step.who if ("employee" if role == "employee" else "employer") in parties]
        filled = {role for item, _, role, _, _, _ in proof if item in items and role in seats}
        if step.mode in ("all", "sequence"):
            return filled == set(seats)
        if step.mode.startswith("count:"):
            return len(filled) >= min(int(step.mode[6:]), len(seats))
        if step.mode.startswith("ratio:"):
            return len(filled) * 10 >= 6 * len(seats)
        return True


class CaseMachine(RuleBasedStateMachine):
    """One case under a random template."""

    @initialize(template=templates(), known=facts)
    def open(self, template, known):
        self.now = START
        payload = {"employee": "emp", "facts": dict(known), "anchors": {"T0": "2026-03-02"}}
        self.happenings = [Happening("case.opened", self.now, "ops", payload)]
        self.case = opened(template, self.happenings[0])
        self.oracle = Oracle(template, dict(known), {"T0": date(2026, 3, 2)})

    def views(self):
        return derive(self.case, CALENDAR)

    def accept(self, decided, who):
        assert isinstance(decided, Done)
        happening = Happening(decided.type, self.now, who.pid, decided.payload)
        self.happenings.append(happening)
        self.case = apply(self.case, happening)
        self.note(happening)

    def note(self, happening):
        """Judge what was accepted."""
        payload, oracle = happening.payload, self.oracle
        if happening.type == "fact.set":
            oracle.facts |= {k: tuple(v) if isinstance(v, list) else v for k, v in payload["facts"].items()}
            return
        if not happening.type.startswith("step."):
            return
        step = oracle.template.step(payload["step"])
        assert step.key not in oracle.done, "a settled step takes no more"
        assert oracle.applies(step) is True, "only an applicable step is worked on"
        assert all(oracle.settled(key) for key in step.after), "every predecessor is settled first"
        for one in payload["attached"]:
            item = Item.parse(one["item"])
            assert oracle.own_party(step, item, happening.actor, one["source"], one["sha256"]), "own party"
            entry = (item, happening.actor, one["role"], one["source"], one["sha256"], happening.at)
            oracle.proof.setdefault(step.key, []).append(entry)
            if item.kind == "record" and item.name in SILENCE:
                assert oracle.waited(step, item, happening.at), "silence takes time"
        oracle.facts |= payload["facts"]
        oracle.anchors |= payload["anchors"]
        if payload["outcome"] == "done":
            items = [Item.parse(text) for text in payload["items"]]
            assert oracle.full(step, items), "one whole alternative"
            assert step.guard is None or step.guard.evaluate(oracle.facts) is True, "guard"
            assert all(name in oracle.facts or name in oracle.anchors for name in step.sets), "determined"
            wait = {None: 0, "2h": 2, "1d": 8}[str(step.min_wait) if step.min_wait else None]
            assert happening.at >= START + timedelta(hours=wait), "cooling time"
        if payload["outcome"] == "declined":
            assert step.optional, "only an optional step is declined"
        if payload["outcome"]:
            oracle.done[step.key] = payload["outcome"]

    @precondition(lambda self: self.case.state == "open")
    @rule(data=st.data())
    def somebody_does_something(self, data):
        """Any actor attaches anything anywhere."""
        who = data.draw(st.sampled_from(ACTORS))
        step = data.draw(st.sampled_from(self.case.template.steps))
        pool = sorted({item for alternative in step.evidence for item in alternative})
        wishes = tuple(
            Attach(item, source=data.draw(st.sampled_from(SOURCES)), sha256=data.draw(st.sampled_from(["", "ab"])))
            for item in data.draw(st.lists(st.sampled_from(pool), max_size=3))
        )
        act = Act(step.key, wishes, self.sets(step, data), decline=data.draw(st.sampled_from([False, False, True])))
        decided = decide_act(self.case, act, who, self.now, CALENDAR)
        if isinstance(decided, Done):
            self.accept(decided, who)

    def sets(self, step, data):
        return {"r": data.draw(st.booleans())} if "r" in step.sets and data.draw(st.booleans()) else {}

    @precondition(lambda self: self.case.state == "open")
    @rule(data=st.data())
    def somebody_does_the_right_thing(self, data):
        """A ready step gets a whole alternative, item by item, from people who may."""
        ready = [view.step for view in self.views().values() if view.status == "ready"]
        if ready:
            step = data.draw(st.sampled_from(ready))
            work(self, step, data.draw(st.sampled_from(step.evidence)), r=data.draw(st.booleans()))

    @precondition(lambda self: self.case.state == "open")
    @rule(data=st.data(), left=st.integers(0, 3))
    def nearly_all_do_their_part(self, data, left):
        """Everything that can be done is done, except on a few steps; then HR tries to close."""
        r = data.draw(st.booleans())
        steps = self.case.template.steps
        skipped = data.draw(st.sets(st.sampled_from([step.key for step in steps]), max_size=left))
        for step in steps:
            self.now += timedelta(days=2)
            if step.key not in skipped and self.views()[step.key].status == "ready":
                for alternative in step.evidence:
                    work(self, step, alternative, r=r)
        self.somebody_closes(STAFF["ops"])

    @precondition(lambda self: self.case.state == "open")
    @rule(data=st.data())
    def hr_states_facts(self, data):
        """Facts become known or are corrected at any moment."""
        values = data.draw(facts)
        decided = decide_facts(self.case, values, "why", STAFF["ops"], frozenset({"p", "q", "kind", "held"}))
        if isinstance(decided, Done):
            self.accept(decided, STAFF["ops"])

    @rule(hours=st.integers(1, 80))
    def time_passes(self, hours):
        """Nobody acts."""
        self.now += timedelta(hours=hours)

    @precondition(lambda self: self.case.state == "open")
    @rule(who=st.sampled_from(ACTORS))
    def somebody_tries_to_close(self, who):
        """At any moment."""
        self.somebody_closes(who)

    def somebody_closes(self, who):
        """Closing is accepted only when nothing is left, and by HR."""
        decided = decide_close(self.case, who, self.now, CALENDAR)
        if not isinstance(decided, Done):
            return
        assert who.pid == "ops" or "hr_manager" in who.roles
        for step in self.case.template.steps:
            applies = self.oracle.applies(step)
            assert applies is not None, f"{step.key} is undetermined"
            if applies:
                outcome = self.oracle.done.get(step.key)
                assert outcome == "done" or (step.optional and outcome == "declined"), step.key
        self.accept(decided, who)

    @precondition(lambda self: self.case.state == "open")
    @rule(who=st.sampled_from(ACTORS), reason=st.sampled_from(["", "", "", "", "typo"]))
    def somebody_cancels(self, who, reason):
        """Cancelling is for the HR manager, with a reason, before D is fixed."""
        decided = decide_cancel(self.case, reason, who)
        if isinstance(decided, Done):
            assert "hr_manager" in who.roles
            assert reason
            assert "s0" not in self.oracle.done
            self.accept(decided, who)

    @precondition(lambda self: self.case.state != "open")
    @rule(data=st.data())
    def nothing_happens_after_the_end(self, data):
        """A closed or cancelled case takes no act."""
        step = data.draw(st.sampled_from(self.case.template.steps))
        act = Act(step.key, (Attach(step.evidence[0][0]),))
        for who in ACTORS:
            assert not isinstance(decide_act(self.case, act, who, self.now, CALENDAR), Done)
            assert not isinstance(decide_close(self.case, who, self.now, CALENDAR), Done)
            assert not isinstance(decide_cancel(self.case, "x", who), Done)

    @invariant()
    def the_entries_prove_the_case(self):
        """Replaying the entries finds no fault and the same case."""
        state, faults = replay(self.case.template, self.happenings, CALENDAR)
        assert faults == ()
        assert state == self.case

    @invariant()
    def the_views_agree_with_the_books(self):
        """Ready and skipped are what the contract says, for every step."""
        for key, view in self.views().items():
            step, applies = view.step, self.oracle.applies(view.step)
            assert view.settled == self.oracle.settled(key)
            if key in self.oracle.done:
                assert view.status == self.oracle.done[key]
            elif applies is False:
                assert view.status == "skipped"
            elif not all(self.oracle.settled(other) for other in step.after):
                assert view.status == "waiting"
            else:
                assert view.status == ("ready" if applies else "undetermined")


def work(machine, step, alternative, *, r):
    """Attach a whole alternative by the right people, as far as the engine lets them."""
    seats = [role for role in step.who if role != "employee"]
    for item in alternative:
        for who, wish in offers(item, seats):
            if step.key in machine.case.settled:
                return
            values = {"r": r} if "r" in step.sets else {}
            days = {"D": date(2026, 4, 1)} if "D" in step.sets else {}
            act = Act(step.key, (wish,), values, days)
            decided = decide_act(machine.case, act, who, machine.now, CALENDAR)
            if isinstance(decided, Done):
                machine.accept(decided, who)


def offers(item, seats):
    """Who may bring an item, seat by seat."""
    holder = {"er": "er", "hr_manager": "boss", "dept_head": "head"}
    match item.party:
        case "employee":
            return [(EMPLOYEE, Attach(item))]
        case "system":
            return [(PROGRAM, Attach(item, source="program"))]
        case "employer":
            return [(STAFF[holder[role]], Attach(item, role=role)) for role in seats] or [(STAFF["ops"], Attach(item))]
        case _:
            return [(PROGRAM, Attach(item, source="channel"))]


TestCaseMachine = CaseMachine.TestCase
TestCaseMachine.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.nightly
class TestCaseMachineByNight(CaseMachine.TestCase):
    """The same, many times over."""

    settings = settings(
        max_examples=2000, stateful_step_count=60, deadline=None, suppress_health_check=list(HealthCheck)
    )


class Runner:
    """Drives a case to its end by always doing the next thing."""

    def __init__(self, template, known):
        payload = {"employee": "emp", "facts": dict(known), "anchors": {"T0": "2026-03-02"}}
        self.now = START
        self.happenings = [Happening("case.opened", self.now, "ops", payload)]
        self.case = opened(template, self.happenings[0])

    def accept(self, decided, who):
        self.happenings.append(Happening(decided.type, self.now, who.pid, decided.payload))
        self.case = apply(self.case, self.happenings[-1])

    def run(self, *, r):
        """Do every ready step, each time some alternative of it."""
        # Seats in sequence may need one pass each.
        for _ in range(3 * len(self.case.template.steps)):
            self.now += timedelta(days=4)
            for view in derive(self.case, CALENDAR).values():
                if view.status == "ready":
                    for alternative in view.step.evidence:
                        work(self, view.step, alternative, r=r)
            decided = decide_close(self.case, STAFF["ops"], self.now, CALENDAR)
            if isinstance(decided, Done):
                self.accept(decided, STAFF["ops"])
                return


@given(templates(free=True), all_facts, st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_case_whose_people_do_their_part_always_closes(template, known, r):
    """No guard, nobody silent, every fact known: skipped branches and joins never hold a case up."""
    runner = Runner(template, known)
    runner.run(r=r)
    assert runner.case.state == "closed", [k for k, v in derive(runner.case, CALENDAR).items() if not v.settled]
    assert replay(template, runner.happenings, CALENDAR)[1] == ()


@given(templates(free=True), all_facts, st.booleans(), st.data())
@settings(max_examples=60, deadline=None)
def test_a_story_with_one_page_torn_out_or_forged_is_found(template, known, r, data):
    """Dropping a completion, taking away its proof, or closing early leaves a fault."""
    runner = Runner(template, known)
    runner.run(r=r)
    assert runner.case.state == "closed"
    acts = [n for n, one in enumerate(runner.happenings) if one.payload.get("outcome") == "done"]
    number = data.draw(st.sampled_from(acts))
    act = runner.happenings[number]
    forgery = data.draw(st.sampled_from(["drop", "strip", "early"]))
    forged = list(runner.happenings)
    if forgery == "drop":
        del forged[number]
    elif forgery == "strip":
        forged = [one for one in forged if one.payload.get("step") != act.payload["step"] or one is act]
        forged[forged.index(act)] = Happening(act.type, act.at, act.actor, {**act.payload, "attached": []})
    else:
        forged.insert(number, forged[-1])
    assert replay(template, forged, CALENDAR)[1]
