"""Where the employee does not act, whoever may go on without him is named: pages, to-dos, board, messages, API."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from partwell.apps.cases import actions, jobs, papers, proof, queries, register, reminders
from partwell.apps.cases.models import Case, Timer
from partwell.apps.documents import queries as documents
from partwell.apps.notices.models import Notice
from partwell.core.process.template import Item
from partwell.lib import clock
from partwell.lib.jobs import Run, run_due
from tests.cast import NOW, Cast
from tests.stages import stage

from .player import Player

pytestmark = pytest.mark.django_db
OTHERS = (
    "certificate",
    "wage_pay",
    "asset_return",
    "exit_interview",
    "settlement_note",
    "undertaking",
    "handover_done",
)


@pytest.fixture(autouse=True)
def now() -> Any:
    """Pages read the clock; each test sets it to the moment it looks."""
    clock.freeze(NOW)
    yield
    clock.freeze(None)


@stage
def silent(cast: Cast) -> Player:
    """Lin's probation case: the manager signed the handover for both seats of the company, Lin did not."""
    player = Player(cast, NOW - timedelta(days=3))
    player.start("lin", "probation_failure", "hua")
    player.play(but=OTHERS)
    player.attach("zhou", "handover_done", "employer.sign:handover_list", role="line_manager")
    player.attach("zhou", "handover_done", "employer.sign:handover_list", role="successor")
    for step in ("handover_done", "undertaking"):
        actions.request_reached(case=player.case, step=step, channel="sms", notice="n", now=player.now)
    return player


def due(player: Player, step: str = "handover_done") -> datetime:
    """From when others may go on."""
    since = player.views()[step].others_from
    assert since is not None
    return since


def look(client: Any, cast: Cast, key: str, address: str, at: datetime) -> str:
    """A page as somebody sees it at a moment."""
    clock.freeze(at)
    client.force_login(cast.user(key), backend="django.contrib.auth.backends.ModelBackend")
    return str(client.get(address).content.decode())


def who_of(html: str) -> str:
    """Whom the page of a step names under Who."""
    return html.split("<dt>谁</dt><dd>")[1].split("</dd>")[0]


def test_the_page_names_who_can_take_stock_alone_once_the_deadline_is_over(
    client: Any, cast: Cast, silent: Player
) -> None:
    """Before: Lin alone, and from when it goes on without. After: the manager first, and how."""
    page = f"/cases/{silent.case}/steps/handover_done/"
    before = look(client, cast, "hua", page, due(silent) - timedelta(minutes=1))
    assert who_of(before) == "林晓" and "仍未办理的，从那时起可由周然继续" in before
    after = look(client, cast, "hua", page, due(silent))
    assert who_of(after) == "周然、林晓" and "现在可由周然继续，不必再等本人" in after and "公司单方清点" in after
    english = client.get(page, headers={"Accept-Language": "en"}).content.decode()
    assert "can go on now without waiting for it" in english or "现在可由周然继续" in english
    own = look(client, cast, "lin", page, due(silent))
    assert "可由周然继续" not in own, "the employee's own page asks him, it does not go past him"


def test_the_to_dos_and_the_board_follow_the_clock_without_anything_being_written(cast: Cast, silent: Player) -> None:
    """The manager finds it under his to-dos, the board waits for him and no longer for Lin, the register says so."""
    zhou, hua = cast.actor("zhou"), cast.actor("hua")
    silent.play(but=("handover_done", "settlement_note", "exit_interview"))
    early, late = due(silent) - timedelta(minutes=1), due(silent)

    def waits(now: datetime) -> tuple[list[str], list[str], int, list[bool]]:
        clock.freeze(now)
        board = queries.board(hua, now)
        cards = [card for lane in board.lanes.values() for card in lane if card.number == silent.row.number]
        mine = [todo.step_key for todo in queries.todos(zhou, now) if todo.number == silent.row.number]
        return mine, [card.who for card in cards], board.counts.waits_for_employee, [card.locked for card in cards]

    assert waits(early) == ([], ["林晓"], 1, [True])
    revision = silent.row.revision
    assert waits(late) == (["handover_done"], ["周然"], 0, [False])
    assert silent.row.revision == revision
    found = queries.board(hua, late, queries.Filters(who="line_manager"))
    assert [card.number for lane in found.lanes.values() for card in lane] == [silent.row.number]
    seats = {case.number: seats for case, seats in register._with_seats(Case.objects.all(), late)}
    assert seats[silent.row.number] == ("successor", "line_manager")


