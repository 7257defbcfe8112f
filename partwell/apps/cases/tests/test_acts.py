"""Acts people expect on a step, with rows, entries and messages: asked, handed on, deputized, returned, withdrawn."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from partwell.apps.accounts import deputies
from partwell.apps.cases import acting, actions, acts, audit, papers, payments, queries, store, values
from partwell.apps.cases.models import Attachment, CaseSeat
from partwell.apps.cases.tests.player import SHA, Player
from partwell.apps.documents import actions as documents
from partwell.apps.documents import queries as documents_of
from partwell.apps.documents.tests.conftest import issue_undertaking
from partwell.apps.notices.models import Notice
from partwell.core.process.decide import Act, Attach
from partwell.core.process.template import Item
from partwell.lib import jobs
from partwell.lib.paper import chinese
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from tests.cast import Cast
from tests.stages import stage

Deputy = apps.get_model("accounts", "Deputy")
pytestmark = pytest.mark.django_db
STEP, SIGN = "dept_confirm", Item.parse("employer.sign:dept_conclusion")


@stage
def begun(cast: Cast) -> Player:
    """Lin's probation case, up to the confirmation by the department head, Zhao."""
    player = Player(cast, cast.now)
    player.start("lin", "probation_failure", "hua")
    player.play(but=(STEP, "objection_review"))
    if player.views()["objection_review"].status == "ready":
        player.do("objection_review")
    assert player.views()[STEP].status == "ready"
    return player


@pytest.fixture
def play(begun: Player) -> Iterator[Player]:
    """That case, which its entries prove when the test is over."""
    yield begun
    assert audit.rebuild(store.load(begun.row)).faults == ()


def sign(play: Player, who: str, key: str = STEP, item: Item = SIGN) -> dict[str, Any]:
    play.now += timedelta(minutes=1)
    wish = Act(key, (Attach(item, object="uid", sha256=SHA),))
    return actions.act(by=play.cast.actor(who), case=play.case, wish=wish, now=play.now)


def ask(play: Player, who: str, kind: str, person: str, **more: Any) -> dict[str, Any]:
    play.now += timedelta(minutes=1)
    uid = play.cast.employee(person).uid
    return acts.ask(by=play.cast.actor(who), case=play.case, step=STEP, kind=kind, person=uid, now=play.now, **more)


def has_todo(play: Player, who: str, key: str = STEP) -> bool:
    return any(one.step_key == key for one in queries.todos(play.cast.actor(who), play.now))


def test_who_is_asked_to_agree_reads_the_paper_it_is_about(play: Player) -> None:
    """Until he has answered, and nobody before him."""
    paper = issue_undertaking(play.cast, case_uid=play.row.uid, step=STEP)
    asked = play.cast.actor("lu")
    with pytest.raises(NotAllowed):
        documents_of.document(asked, paper.uid)
    ask(play, "zhao", "before", "lu")
    assert documents_of.document(asked, paper.uid) == paper
    acts.answer(by=asked, case=play.case, seat="1", decision="agree", now=play.now)
    with pytest.raises(NotAllowed):
        documents_of.document(asked, paper.uid)


def test_whoever_is_asked_first_finds_it_and_is_heard(play: Player) -> None:
    """The to-do goes to Ma and leaves Zhao until the answer; then Zhao signs."""
    ask(play, "zhao", "before", "ma")
    assert has_todo(play, "ma") and not has_todo(play, "zhao")
    with pytest.raises(Refused) as error:
        sign(play, "zhao")
    assert error.value.code == "asked_first" and "马越" in error.value.sentence
    with pytest.raises(NotAllowed):
        acts.answer(by=play.cast.actor("lu"), case=play.case, seat="1", decision="agree", now=play.now)
    acts.answer(by=play.cast.actor("ma"), case=play.case, seat="1", decision="disagree", text="数据不全", now=play.now)
    assert has_todo(play, "zhao") and not has_todo(play, "ma")
    assert sign(play, "zhao")["status"] == "done"


def test_the_page_offers_no_signature_before_the_answer(play: Player, client: Any) -> None:
    """Zhao reads whom he waits for instead of a button; HR sees how every seat of a joint decision stands."""
    ask(play, "zhao", "before", "ma")
    page = queries.step_page(play.cast.actor("zhao"), play.case, STEP, play.now)
    assert page.held is not None and "马越" in page.held.sentence
    assert not any(item.may for alternative in page.alternatives for item in alternative)
    client.force_login(play.cast.user("zhao"))
    html = client.get(f"/cases/{play.case}/steps/{STEP}/").content.decode()
    assert "马越" in html and 'name="item"' not in html


