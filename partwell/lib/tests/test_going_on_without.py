"""In every shipped process: where the employee keeps silent, whoever may go on is up from the moment he may."""

from datetime import UTC, date, datetime, timedelta

import pytest

from partwell.core.process.decide import Act, Attach, Done, Refusal, Standing, decide_act, open_seats
from partwell.core.process.silence import goes_on, is_silence, ways_without
from partwell.core.process.state import Attached, CaseState, Settled, derive
from partwell.core.process.template import Step, Template
from partwell.lib import template_files
from partwell.lib.holiday_file import calendar

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
ANCHORS = {name: date(2026, 3, 10) for name in ("D", "P", "R", "N")} | {"T0": date(2026, 3, 2)}
EMPLOYEE = "employee"


def of_all_kinds() -> list[tuple[str, str]]:
    """(kind, step) of every step of the shipped processes that has a way without the employee."""
    return [
        (kind, step.key)
        for kind in sorted(template_files.all_keys())
        for step in template_files.load(kind).template.steps
        if goes_on(step)
    ]


def at(template: Template, step: Step, *, requested: bool, delivered: bool) -> CaseState:
    """A case in which everything before the step is done and nothing of the step but what was delivered."""
    before = template.before(step.key)
    asked = {item for way in ways_without(step) for item in way if item.kind == "delivery"} if delivered else set()
    return CaseState(
        template=template,
        employee=EMPLOYEE,
        opened_at=START,
        anchors=ANCHORS,
        settled={key: Settled(key, 1, "done", "x", START) for key in before},
        requested={step.key: START} if requested else {},
        attached=tuple(Attached(step.key, 1, item, "system", "", "channel", START) for item in sorted(asked)),
    )


@pytest.mark.parametrize(("kind", "key"), of_all_kinds())
def test_whoever_may_go_on_is_up_from_that_moment(kind: str, key: str) -> None:
    """A second before only the employee is waited for; then a role that is up is let through by the engine."""
    template = template_files.load(kind).template
    step = template.step(key)
    case = at(template, step, requested=True, delivered=True)
    view = derive(case, calendar())[key]
    assert view.status == "ready" and view.others_from is not None, view
    since = view.others_from
    assert open_seats(view, since - timedelta(seconds=1)) == step.who
    assert open_seats(view, since) == (*goes_on(step), "employee")
    may = [
        item
        for way in ways_without(step)
        for item in way
        if item not in {one.item for one in view.proof} and item.party == "employer"
    ]
    for role in view.others:
        who = Standing(role, frozenset({role}))
        facts = {name: "" for name in step.sets if name not in ANCHORS}
        answers = [
            decide_act(case, Act(key, (Attach(item, role, sha256="ab"),), facts), who, since, calendar())
            for item in may
        ]
        assert not may or any(isinstance(one, Done) for one in answers), answers
        for item, one in zip(may, answers, strict=True):
            early = decide_act(
                case, Act(key, (Attach(item, role, sha256="ab"),), facts), who, since - timedelta(seconds=1), calendar()
            )
            assert not is_silence(item) or isinstance(early, Refusal), (item, one)


@pytest.mark.parametrize(("kind", "key"), of_all_kinds())
def test_a_refusal_names_who_may_go_on(kind: str, key: str) -> None:
    """Whoever is stopped by the silent employee's step is told whom he waits for now: those who can end it."""
    template = template_files.load(kind).template
    step = template.step(key)
    case = at(template, step, requested=True, delivered=True)
    since = derive(case, calendar())[key].others_from
    assert since is not None
    stranger = Standing("stranger", frozenset({"nobody"}))
    wish = Act(key, (Attach(ways_without(step)[0][0]),))
    for now, who in ((since - timedelta(seconds=1), step.who), (since, (*goes_on(step), "employee"))):
        refused = decide_act(case, wish, stranger, now, calendar())
        assert isinstance(refused, Refusal) and refused.missing[0].who == who


def test_a_request_that_never_arrived_leaves_the_step_with_whoever_serves_it() -> None:
    """The undertaking did not reach him: after its deadline the handler is up, who has it served another way."""
    template = template_files.load("probation_failure").template
    case = at(template, template.step("undertaking"), requested=False, delivered=False)
    view = derive(case, calendar())["undertaking"]
    assert view.others_from == view.due_at and view.others == ("hr_ops", "hrbp")


def test_once_his_silence_is_on_record_only_the_missing_signatures_are_waited_for() -> None:
    """The manager took stock alone and signed: the successor is up, not the manager again."""
    template = template_files.load("probation_failure").template
    step = template.step("handover_done")
    case = at(template, step, requested=True, delivered=False)
    taken, signed = step.evidence[1]
    proof = tuple(Attached(step.key, 1, one, "boss", "line_manager", "person", START) for one in (taken, signed))
    view = derive(
        CaseState(template, EMPLOYEE, START, anchors=ANCHORS, settled=case.settled, attached=proof), calendar()
    )
    assert open_seats(view["handover_done"], START + timedelta(days=9)) == ("successor", "employee")
