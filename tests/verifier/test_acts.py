"""Cases with added seats, hand-ons, deputies, ways back and changed days: replayed in full, and a forged one is found.

Everything forged here is signed with the company's own key: only the rules of the process can show it.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from partwell.apps.accounts import deputies
from partwell.apps.cases import actions, acts, batches, store
from partwell.apps.cases.models import Case
from partwell.apps.cases.tests import test_batches
from partwell.apps.cases.tests.player import KNOWN, SHA, Player
from partwell.apps.evidence import trees
from partwell.core.process.decide import Act, Attach
from partwell.core.process.template import Item
from tests.cast import Cast
from tests.stages import stage

from .conftest import PNG, Bundle, keep, rewrite
from .test_cases import OPEN, checked, taken_out

STEP, SIGN = "dept_confirm", Item.parse("employer.sign:dept_conclusion")
Entries = list[dict[str, Any]]


@stage
def fresh(cast: Cast) -> Player:
    """Nothing has happened yet."""
    return Player(cast, cast.now)


@stage
def begun(cast: Cast) -> Player:
    """Lin's probation case, up to the confirmation by the department head, Zhao."""
    player = Player(cast, cast.now)
    player.start("lin", "probation_failure", "hua")
    player.play(but=(STEP, "objection_review"))
    if player.views()["objection_review"].status == "ready":
        player.do("objection_review")
    return player


class Story:
    """The case with Zhao's step still to do; each act a minute after the other."""

    def __init__(self, play: Player) -> None:
        self.play, self.cast = play, play.cast

    def do(self, act: Callable[..., Any], who: str, **values: Any) -> Any:
        self.play.now += timedelta(minutes=1)
        return act(by=self.cast.actor(who), case=self.play.case, now=self.play.now, **values)

    def ask(self, who: str, kind: str, person: str, **values: Any) -> Any:
        return self.do(acts.ask, who, step=STEP, kind=kind, person=self.cast.employee(person).uid, **values)

    def answer(self, who: str, seat: str, decision: str = "agree", text: str = "") -> Any:
        return self.do(acts.answer, who, seat=seat, decision=decision, text=text)

    def sign(self, who: str) -> Any:
        return self.do(actions.act, who, wish=Act(STEP, (Attach(SIGN, object="uid", sha256=SHA),)))

    def close(self) -> bytes:
        self.play.play()
        self.do(actions.close, "hua")
        return taken_out(self.play, self.cast)


@pytest.fixture
def seats(request: pytest.FixtureRequest) -> bytes:
    """Returned once; asked first, taken away, delegated, asked after, disagreed, signed by a deputy; then closed."""

    def make() -> bytes:
        story = Story(request.getfixturevalue("begun"))
        today = story.cast.today
        story.do(acts.give_back, "zhao", step=STEP, to="objection_review", why="复核缺少数据")
        story.play.do("objection_review")
        story.ask("zhao", "before", "lu")
        story.do(acts.remove, "zhao", seat="1")
        story.ask("zhao", "delegate", "ma", why="请先核对打卡")
        story.answer("ma", "2", "opinion", "已核对")
        story.ask("zhao", "after", "ma")
        story.sign("zhao")
        story.answer("ma", "3", "disagree", "第三项不符")
        user = story.cast.user("lu").uid
        deputies.name(user, today, today + timedelta(days=60), by=story.cast.actor("zhao"), now=story.play.now)
        story.ask("zhao", "after", "ma")
        story.sign("lu")
        assert story.answer("ma", "4")["status"] == "done"
        return story.close()

    return keep("seats", make)