def test_a_joint_decision_shows_each_seat(play: Player, client: Any) -> None:
    """会签: who has acted and who is up; 依次: the second is told and finds it when the first has signed."""
    sign(play, "zhao")
    joint, hua = Item.parse("employer.sign:decision"), play.cast.actor("hua")
    sign(play, "gu", "decision_draft", joint)
    panel = acting.step_acts(hua, play.row, "decision_draft", play.now).panel
    assert panel is not None and not panel.ordered
    client.force_login(play.cast.user("hua"))
    assert "部分已有记录" in client.get(f"/cases/{play.case}/steps/decision_draft/").content.decode()
    assert [(one.who, bool(one.at)) for one in panel.places] == [("顾清", True), ("沈岩", False)]


def test_in_order_each_finds_it_when_the_turn_comes(play: Player, monkeypatch: Any) -> None:
    """依次: Shen gets neither to-do nor message before Gu has signed."""
    sign(play, "zhao")
    template = store.template_of(play.row)
    steps = tuple(replace(s, mode="sequence") if s.key == "decision_draft" else s for s in template.steps)
    monkeypatch.setattr(store, "template_of", lambda case: replace(template, steps=steps))
    todo = {"template": "todo_assigned", "step": "decision_draft", "to_user": play.cast.user("shen")}
    jobs.run_due(play.now)
    assert has_todo(play, "gu", "decision_draft") and not has_todo(play, "shen", "decision_draft")
    assert not Notice.objects.filter(**todo).exists()
    sign(play, "gu", "decision_draft", Item.parse("employer.sign:decision"))
    jobs.run_due(play.now)
    assert has_todo(play, "shen", "decision_draft") and Notice.objects.filter(**todo).count() == 1
    monkeypatch.undo()


def test_a_seat_after_completes_the_step_by_agreeing(play: Player) -> None:
    """Zhao has signed; the step is done when Ma agrees, not before."""
    ask(play, "zhao", "after", "ma")
    assert sign(play, "zhao")["status"] == "ready"
    answer = acts.answer(by=play.cast.actor("ma"), case=play.case, seat="1", decision="agree", now=play.now)
    assert answer["status"] == "done" and answer["ready"]


def test_only_the_nearest_are_listed_until_somebody_is_looked_for(play: Player, monkeypatch: Any) -> None:
    """A list of sixty fills a phone five times over; whoever is not listed is found by name."""
    monkeypatch.setattr(acting, "NEAREST", 2)
    by = play.cast.actor("zhao")
    page = acting.act_page(by, play.case, STEP, "add", play.now)
    assert len(page.people) == 2 and page.more
    found = acting.act_page(by, play.case, STEP, "add", play.now, "马越")
    assert [name for _uid, name, _small in found.people] == ["马越"] and not found.more


def test_an_added_seat_is_taken_away_again(play: Player) -> None:
    """减签 by who added it; the row stays with what became of it."""
    ask(play, "zhao", "before", "ma")
    acts.remove(by=play.cast.actor("zhao"), case=play.case, seat="1", now=play.now)
    assert CaseSeat.objects.get(case=play.row).decision == "removed"
    assert sign(play, "zhao")["status"] == "done"


def test_a_seat_goes_only_to_who_could_hold_it(play: Player) -> None:
    """转交: not to IT, not to Lin, not to another company; to a holder of a role it falls back to, yes."""
    for person in ("lu", "lin"):
        with pytest.raises(Refused):
            ask(play, "zhao", "transfer", person)
    with pytest.raises(BadInput):
        ask(play, "zhao", "transfer", "wei")
    with pytest.raises(NotAllowed):
        ask(play, "lu", "transfer", "chen")
    ask(play, "zhao", "transfer", "chen")
    assert has_todo(play, "chen") and not has_todo(play, "zhao")
    with pytest.raises(NotAllowed):
        sign(play, "zhao")
    assert sign(play, "chen")["status"] == "done"


def test_whoever_has_a_part_in_the_case_is_offered_before_peers_of_the_employee(play: Player) -> None:
    """A decision about somebody is not first shown to those who sit beside him; by name they are found all the same."""
    cast = play.cast
    offered = [
        name for _uid, name, _place in acting.act_page(cast.actor("zhao"), play.case, STEP, "add", play.now).people
    ]
    peer = cast.user("ma").name
    assert cast.user("gu").name in offered and cast.user("shen").name in offered
    assert peer not in offered or offered.index(peer) > offered.index(cast.user("gu").name)
    assert cast.user("lin").name not in offered and cast.user("zhao").name not in offered
    named = acting.act_page(cast.actor("zhao"), play.case, STEP, "add", play.now, peer).people
    assert [name for _uid, name, _place in named] == [peer]