def test_who_may_go_on_is_told_so_once(cast: Cast, silent: Player) -> None:
    """At the deadline, by the timer or the hourly job, whichever runs first; Lin hears that the deadline came."""
    late = due(silent)
    timer = Timer.objects.get(case=silent.row, step="handover_done", kind="due", dropped_at__isnull=True)
    assert timer.fire_at == late
    told = {one.template: one.to_user or one.to_employee for one in reminders.of_timer(timer, late)}
    assert (told["others_may"], told["due_now"]) == (cast.user("zhou"), cast.lin)
    for minutes in (0, 60, 120):
        jobs.others(Run(1, late + timedelta(minutes=minutes), 1, last=False))
    sent = Notice.objects.filter(subject_uid=silent.row.uid, template="others_may", step="handover_done")
    assert [one.to_user.name for one in sent] == ["周然"]
    assert mail.outbox == []


def test_reminders_by_hand_and_escalations_name_them_too(cast: Cast, silent: Player) -> None:
    """A reminder after the deadline goes to the manager as well; the escalation says it is with him."""
    late = due(silent) + timedelta(hours=5)
    told = reminders.remind(by=cast.actor("hua"), case=silent.case, step="handover_done", now=late)
    assert told == {"reminded": ["周然", "林晓"]}
    timer = Timer.objects.filter(case=silent.row, step="handover_done", kind="escalate").earliest("fire_at")
    assert {one.context["who"] for one in reminders.of_timer(timer, late)} == {"周然、林晓"}


def test_the_undertaking_is_with_the_handler_once_nobody_answered(client: Any, cast: Cast, silent: Player) -> None:
    """The same rule for a step of the employee alone: before its time only Lin, after it whoever records for HR."""
    page = f"/cases/{silent.case}/steps/undertaking/"
    since = due(silent, "undertaking")
    assert who_of(look(client, cast, "gu", page, since - timedelta(minutes=1))) == "林晓"
    assert who_of(look(client, cast, "gu", page, since)) == "许文、华敏、林晓"


def test_a_step_page_says_who_was_named_to_take_over(client: Any, cast: Cast, silent: Player) -> None:
    """Not: name somebody first."""
    page = f"/cases/{silent.case}/steps/handover_done/"
    assert "请先指定接手人" in look(client, cast, "zhou", page, NOW)
    actions.name_successor(by=cast.actor("zhou"), case=silent.case, user=cast.user("ma").uid, now=NOW)
    after = look(client, cast, "zhou", page, NOW)
    assert "请先指定接手人" not in after and "马越接手，并在交接清单上签字" in after and "改派他人" in after


def test_nobody_is_asked_for_once_the_handover_is_signed(client: Any, cast: Cast, silent: Player) -> None:
    """All three have signed: the page doesn't tell to name the successor first."""
    player = silent
    page = f"/cases/{player.case}/steps/handover_done/"
    assert "请先指定接手人" in look(client, cast, "zhou", page, NOW)
    player.attach("lin", "handover_done", "employee.sign:handover_list")
    assert player.views()["handover_done"].settled
    assert "请先指定接手人" not in look(client, cast, "zhou", page, NOW)


def test_an_employee_without_an_account_leaves_his_steps_with_the_handler(cast: Cast, silent: Player) -> None:
    """He can't be asked here, so nobody waits for him: not "nobody yet"."""
    from django.apps import apps

    apps.get_model("people.Employee").objects.filter(pk=cast.lin.pk).update(user=None)
    view = queries.step_page(cast.actor("gu"), silent.case, "undertaking", NOW)
    assert view.card.who == "许文、华敏"
    board = queries.board(cast.actor("hua"), NOW)
    assert board.counts.waits_for_employee == 0