@pytest.fixture
def handed(request: pytest.FixtureRequest) -> bytes:
    """Handed on to Chen, who signs, takes it back and signs again; the last day changed; then closed."""

    def make() -> bytes:
        story = Story(request.getfixturevalue("begun"))
        story.ask("zhao", "transfer", "chen", why="出差")
        story.sign("chen")
        story.do(acts.withdraw, "chen", step=STEP, why="写错了")
        story.sign("chen")
        story.play.play(until="wage_pay")
        new = story.play.row.ends_on + timedelta(days=2)
        story.do(acts.change_day, "hua", name="D", day=new, why="双方商定", upload=SimpleUploadedFile("p.png", PNG))
        return story.close()

    return keep("handed", make)


@pytest.fixture
def withdrawn(request: pytest.FixtureRequest) -> bytes:
    """An agreement: Wang signs, takes the signature back before the company seals, signs again; then closed."""

    def make() -> bytes:
        play = request.getfixturevalue("fresh")
        story, step, paper = Story(play), "agreement_signed", "mutual_agreement"
        play.start("wang", paper, "hua", facts={"severance_due": True})
        play.play(until=step)
        for again in (True, False):
            play.attach("wang", step, f"employee.sign:{paper}")
            if again:
                story.do(acts.withdraw, "wang", step=step, why="再想想")
                play.now += timedelta(minutes=1)
        play.attach("gu", step, f"employer.seal:{paper}", anchors={"D": play.now.date()})
        return story.close()

    return keep("withdrawn", make)


@pytest.fixture
def layoff(request: pytest.FixtureRequest) -> bytes:
    """Wang's case of a layoff of two: what was done once for all stands in it by pointing; then closed."""

    def make() -> bytes:
        play = request.getfixturevalue("fresh")
        cast = play.cast
        batch = test_batches.begin(cast, ["wang", "sun"])
        test_batches.play(cast, batch)
        play.now += timedelta(hours=1)
        batches.open_cases(by=cast.actor("hua"), batch=batch, now=play.now)
        row = Case.objects.get(batch__uid=batch, employee=cast.employee("wang"))
        play.case, play.last_day = str(row.uid), cast.today + timedelta(days=45)
        batches.point(row.pk, play.now + timedelta(minutes=1))
        play.now += timedelta(minutes=2)
        template = store.template_of(row)
        conditions = [one for step in template.steps for one in (step.when, step.guard) if one]
        owned = {name for step in template.steps for name in step.sets} | row.facts.keys()
        asked = {name: KNOWN[name] for one in conditions for name in one.facts if name in KNOWN and name not in owned}
        story = Story(play)
        story.do(actions.state_facts, "hua", values=asked, why="台账")
        play.play()
        return story.close()

    return keep("layoff", make)


def wrong(content: bytes, change: Callable[[Entries], Entries]) -> str:
    """What the process check says of the bundle as a forger with the key rewrote it; nothing else may fail."""
    report = checked(rewrite(Bundle(content), trees._signer(), change).zip())
    failed = {check.code for check in report.checks if check.status == "fail"}
    assert "process" in failed and failed <= {"process", "complete"}, report.text()
    return " ".join(report.check("process").details)


def payload(entry: dict[str, Any]) -> dict[str, Any]:
    """What an entry says."""
    found: dict[str, Any] = entry["open"]["payload"]
    return found


def of(entries: Entries, kind: str, **said: Any) -> list[dict[str, Any]]:
    """The entries of a type that say this."""
    return [one for one in entries if one["body"]["type"] == kind and said.items() <= payload(one).items()]


def without(kind: str, **said: Any) -> Callable[[Entries], Entries]:
    """History without those entries."""
    return lambda entries: [one for one in entries if not of([one], kind, **said)]


def saying(kind: str, /, which: dict[str, Any], **values: Any) -> Callable[[Entries], Entries]:
    """History in which an entry says something else."""

    def change(entries: Entries) -> Entries:
        payload(of(entries, kind, **which)[0]).update(values)
        return entries

    return change


def by_another(kind: str, **said: Any) -> Callable[[Entries], Entries]:
    """History in which an entry was made by somebody who has nothing to do with the step: whoever opened the case."""

    def change(entries: Entries) -> Entries:
        of(entries, kind, **said)[0]["body"]["actor"] = entries[0]["body"]["actor"]
        return entries

    return change