def step_page(cast: Cast, who: str, case: str) -> str:
    """The page of the step as somebody reads it."""
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user(who))
    return client.get(f"/cases/{case}/steps/{STEP}/").content.decode()


def test_a_deputy_finds_the_todo_and_signs_as_deputy(play: Player) -> None:
    """Zhao is away: Lu of IT stands in; the record, the timeline and the row say so. Another company gets nothing."""
    cast, today = play.cast, play.cast.today
    with pytest.raises(BadInput):
        deputies.name(cast.user("wei").uid, today, today, by=cast.actor("zhao"), now=play.now)
    deputies.name(cast.user("lu").uid, today, today + timedelta(days=5), by=cast.actor("zhao"), now=play.now)
    assert has_todo(play, "lu") and has_todo(play, "zhao")
    (mine,) = [one for one in queries.todos(cast.actor("lu"), play.now) if one.step_key == STEP]
    (own,) = [one for one in queries.todos(cast.actor("zhao"), play.now) if one.step_key == STEP]
    assert (mine.role, own.role) == ("部门负责人（代赵磊）", "部门负责人")
    pages = {who: step_page(cast, who, play.case) for who in ("lu", "zhao")}
    assert "以 陆川代赵磊 的身份签署" in pages["lu"] and "您以代理人身份办理" in pages["lu"]
    assert "以 赵磊 的身份签署" in pages["zhao"] and "代理人身份" not in pages["zhao"]
    assert sign(play, "lu")["status"] == "done"
    row = Attachment.objects.get(case=play.row, step=STEP)
    assert row.behalf == str(cast.user("zhao").uid) and row.by == str(cast.user("lu").uid)
    lines = queries.case_view(cast.actor("hua"), play.case, play.now, lines=3).timeline
    assert any("陆川代赵磊" in one.sentence for one in lines)
    ((item,),) = queries.step_page(play.cast.actor("hua"), play.case, STEP, play.now).alternatives
    assert item.by == "陆川代赵磊"


def test_papers_print_who_signed_for_whom(play: Player) -> None:
    """A paper that hands on what a deputy decided says so; one he makes names him where it names the seat."""
    cast, today = play.cast, play.cast.today
    until = today + timedelta(days=5)
    for principal in ("zhao", "han"):
        deputies.name(cast.user("lu").uid, today, until, by=cast.actor(principal), now=play.now)
    sign(play, "lu")
    days = f"{chinese.day(today)}至{chinese.day(until)}"
    printed = f"陆川（代{cast.user('zhao').name}，{days}）"
    notice = values.collect(play.row, "termination_notice", play.views()["notice_served"], play.now)
    assert [printed in one for one in notice["deputies"]] == [True]
    inside = values.collect(play.row, "asset_list", play.views()["asset_return"], play.now)
    assert "deputies" not in inside
    row = Attachment.objects.get(case=play.row, step=STEP)
    Deputy.objects.filter(principal=cast.user("zhao")).update(ended_at=play.now)
    later = play.now + timedelta(days=30)
    assert (
        values.collect(play.row, "termination_notice", play.views()["notice_served"], later)["deputies"]
        == notice["deputies"]
    )
    behalf = {"er": (row.by, str(cast.user("han").uid))}
    review = play.views()["objection_review"]
    reply = values.collect(play.row, "objection_reply", review, play.now, None, behalf)
    assert reply["reviewer"] == f"陆川（代{cast.user('han').name}，{days}）"
    assert reply["deputies"] == [f"员工关系 {reply['reviewer']}"]


def test_a_deputy_of_the_past_or_called_back_is_nobody(play: Player) -> None:
    """The days count, and calling back counts at once; Lin can be nobody's deputy in the own case."""
    cast, today = play.cast, play.cast.today
    row = deputies.name(cast.user("lu").uid, today, today, by=cast.actor("zhao"), now=play.now)
    with pytest.raises(BadInput):
        deputies.name(cast.user("ma").uid, today, today, by=cast.actor("zhao"), now=play.now)
    with pytest.raises(NotVisible):
        deputies.end(row.uid, by=cast.actor("lu"), now=play.now)
    deputies.end(row.uid, by=cast.actor("zhao"), now=play.now)
    with pytest.raises((NotVisible, NotAllowed)):
        sign(play, "lu")
    deputies.name(cast.user("lin").uid, today, today, by=cast.actor("zhao"), now=play.now)
    with pytest.raises(NotAllowed):
        sign(play, "lin")


