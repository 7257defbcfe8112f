"""Whatever people, programs and time do, a case closes only when every applicable step is truly done.

A random template, random actors (the employee, holders of roles, programs, strangers), proof attached in any order,
facts unknown or corrected, silence, time passing, attempts to close or cancel at any moment. Seats are added, handed
on and answered, deputies act, steps are returned and withdrawn. What `decide` accepts is applied; an oracle that
shares no code with the engine judges each completion and each closing.
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
from partwell.core.process.reopen import decide_return, decide_withdraw
from partwell.core.process.replay import Happening, apply, opened, replay
from partwell.core.process.seats import Answer, Ask, decide_answer, decide_ask, decide_remove
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
    "deputy": Standing(
        "deputy", frozenset({"dept_head"}), behalf={"dept_head": "head"}, stands_for=frozenset({"head"})
    ),
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
    """Step -> outcome, in its last attempt."""
    attempts: dict = field(default_factory=dict)
    stated: dict = field(default_factory=dict)
    """Step -> names it stated in its last attempt."""
    handed: dict = field(default_factory=dict)
    seats: dict = field(default_factory=dict)
    """Number of the seat -> [step, attempt, kind, role, holder, answered or removed]."""

    def waits_for_seats(self, key, role=None):
        """Seats of the step's present attempt that nobody answered; those that hold up one role, where it is named."""
        return [
            seat
            for seat in self.seats.values()
            if seat[:2] == [key, self.attempts.get(key, 1)]
            and not seat[5]
            and (role is None or (seat[3] == role and seat[2] != "after"))
        ]

    def reopen(self, rows):
        """Each goes to its next attempt and begins with nothing."""
        for row in rows:
            key = row["step"]
            step = self.template.step(key)
            assert row["attempt"] == self.attempts.get(key, 1) + 1, "attempts go up by one"
            assert key != "s0" or key not in self.done, "what fixes the last day is never reopened"
            if key in self.done and step.duty:
                assert step.kind != "notice", "a duty that reached somebody is never reopened"
                outside = {one[0].party for one in self.proof.get(key, [])} & {"employee", "third", "authority"}
                assert not outside, "a duty proved by another is never reopened"
            self.attempts[key] = row["attempt"]
            self.done.pop(key, None)
            self.proof.pop(key, None)
            self.stated.pop(key, None)

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
        if happening.type in ("step.returned", "step.withdrawn"):
            self.note_way_back(happening)
        elif happening.type.startswith("seat."):
            self.note_seat(happening)
        elif happening.type.startswith("step."):
            self.note_act(happening)

    def note_way_back(self, happening):
        payload, oracle = happening.payload, self.oracle
        step = oracle.template.step(payload["step"])
        if happening.type == "step.returned":
            assert "return" in step.allow
            assert payload["to"] in oracle.done, "back to what was done"
            assert payload["why"], "with a reason"
            assert happening.actor != "emp"
        else:
            assert {one[1] for one in oracle.proof.get(step.key, [])} <= {happening.actor}, "only the own work"
            behind = [one.key for one in oracle.template.steps if step.key in one.after]
            assert not any(oracle.proof.get(key) or key in oracle.done for key in behind), "nobody went on from it"
        oracle.reopen(payload["reopened"])
        assert step.key not in oracle.done

    def note_seat(self, happening):
        payload, oracle = happening.payload, self.oracle
        step = oracle.template.step(payload["step"])
        assert step.key not in oracle.done, "a settled step takes no more"
        assert payload["attempt"] == oracle.attempts.get(step.key, 1)
        if happening.type in ("seat.added", "seat.transferred"):
            kind = payload.get("kind", "transfer")
            needed = {"before": "add_signer", "after": "add_signer"}.get(kind, kind)
            assert needed in step.allow, "only what the step allows"
            assert payload["role"] in step.who, "from a seat of the template"
            assert payload["person"] != "emp", "never the employee"
            holder = oracle.handed.get((step.key, payload["role"]))
            if "as" not in payload:
                assert payload["role"] in ROLES_OF.get(happening.actor, ()) or holder == happening.actor
                assert holder in (None, happening.actor, "head" if happening.actor == "deputy" else None)
            if kind == "transfer":
                assert payload["role"] in ROLES_OF[payload["person"]], "by right"
                oracle.handed[step.key, payload["role"]] = payload["person"]
            else:
                held = (step.key, payload["attempt"], kind, payload["role"], payload["person"])
                oracle.seats[payload["seat"]] = [*held, False]
            return
        seat = oracle.seats[payload["seat"]]
        assert not seat[5], "an answer stays"
        seat[5] = True
        if happening.type == "seat.answered":
            assert happening.actor == seat[4] or (happening.actor, seat[4]) == ("deputy", "head")
        oracle.reopen(payload.get("reopened", ()))
        if payload["outcome"]:
            self.note_completion(step, happening)

    def note_act(self, happening):
        payload, oracle = happening.payload, self.oracle
        step = oracle.template.step(payload["step"])
        assert step.key not in oracle.done, "a settled step takes no more"
        assert payload["attempt"] == oracle.attempts.get(step.key, 1)
        assert oracle.applies(step) is True, "only an applicable step is worked on"
        assert all(oracle.settled(key) for key in step.after), "every predecessor is settled first"
        for one in payload["attached"]:
            item = Item.parse(one["item"])
            assert oracle.own_party(step, item, happening.actor, one["source"], one["sha256"]), "own party"
            if happening.actor == "deputy":
                assert one.get("behalf") == "head", "a deputy signs as deputy"
            if item.party == "employer":
                holder = oracle.handed.get((step.key, one["role"]))
                assert holder in (None, happening.actor, one.get("behalf")), "a seat handed on is another's"
                assert not oracle.waits_for_seats(step.key, one["role"]), "whoever was asked first is heard first"
            entry = (item, happening.actor, one["role"], one["source"], one["sha256"], happening.at)
            oracle.proof.setdefault(step.key, []).append(entry)
            if item.kind == "record" and item.name in SILENCE:
                assert oracle.waited(step, item, happening.at), "silence takes time"
        oracle.facts |= payload["facts"]
        oracle.anchors |= payload["anchors"]
        oracle.stated.setdefault(step.key, set()).update(payload["facts"], payload["anchors"])
        if payload["outcome"] == "declined":
            assert step.optional, "only an optional step is declined"
        if payload["outcome"]:
            self.note_completion(step, happening)

    def note_completion(self, step, happening):
        payload, oracle = happening.payload, self.oracle
        assert not oracle.waits_for_seats(step.key), "every added seat is heard"
        oracle.done[step.key] = payload["outcome"]
        if payload["outcome"] != "done":
            return
        items = [Item.parse(text) for text in payload["items"]]
        assert oracle.full(step, items), "one whole alternative"
        assert step.guard is None or step.guard.evaluate(oracle.facts) is True, "guard"
        assert oracle.stated.get(step.key, set()) >= set(step.sets), "determined in this attempt"
        wait = {None: 0, "2h": 2, "1d": 8}[str(step.min_wait) if step.min_wait else None]
        assert happening.at >= START + timedelta(hours=wait), "cooling time"

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
        return {name: data.draw(st.booleans()) for name in ("r", "t") if name in step.sets and data.draw(st.booleans())}

    def ready(self):
        return [view.step for view in self.views().values() if view.status == "ready"]

    def holder(self, step, data):
        """Somebody with a seat of the template on a step, or anybody."""
        fit = [one for one in STAFF.values() if one.roles & set(step.who)]
        return data.draw(st.sampled_from(fit or ACTORS))

    @precondition(lambda self: self.case.state == "open")
    @rule(data=st.data())
    def anybody_asks_or_hands_on(self, data):
        """加签, 委派, 转交 by anybody, from anywhere, to anybody."""
        step = data.draw(st.sampled_from(self.case.template.steps))
        kind = data.draw(st.sampled_from(["before", "after", "delegate", "transfer"]))
        self.ask(step, kind, data.draw(st.sampled_from([*STAFF, "emp"])), data.draw(st.sampled_from(ACTORS)), data)

    @precondition(lambda self: self.case.state == "open")
    @rule(data=st.data(), r=st.booleans())
    def a_holder_asks_or_hands_on(self, data, r):
        """The same by who may, where it is allowed, once everything before is done; mostly it is answered."""
        step = data.draw(st.sampled_from([step for step in self.case.template.steps if step.allow] or [None]))
        if step is None or not self.reach(step, r=r):
            return
        kind = data.draw(st.sampled_from(["before", "after", "delegate", "transfer"]))
        self.ask(step, kind, data.draw(st.sampled_from([*STAFF])), self.holder(step, data), data)
        if data.draw(st.booleans()):
            for alternative in step.evidence[: data.draw(st.integers(0, 3))]:
                work(self, step, alternative, r=r)
        for seat in self.case.seats:
            if not seat.decision and data.draw(st.integers(0, 3)):
                said = data.draw(st.sampled_from(["agree", "disagree"])) if seat.kind != "delegate" else "opinion"
                self.take(
                    decide_answer(self.case, Answer(seat.key, said, "为此"), STAFF[seat.holder], self.now, CALENDAR),
                    STAFF[seat.holder],
                )

    def reach(self, step, *, r):
        """Everything a step waits for is done by the right people; whether it is up then."""
        before = self.case.template.before(step.key)
        for other in self.case.template.steps:
            if other.key in before and self.views()[other.key].status == "ready":
                self.now += timedelta(days=2)
                for alternative in other.evidence:
                    work(self, other, alternative, r=r)
        return self.views()[step.key].status == "ready"

    def take(self, decided, who):
        """What is accepted is applied."""
        if isinstance(decided, Done):
            self.accept(decided, who)

    def ask(self, step, kind, person, who, data):
        """Ask, and go on with the answer."""
        role = data.draw(st.sampled_from(["", *step.who]))
        ask = Ask(step.key, kind, person, role, holds=ROLES_OF.get(person, frozenset()))
        decided = decide_ask(self.case, ask, who, self.now, CALENDAR)
        self.take(decided, who)

    @precondition(lambda self: any(not seat.decision for seat in self.case.seats))
    @rule(data=st.data(), right=st.booleans(), answers=st.sampled_from([True, True, False]))
    def an_added_seat_answers_or_is_taken_away(self, data, right, answers):
        """By the person asked or by anybody else."""
        seat = data.draw(st.sampled_from([seat for seat in self.case.seats if not seat.decision]))
        who = STAFF[seat.holder if answers else seat.by] if right else data.draw(st.sampled_from(ACTORS))
        if answers:
            said = data.draw(st.sampled_from(["agree", "disagree", "opinion"]))
            decided = decide_answer(self.case, Answer(seat.key, said, "为此"), who, self.now, CALENDAR)
        else:
            decided = decide_remove(self.case, seat.key, data.draw(st.sampled_from(["", "x"])), who, self.now, CALENDAR)
        if isinstance(decided, Done):
            self.accept(decided, who)

    @precondition(lambda self: self.case.settled)
    @rule(data=st.data())
    def anybody_goes_back(self, data):
        """退回 and 撤回 by anybody, from anywhere to anywhere."""
        who, to = data.draw(st.sampled_from(ACTORS)), data.draw(st.sampled_from(sorted(self.case.settled)))
        step = data.draw(st.sampled_from(self.case.template.steps))
        decided = decide_return(self.case, step.key, to, "错了", who, self.now, CALENDAR)
        if not isinstance(decided, Done):
            decided = decide_withdraw(self.case, to, "", who, self.now, CALENDAR)
        if isinstance(decided, Done):
            self.accept(decided, who)

    @precondition(lambda self: self.case.state == "open")
    @rule(data=st.data(), r=st.booleans(), withdraws=st.booleans())
    def a_holder_goes_back(self, data, r, withdraws):
        """The same by who may, once everything before is done."""
        step = data.draw(st.sampled_from([one for one in self.case.template.steps if "return" in one.allow] or [None]))
        if step is not None and self.reach(step, r=r) and not withdraws:
            for alternative in step.evidence[: data.draw(st.integers(0, 1))]:
                work(self, step, alternative, r=r)
            to = data.draw(st.sampled_from(sorted(self.case.template.before(step.key) - {"s0"} or {"s0"})))
            who = self.holder(step, data)
            self.take(decide_return(self.case, step.key, to, "错了", who, self.now, CALENDAR), who)
        elif self.case.settled:
            key = data.draw(st.sampled_from(sorted(self.case.settled)))
            who = next((one for one in ACTORS if one.pid == self.case.settled[key].by), PROGRAM)
            self.take(decide_withdraw(self.case, key, "", who, self.now, CALENDAR), who)

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
            assert not isinstance(decide_withdraw(self.case, step.key, "", who, self.now, CALENDAR), Done)
            ask = Ask(step.key, "before", "stranger")
            assert not isinstance(decide_ask(self.case, ask, who, self.now, CALENDAR), Done)

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
            values = {name: r for name in ("r", "t") if name in step.sets}
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