def by_the_employee(kind: str, **said: Any) -> Callable[[Entries], Entries]:
    """History in which the employee of the case did it."""

    def change(entries: Entries) -> Entries:
        of(entries, kind, **said)[0]["body"]["actor"] = payload(entries[0])["employee"]
        return entries

    return change


@pytest.mark.parametrize("story", ["seats", "handed", "withdrawn", "layoff"])
def test_an_honest_case_with_such_acts_is_replayed_and_complete(request: pytest.FixtureRequest, story: str) -> None:
    """Nothing is left unchecked but what this case does not have."""
    report = checked(request.getfixturevalue(story))
    assert report.exit_code == 0, report.text()
    assert {check.code for check in report.checks if check.status != "pass"} | {"files"} == OPEN


def handed_to_the_employee(entries: Entries) -> Entries:
    """The seat goes to whom the case is about."""
    payload(of(entries, "seat.transferred")[0])["person"] = payload(entries[0])["employee"]
    return entries


def signed_by_the_former(entries: Entries) -> Entries:
    """The signature is whose who had handed the seat on."""
    former = of(entries, "seat.transferred")[0]["body"]["actor"]
    of(entries, "step.done", step=STEP)[0]["body"]["actor"] = former
    return entries


def deputy_of_the_employee(entries: Entries) -> Entries:
    """Somebody decides for the company as deputy of the very employee."""
    one = of(entries, "step.attached", step=STEP)[-1]
    payload(one)["attached"][0]["behalf"] = payload(entries[0])["employee"]
    return entries


def stated_beside(entries: Entries) -> Entries:
    """HR states, beside the process, that no back payment is due; its step is left out."""
    one = of(entries, "step.returned")[0]
    one["body"]["type"] = "fact.set"
    one["open"]["payload"] = {"facts": {"back_payment_due": False}, "why": "x"}
    return entries


def moved_up(entries: Entries, kind: str) -> Entries:
    """The entry of a type right after the opening."""
    (one,) = of(entries, kind)
    rest = [other for other in entries if other is not one]
    one["body"]["at"] = rest[0]["body"]["at"]
    return [rest[0], one, *rest[1:]]


def put_last(entries: Entries, kind: str) -> Entries:
    """The entry of a type right before the closing."""
    (one,) = of(entries, kind)
    rest = [other for other in entries if other is not one]
    one["body"]["at"] = rest[-1]["body"]["at"]
    return [*rest[:-1], one, rest[-1]]


def with_a_paper_of_its_own(entries: Entries) -> Entries:
    """What the batch did once for all is said to have been done in this case, by somebody of it."""
    one = of(entries, "step.done", step="gov_report")[0]
    one["body"]["actor"] = entries[0]["body"]["actor"]
    payload(one)["attached"][0] |= {"source": "person", "object": "uid"}
    return entries