def test_a_return_tells_who_is_up_again(play: Player) -> None:
    """退回 to the objection review: attempt two, its to-do is back, what was attached stays."""
    before = Attachment.objects.filter(case=play.row, step="objection_review").count()
    with pytest.raises(BadInput):
        acts.give_back(
            by=play.cast.actor("zhao"), case=play.case, step=STEP, to="objection_review", why="", now=play.now
        )
    with pytest.raises(NotAllowed):
        acts.give_back(
            by=play.cast.actor("lu"), case=play.case, step=STEP, to="objection_review", why="x", now=play.now
        )
    answer = acts.give_back(
        by=play.cast.actor("zhao"), case=play.case, step=STEP, to="objection_review", why="复核缺少数据", now=play.now
    )
    assert answer["ready"] == ["objection_review"] and answer["status"] == "waiting"
    assert play.views()["objection_review"].attempt == 2
    play.now += timedelta(minutes=1)
    play.do("objection_review")
    assert Attachment.objects.filter(case=play.row, step="objection_review").count() == 2 * before
    assert sign(play, "zhao")["status"] == "done"


def test_a_returned_step_asks_for_a_new_paper(play: Player, settings: Any, tmp_path: Path) -> None:
    """The sealed paper of the first attempt stays on record as replaced; it is neither shown, sealed nor sent again."""
    settings.FILES_DIR = tmp_path
    zhao, hua = play.cast.actor("zhao"), play.cast.actor("hua")

    def back() -> None:
        play.now += timedelta(minutes=1)
        acts.give_back(by=zhao, case=play.case, step=STEP, to="objection_review", why="结论有误", now=play.now)

    def make() -> Any:
        play.now += timedelta(minutes=1)
        given = {"findings": "数据已复核", "outcome": "kept"}
        step, kind = "objection_review", "objection_reply"
        return papers.make(by=hua, case=play.case, step=step, kind=kind, inputs=given, now=play.now)

    back()
    old = make()
    documents.seal(old, seal_number="印 7", by=hua, now=play.now)
    assert make() == old, "a sealed paper of the present attempt stays"
    play.do("objection_review")
    back()
    assert papers.to_act_on(play.row, "objection_reply") is None
    assert payments.of_case(play.row) == [], "entries that attach nothing are read past"
    new = make()
    old.refresh_from_db()
    assert (old.state, new.version, new.replaces_id) == ("replaced", 2, old.pk)
    assert papers.to_act_on(play.row, "objection_reply") == new and make().version == 3


def test_the_own_completion_is_withdrawn_until_somebody_goes_on(play: Player) -> None:
    """撤回 by Zhao alone; after the next step has begun it is too late."""
    sign(play, "zhao")
    with pytest.raises(NotAllowed):
        acts.withdraw(by=play.cast.actor("hua"), case=play.case, step=STEP, now=play.now)
    assert acts.withdraw(by=play.cast.actor("zhao"), case=play.case, step=STEP, now=play.now)["status"] == "ready"
    assert sign(play, "zhao")["status"] == "done"
    play.play(but=("notice_served",), limit=60)
    with pytest.raises(Refused):
        acts.withdraw(by=play.cast.actor("zhao"), case=play.case, step=STEP, now=play.now)


def test_comments_and_copies_are_recorded_and_change_nothing(play: Player) -> None:
    """评论 stays on the step; 抄送 goes once to who has to do with the case; Lin and strangers do neither."""
    hua = play.cast.actor("hua")
    acts.comment(by=hua, case=play.case, step=STEP, text="请看第三项。", now=play.now)
    for who in ("lin", "lu"):
        with pytest.raises(NotAllowed):
            acts.comment(by=play.cast.actor(who), case=play.case, step=STEP, text="x", now=play.now)
    with pytest.raises(NotVisible):
        acts.comment(by=play.cast.actor("wei"), case=play.case, step=STEP, text="x", now=play.now)
    uid = play.cast.employee("he").uid
    assert acts.copy(by=hua, case=play.case, step=STEP, persons=[uid, uid], now=play.now) == {"copied": ["何静"]}
    with pytest.raises(Refused):
        acts.copy(by=hua, case=play.case, step=STEP, persons=[uid], now=play.now)
    with pytest.raises(BadInput):
        acts.copy(by=hua, case=play.case, step=STEP, persons=[play.cast.employee("wang").uid], now=play.now)
    assert queries.step_page(play.cast.actor("he"), play.case, STEP, play.now).card.key == STEP
    assert play.views()[STEP].status == "ready"