def test_a_record_of_silence_is_offered_once_its_time_has_come(client: Any, cast: Cast, silent: Player) -> None:
    """Before: from when it can be made, and no field whose text would be lost in a refusal."""
    page, field = f"/cases/{silent.case}/steps/handover_done/", "公司单方清点"
    before = look(client, cast, "zhou", page, due(silent) - timedelta(minutes=1))
    assert "起可以记录无答复" in before and 'name="item"' not in before and field in before
    after = look(client, cast, "zhou", page, due(silent))
    assert "起可以记录无答复" not in after and 'name="item"' in after


def test_what_is_missing_beside_the_silence_on_record_is_named(client: Any, cast: Cast) -> None:
    """The manager took stock and signed his own seat; the successor's signature is what it takes now."""
    player = Player(cast, NOW - timedelta(days=3))
    player.start("lin", "probation_failure", "hua")
    player.play(but=OTHERS)
    actions.name_successor(by=cast.actor("zhou"), case=player.case, user=cast.user("ma").uid, now=player.now)
    player.attach("zhou", "handover_done", "employer.sign:handover_list", role="line_manager")
    actions.request_reached(case=player.case, step="handover_done", channel="sms", notice="n", now=player.now)
    player.now = due(player)
    player.attach("zhou", "handover_done", "employer.record:unilateral_inventory", role="line_manager")
    html = look(client, cast, "hua", f"/cases/{player.case}/steps/handover_done/", player.now)
    assert who_of(html) == "马越、林晓" and "不再等待" in html
    assert "现在可由马越继续，不必再等本人，需要： 公司签署" in html


def _words(paper: Any) -> str:
    """The text of a paper without the marks around its values."""
    return re.sub(r"[^\u4e00-\u9fff]", "", json.dumps(documents.paper_of(paper)["sections"][0], ensure_ascii=False))


@stage
def planned(cast: Cast) -> Player:
    """Lin's probation case: the work to hand over is listed, nobody has signed or answered anything since."""
    player = Player(cast, NOW - timedelta(days=3))
    player.start("lin", "probation_failure", "hua")
    player.play(but=(*OTHERS, "handover_plan"))
    listed = proof.Given(Item.parse("employer.form:handover_list"), text="工作资料 | 共享盘内本岗位文件夹 | 完整")
    by, none = cast.actor("zhou"), dict[str, Any]()
    proof.hand_in(
        by=by, case=player.case, step="handover_plan", given=[listed], facts=none, anchors=none, now=player.now
    )
    run_due(player.now, limit=400)
    return player


def test_the_handover_list_names_who_was_named_after_it_was_made(cast: Cast, planned: Player) -> None:
    """Made anew while nobody has signed, once, and brought to Lin; one that somebody has signed stays as it is."""
    player = planned
    first = papers.current(player.row, "handover_list")
    assert "移交给周然" in _words(first)
    player.now += timedelta(minutes=1)
    actions.name_successor(by=cast.actor("zhou"), case=player.case, user=cast.user("ma").uid, now=player.now)
    for _again in range(2):
        run_due(player.now, limit=400)
    second = papers.current(player.row, "handover_list")
    assert (second.version, second.replaces_id) == (first.version + 1, first.pk)
    assert "移交给马越" in _words(second)
    assert Notice.objects.filter(to_employee=cast.lin, link=f"/my/papers/{second.uid}/").exists()
    assert Notice.objects.filter(to_user=cast.user("ma"), step="handover_done").exists()
    player.attach("zhou", "handover_done", "employer.sign:handover_list", role="line_manager")
    player.now += timedelta(minutes=1)
    actions.name_successor(by=cast.actor("zhou"), case=player.case, user=cast.user("sun").uid, now=player.now)
    run_due(player.now, limit=400)
    assert papers.current(player.row, "handover_list") == second


def test_figures_nobody_confirmed_keep_one_paper_back_and_no_message(cast: Cast, planned: Player) -> None:
    """The undertaking can't be made yet: HR is told so, and everybody else hears of the own step."""
    assert planned.views()["undertaking"].status == "ready" and papers.current(planned.row, "undertaking") is None
    told = Notice.objects.filter(template="todo_assigned", step="undertaking")
    assert {one.to_user for one in told} == {cast.user("xu")}
    assert Notice.objects.filter(to_employee=cast.lin, step="handover_done").exists()