FORGED: dict[str, tuple[str, Callable[[Entries], Entries], str]] = {
    "asked_first_never_answered": ("seats", without("seat.answered", seat="2"), "before whoever was asked first"),
    "added_seat_never_answered": ("seats", without("seat.answered", seat="4"), "while this step was open"),
    "added_seat_left_out": ("seats", without("seat.added", seat="4"), "no_such_seat"),
    "added_by_the_employee": ("seats", by_the_employee("seat.added", seat="1"), "not_your_step"),
    "answered_by_a_stranger": ("seats", by_another("seat.answered", seat="4"), "seat_of_another"),
    "answered_by_the_employee": ("seats", by_the_employee("seat.answered", seat="3"), "seat_of_another"),
    "disagreement_turned": (
        "seats",
        saying("seat.answered", {"seat": "3"}, decision="agree"),
        "not what the rules give",
    ),
    "opinion_turned_into_consent": (
        "seats",
        saying("seat.answered", {"seat": "2"}, decision="agree"),
        "no_such_answer",
    ),
    "completed_by_an_answer": ("seats", saying("seat.answered", {"seat": "2"}, outcome="done"), "not what the rules"),
    "removed_by_a_stranger": ("seats", by_another("seat.removed", seat="1"), "rules refuse"),
    "another_kind_of_seat": ("seats", saying("seat.added", {"seat": "4"}, kind="before"), "whoever was asked first"),
    "another_role": ("seats", saying("seat.added", {"seat": "1"}, role="er"), "not_your_step"),
    "another_number": ("seats", saying("seat.added", {"seat": "1"}, seat="9"), "not what the rules give"),
    "true_for_one": ("handed", saying("seat.transferred", {}, attempt=True), "not what the rules give"),
    "returned_by_a_stranger_role": ("seats", saying("step.returned", {}, role="it"), "not_your_step"),
    "returned_without_reason": ("seats", saying("step.returned", {}, why=""), "reason_needed"),
    "returned_to_what_was_not_before": ("seats", saying("step.returned", {}, to="certificate"), "no_earlier_step"),
    "returned_and_kept_done": ("seats", saying("step.returned", {}, reopened=[]), "not what the rules give"),
    "return_left_out": ("seats", without("step.returned"), "another attempt"),
    "handed_to_the_employee": ("handed", handed_to_the_employee, "own_case"),
    "handed_on_by_a_stranger": ("handed", saying("seat.transferred", {}, role="it"), "not_your_step"),
    "hand_on_put_first": ("handed", partial(moved_up, kind="seat.transferred"), "step_not_ready"),
    "signed_by_whoever_handed_it_on": ("handed", signed_by_the_former, "handed on"),
    "withdrawn_by_another": ("handed", by_another("step.withdrawn"), "not_your_completion"),
    "withdrawal_left_out": ("handed", without("step.withdrawn"), "another attempt"),
    "withdrawn_when_others_went_on": ("handed", partial(put_last, kind="step.withdrawn"), "rules refuse"),
    "another_day_before": ("handed", saying("anchor.changed", {}, before={"D": "2026-01-01"}), "not what the rules"),
    "day_changed_by_the_employee": ("handed", by_the_employee("anchor.changed"), "days_by_hr"),
    "day_changed_without_paper": ("handed", saying("anchor.changed", {}, paper=""), "paper_needed"),
    "first_day_changed": ("handed", saying("anchor.changed", {}, anchors={"T0": "2026-01-05"}), "no_such_day"),
    "signature_taken_back_by_the_company": ("withdrawn", by_another("step.withdrawn"), "not_done_yet"),
    "taken_back_after_the_seal": ("withdrawn", partial(put_last, kind="step.withdrawn"), "rules refuse"),
    "signature_taken_back_is_counted": ("withdrawn", without("step.withdrawn"), "another attempt"),
    "a_deputy_of_the_employee": ("seats", deputy_of_the_employee, "wrong party"),
    "reported_to_nobody": ("layoff", without("step.done", step="gov_report"), "gov_report"),
    "done_here_and_not_once_for_all": ("layoff", with_a_paper_of_its_own, "wrong party"),
    "served_before_the_thirty_days": (
        "layoff",
        saying("step.attached", {"step": "notice_served"}, anchors={"D": "2026-12-01"}),
        "too early for a legal period",
    ),
    "a_stated_fact_of_a_step": ("seats", stated_beside, "only a step determines"),
}


@pytest.mark.once
@pytest.mark.parametrize("name", FORGED)
def test_a_forged_act_is_found(request: pytest.FixtureRequest, name: str) -> None:
    """Everything fits and is signed; the process check names the entry and why the rules don't give it."""
    story, change, said = FORGED[name]
    assert said in wrong(request.getfixturevalue(story), change)