def test_a_cancelled_case_waits_for_nobody(play: Player, client: Any) -> None:
    """What was open in it is nobody's to do any more, and its page says so."""
    client.force_login(play.cast.user("hua"))
    assert "现在等谁" in client.get(f"/cases/{play.case}/").content.decode()
    actions.cancel(by=play.cast.actor("gu"), case=play.case, reason="理由不成立，继续试用", now=play.now)
    html = client.get(f"/cases/{play.case}/").content.decode()
    assert "已撤销" in html and "现在等谁" not in html


def test_after_the_notice_a_case_is_finished_and_not_cancelled(play: Player, client: Any) -> None:
    """Before it another role is named; after it the way on is: finish, then a new case that refers to it."""
    pages = {}
    for moment in ("before", "after"):
        for who in ("hua", "gu"):
            client.force_login(play.cast.user(who))
            pages[moment, who] = client.get(f"/cases/{play.case}/cancel/").content.decode()
        play.play(until="handover_plan")
    assert (
        "案件由 HR 经理、HR 负责人或企业负责人撤销" in pages["before", "hua"]
        and 'name="reason"' in pages["before", "gu"]
    )
    for who in ("hua", "gu"):
        assert "已经生效，案件不能撤销" in pages["after", who] and 'name="reason"' not in pages["after", who]


def test_who_is_asked_gets_a_message(play: Player) -> None:
    """The question reaches Ma, the answer reaches Zhao."""
    ask(play, "zhao", "before", "ma")
    jobs.run_due(play.now)
    assert Notice.objects.filter(template="seat_asked", to_user=play.cast.user("ma")).exists()


def test_an_administrator_is_told_of_a_seat_nobody_holds(play: Player) -> None:
    """No role in the chain has a holder: whoever gives roles is told, by number, and the step does not move."""
    cast = play.cast
    Membership = apps.get_model("accounts.Membership")
    Membership.objects.create(user=cast.user("qian"), company=cast.company, role_id="administrator", since=cast.today)
    chain = ("dept_head", "exec", "owner", "hr_manager", "hr_director")
    Membership.objects.filter(company=cast.company, role__in=chain).update(until=cast.today - timedelta(days=1))
    (row,) = queries.unfilled(cast.actor("qian"), play.now)
    assert row.number == play.row.number and "部门负责人" in row.roles
    (missing,) = (one for one in queries.case_view(cast.actor("hua"), play.case, play.now).waiting if one.key == STEP)
    assert missing.who == "部门负责人（暂无人担任，由管理员授予角色）"
    assert queries.unfilled(cast.actor("hua"), play.now) == []
    assert play.views()[STEP].status == "ready"


def test_nobody_handles_the_own_case(play: Player, client: Any) -> None:
    """The HR manager who leaves: no list of the staff shows the case, its pages say so, and the seat is another's."""
    cast = play.cast
    play.start("gu", "serious_misconduct", "hua")
    play.play(until="defence", by={"rule_valid": 1})
    assert has_todo(play, "gu", "defence")
    play.play(until="decision", by={"rule_valid": 1})
    gu, joint = cast.actor("gu"), Item.parse("employer.sign:decision")
    assert queries.cases(gu, queries.Search("顾清"), now=play.now) == ([], 0)
    assert not has_todo(play, "gu", "decision") and has_todo(play, "luo", "decision")
    with pytest.raises(NotAllowed):
        sign(play, "gu", "decision", joint)
    client.force_login(cast.user("gu"))
    for address in ("", "steps/decision/", "log/", "file/"):
        answer = client.get(f"/cases/{play.case}/{address}")
        assert answer.status_code == 403 and "这是您本人的案件" in answer.content.decode()
        assert "授予角色" not in answer.content.decode()
    assert client.get("/cases/?q=顾清").status_code == 200


def test_the_step_is_its_signers_and_waits_for_the_added_seat_alone(play: Player) -> None:
    """后加签: once Zhao has signed only Gu is waited for; when Gu agrees, it is Zhao's conclusion."""
    ask(play, "zhao", "after", "gu")
    sign(play, "zhao")
    card = queries.step_page(play.cast.actor("hua"), play.case, STEP, play.now).card
    assert card.who == "顾清"
    acts.answer(by=play.cast.actor("gu"), case=play.case, seat="1", decision="agree", now=play.now)
    card = queries.step_page(play.cast.actor("hua"), play.case, STEP, play.now).card
    assert (card.status, card.done_by) == ("done", "赵磊")
