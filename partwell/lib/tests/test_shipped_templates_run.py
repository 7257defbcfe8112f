"""Each shipped template runs to its end under the engine, whether the employee helps or never answers.

The facts of the start are drawn at random; what steps determine is answered so that no legal guard stops the case.
"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partwell.core.days import Calendar
from partwell.core.process.decide import Act, Attach, Done, Standing, decide_act, decide_close
from partwell.core.process.replay import Happening, apply, opened, replay
from partwell.core.process.state import derive
from partwell.lib import template_files as files

CALENDAR = Calendar(years=frozenset(range(2026, 2030)))
START = datetime(2026, 3, 2, 1, tzinfo=UTC)
EMPLOYEE = Standing("emp", frozenset({"employee"}))
PROGRAM = Standing("program", frozenset(), program=True)
# What must be so for the law to allow the separation at all.
LAWFUL = {
    "employee_type": "probation",
    "contract_type": "fixed",
    "protected_status": (),
    "layoff_threshold_met": True,
    "retire_age_reached": True,
    "pension_years_met": True,
    "open_ended_eligible": False,
}
OWED = {"nonfault_dismissal", "economic_layoff", "contract_expiry", "mutual_agreement"}
"""Types whose guard demands severance."""


def domain(fact):
    match fact.type:
        case "bool":
            return st.booleans()
        case "enum":
            return st.sampled_from(fact.values)
        case _:
            return st.sets(st.sampled_from(fact.values)).map(lambda some: tuple(sorted(some)))


def answers(key):
    """A value for every fact the template speaks of."""
    template = files.load(key).template
    fixed = dict(LAWFUL, **({"severance_due": True} if key in OWED else {}))
    return st.fixed_dictionaries(
        {name: st.just(fixed[name]) if name in fixed else domain(fact) for name, fact in template.facts.items()}
    )


class Play:
    """One case played by the rules, as fast as they allow."""

    def __init__(self, key, values, *, helpful):
        self.template = files.load(key).template
        self.values, self.helpful, self.now = values, helpful, START
        begin = {name: value for name, value in values.items() if self.template.facts[name].start}
        fixed = {name for step in self.template.steps for name in step.sets}
        anchors = {name: "2026-06-30" for name in self.template.anchors if name not in fixed}
        payload = {"employee": "emp", "facts": begin, "anchors": anchors}
        self.happenings = [Happening("case.opened", self.now, "hr", payload)]
        self.case = opened(self.template, self.happenings[0])

    def add(self, kind, payload, actor):
        self.happenings.append(Happening(kind, self.now, actor, payload))
        self.case = apply(self.case, self.happenings[-1])

    def run(self):
        """Work on what is ready until nothing moves, then close."""
        moved = True
        while moved:
            moved = False
            for step in self.template.steps:
                if derive(self.case, CALENDAR)[step.key].status == "ready":
                    self.add("case.requested", {"step": step.key}, "program")
                    # Long enough for any period of silence and any cooling time; anchors in the past have passed.
                    self.now += timedelta(days=130 if not self.helpful else 4)
                    moved |= self.complete(step)
        for who in (Standing("hr", frozenset({"hr_ops"})),):
            decided = decide_close(self.case, who, self.now, CALENDAR)
            if isinstance(decided, Done):
                self.add(decided.type, decided.payload, who.pid)

    def complete(self, step):
        for alternative in step.evidence:
            if not self.helpful and any(item.party == "employee" for item in alternative):
                continue
            for item in sorted(alternative, key=lambda item: item.kind == "record"):
                for who, wish in self.bringers(step, item):
                    if step.key not in self.case.settled:
                        self.act(step, who, wish)
                self.now += timedelta(days=130 if not self.helpful else 4)
            if step.key in self.case.settled:
                return True
        if step.optional:
            role = next(role for role in step.who)
            who = EMPLOYEE if role == "employee" else Standing(role, frozenset({role}))
            decided = decide_act(self.case, Act(step.key, decline=True), who, self.now, CALENDAR)
            if isinstance(decided, Done):
                self.add(decided.type, decided.payload, who.pid)
        return step.key in self.case.settled

    def act(self, step, who, wish):
        said = {name: self.values[name] for name in step.sets if name in self.template.facts}
        # The last day lies far enough ahead for every legal period counted back from it; telling happens today.
        ahead = {name: timedelta(days=0 if name in ("N", "B") else 45) for name in self.template.anchors}
        days = {name: (self.now + ahead[name]).date() for name in step.sets if name in ahead}
        decided = decide_act(self.case, Act(step.key, (wish,), said, days), who, self.now, CALENDAR)
        if isinstance(decided, Done):
            self.add(decided.type, decided.payload, who.pid)

    def bringers(self, step, item):
        match item.party:
            case "employee":
                return [(EMPLOYEE, Attach(item))]
            case "system":
                return [(PROGRAM, Attach(item, source="program"))]
            case "employer":
                seats = [role for role in step.who if role != "employee"] or ["hr_ops"]
                return [(Standing(role, frozenset({role})), Attach(item, role=role)) for role in seats]
            case _:
                return [(PROGRAM, Attach(item, source="channel"))]

    def stuck(self):
        return {key: view.status for key, view in derive(self.case, CALENDAR).items() if not view.settled}


@pytest.mark.parametrize("key", files.all_keys())
@given(data=st.data())
@settings(max_examples=2, deadline=None)
def test_a_case_closes_when_everybody_does_his_part(key, data):
    """All eleven types, whatever the facts of the start."""
    play = Play(key, data.draw(answers(key)), helpful=True)
    play.run()
    assert play.case.state == "closed", play.stuck()
    assert replay(play.template, play.happenings, CALENDAR)[1] == ()


# Who has to act himself for the separation to come about, is not silent: an agreement needs two.
SILENT = [key for key in files.all_keys() if files.load(key).template.party == "employer" or key == "death_in_service"]


@pytest.mark.parametrize("key", SILENT)
@given(data=st.data())
@settings(max_examples=2, deadline=None)
def test_an_employee_who_never_answers_holds_nothing_up(key, data):
    """Wage, certificate and closing come without a single act of the employee."""
    play = Play(key, data.draw(answers(key)), helpful=False)
    play.run()
    assert play.case.state == "closed", play.stuck()
    assert all(one.by != "emp" for one in play.case.attached)
    assert replay(play.template, play.happenings, CALENDAR)[1] == ()


@pytest.mark.nightly
@pytest.mark.parametrize("key", files.all_keys())
@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_a_case_closes_whatever_the_facts(key, data):
    """The same, many times over."""
    play = Play(key, data.draw(answers(key)), helpful=True)
    play.run()
    assert play.case.state == "closed", play.stuck()
