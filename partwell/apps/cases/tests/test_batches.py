"""A layoff: Article 41 once for all, a case for each that points to it, and nobody on the list who acts in it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from partwell.apps.cases import actions, audit, batch_pages, batches, queries, store
from partwell.apps.cases.models import Attachment, Batch, BatchMember, Case
from partwell.apps.cases.tests.player import Player
from partwell.core.process.decide import Act, Attach
from partwell.core.process.state import derive
from partwell.core.process.template import Item
from partwell.lib.holiday_file import calendar
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from partwell.site.demo.drive import voucher
from tests.cast import Cast

pytestmark = pytest.mark.django_db
STEPS = (
    ("threshold", ("shen",)),
    ("briefing", ("luo",)),
    ("opinions", ("luo",)),
    ("plan", ("luo", "shen", "chen")),
    ("selection", ("gu", "chen")),
    ("gov_report", ("shen",)),
)


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: Any) -> None:
    settings.FILES_DIR = tmp_path


@pytest.fixture
def batch(cast: Cast) -> str:
    """Wang and Sun of nineteen people: two are a tenth."""
    Player(cast, cast.now)
    return begin(cast, ["wang", "sun"])


def begin(cast: Cast, who: list[str], by: str = "hua", **more: Any) -> str:
    given = {
        "title": "销售线优化",
        "reason": "生产经营发生严重困难",
        "employees": [cast.employee(key).uid for key in who],
        "planned": cast.today + timedelta(days=45),
        "headcount": 19,
    }
    return str(batches.begin(by=cast.actor(by), now=cast.now, **{**given, **more})["batch"])


def hand_in(cast: Cast, batch: str, step: str, who: str, at: Any = None) -> dict[str, Any]:
    given = batches.Given(
        text="已办理", number="印 12", day=cast.today, upload=SimpleUploadedFile("p.png", voucher(f"{step} {who}"))
    )
    return batches.hand_in(by=cast.actor(who), batch=batch, step=step, given=given, now=at or cast.now)


def play(cast: Cast, batch: str, *, until: str = "") -> None:
    for number, (step, people) in enumerate(STEPS):
        for who in people:
            hand_in(cast, batch, step, who, cast.now + timedelta(minutes=number))
        if step == until:
            return


def test_the_steps_are_done_once_and_every_case_points_to_them(cast: Cast, batch: str) -> None:
    """The report comes after the cases have begun; they point to it as well, and no person's act stands in them."""
    with pytest.raises(Refused):
        batches.open_cases(by=cast.actor("hua"), batch=batch, now=cast.now)
    play(cast, batch, until="selection")
    later = cast.now + timedelta(hours=1)
    assert batches.open_cases(by=cast.actor("hua"), batch=batch, now=later) == {"begun": 2, "refused": []}
    hand_in(cast, batch, "gov_report", "shen", later)
    entries = set(map(str, batches.now_of(Batch.objects.get(uid=batch)).entries.values()))
    for case in Case.objects.filter(batch__uid=batch).select_related("employee", "template", "stream"):
        batches.point(case.pk, later + timedelta(minutes=1))
        loaded = store.load(Case.objects.select_related("employee", "template", "stream").get(pk=case.pk))
        views = derive(loaded.state, calendar())
        assert {key: views[key].status for key, _people in STEPS} == {key: "done" for key, _people in STEPS}
        rows = Attachment.objects.filter(case=case, step__in=[key for key, _people in STEPS])
        assert {row.object.removeprefix("entry:") for row in rows} <= entries and {row.by for row in rows} == {"system"}
        assert audit.rebuild(loaded).faults == ()
        assert loaded.case.anchors["B"] == cast.today.isoformat()
    view = batch_pages.view(cast.actor("hua"), batch, later)
    assert view.counts == {"waiting": 0, "open": 2, "closed": 0, "cancelled": 0}
    assert all(person.holds for person in view.people)


def test_the_page_asks_each_seat_for_what_is_still_missing(cast: Cast, batch: str) -> None:
    """A plan is stamped once and signed for by three; what the page asks of each is enough."""
    asked: dict[tuple[str, str], tuple[bool, bool, bool]] = {}
    for number, (step, people) in enumerate(STEPS[:5]):
        for who in people:
            at = cast.now + timedelta(minutes=number)
            line = next(one for one in batch_pages.view(cast.actor(who), batch, at).steps if one.key == step)
            asked[step, who] = (line.asks_number, line.asks_file, line.asks_text)
            upload = SimpleUploadedFile("p.png", voucher(f"{step} {who}")) if line.asks_file else None
            given = batches.Given(
                text="已办理" if line.asks_text else "",
                number="印 12" if line.asks_number else "",
                day=cast.today if line.asks_day else None,
                upload=upload,
            )
            assert line.mine and line.items
            batches.hand_in(by=cast.actor(who), batch=batch, step=step, given=given, now=at)
    assert asked["plan", "luo"] == (True, True, False) and asked["plan", "shen"] == (False, False, False)
    assert asked["selection", "gu"] == asked["selection", "chen"] == (False, False, True)
    assert batch_pages.view(cast.actor("hua"), batch, cast.now + timedelta(hours=1)).chosen


def test_a_shared_step_is_not_done_in_a_case(cast: Cast, batch: str) -> None:
    """Nobody finds it among his to-dos there, and handing it in there is refused."""
    play(cast, batch, until="selection")
    batches.open_cases(by=cast.actor("hua"), batch=batch, now=cast.now)
    case = Case.objects.filter(batch__uid=batch)[0]
    assert not [one for one in queries.todos(cast.actor("shen"), cast.now) if one.step_key == "gov_report"]
    wish = Act("gov_report", (attach("authority.receipt:layoff_report"),))
    with pytest.raises(Refused) as error:
        actions.act(by=cast.actor("shen"), case=case.uid, wish=wish, now=cast.now)
    assert error.value.code == "done_for_all"


def attach(item: str) -> Attach:
    return Attach(Item.parse(item), sha256="ab")


def test_below_the_threshold_the_law_stops_it(cast: Cast) -> None:
    """One of nineteen is neither twenty people nor a tenth: the briefing is stopped, only cancelling is left."""
    Player(cast, cast.now)
    batch = begin(cast, ["wang"])
    assert hand_in(cast, batch, "threshold", "shen")["says"]["mass_layoff"] is False
    with pytest.raises(Refused) as error:
        hand_in(cast, batch, "briefing", "luo")
    assert error.value.code == "guard"
    gu = cast.actor("gu")
    with pytest.raises(BadInput):
        batches.end(by=gu, batch=batch, cancel=True, now=cast.now)
    assert batches.end(by=gu, batch=batch, cancel=True, reason="未达人数", now=cast.now) == {"state": "cancelled"}


def test_whoever_is_on_the_list_neither_sees_it_nor_acts(cast: Cast) -> None:
    """Shen of legal is on it: 404, and the seat falls to the next in the chain. Another company finds nothing."""
    Player(cast, cast.now)
    batch = begin(cast, ["shen", "wang"])
    for who in ("shen", "wei", "lu", "wang"):
        with pytest.raises(NotVisible):
            batch_pages.view(cast.actor(who), batch, cast.now)
    assert hand_in(cast, batch, "threshold", "luo")["status"] == "done"


def test_a_beginning_that_is_wrong_says_what(cast: Cast) -> None:
    """Less than thirty days, nobody chosen, oneself among them, somebody without the right."""
    player = Player(cast, cast.now)
    with pytest.raises(BadInput) as error:
        begin(cast, [], planned=cast.today + timedelta(days=29), headcount=0, reason=" ")
    assert set(error.value.fields) >= {"planned", "employees", "reason"}
    with pytest.raises(BadInput):
        begin(cast, ["hua", "wang"])
    with pytest.raises(NotAllowed):
        begin(cast, ["wang"], by="lu")
    player.start("wang", "voluntary_resignation", "wang")
    with pytest.raises(BadInput):
        begin(cast, ["wang"])


def test_the_list_is_changed_with_a_reason_until_the_people_are_chosen(cast: Cast, batch: str) -> None:
    """Off and on the list, and what became of it stays in the row and in the stream."""
    hua, wang = cast.actor("hua"), cast.employee("wang")
    with pytest.raises(BadInput):
        batches.take_off(by=hua, batch=batch, employee=wang.uid, reason=" ", now=cast.now)
    batches.take_off(by=hua, batch=batch, employee=wang.uid, reason="优先留用", now=cast.now)
    assert BatchMember.objects.get(employee=wang).off_reason == "优先留用"
    with pytest.raises(Refused):
        batches.put_on(by=hua, batch=batch, employee=wang.uid, reason="x", now=cast.now)
    batches.put_on(by=hua, batch=batch, employee=cast.employee("he").uid, reason="补充", now=cast.now)
    play(cast, batch, until="selection")
    with pytest.raises(Refused):
        batches.put_on(by=hua, batch=batch, employee=cast.employee("lu").uid, reason="x", now=cast.now)


def test_a_batch_closes_after_its_cases(cast: Cast, batch: str) -> None:
    """Not while one is open; a cancelled case before the notice counts as ended."""
    play(cast, batch)
    gu, later = cast.actor("gu"), cast.now + timedelta(hours=1)
    batches.open_cases(by=cast.actor("hua"), batch=batch, now=later)
    with pytest.raises(Refused):
        batches.end(by=gu, batch=batch, now=later)
    for case in Case.objects.filter(batch__uid=batch):
        actions.cancel(by=gu, case=case.uid, reason="协商留用", now=later)
    assert batches.end(by=gu, batch=batch, now=later) == {"state": "closed"}
    assert batches.now_of(Batch.objects.get(uid=batch)).state.state == "closed"


def test_an_ended_case_is_followed_by_a_new_one_and_both_say_so(cast: Cast) -> None:
    """No reopening: a reason, the same person, an ended case; the link stands in both files."""
    player = Player(cast, cast.now)
    player.start("lin", "probation_failure", "hua")
    first, hua, gu = player.case, cast.actor("hua"), cast.actor("gu")

    def again(**more: Any) -> Any:
        given = {"employee": cast.lin.uid, "separation_type": "mutual_agreement", "initiator": "employer"}
        given |= {"facts": {"severance_due": True}, "follows": first, "follow_reason": "双方改为协商"}
        return actions.start(by=hua, now=player.now + timedelta(hours=1), **{**given, **more})

    with pytest.raises(Refused):
        again()
    actions.cancel(by=gu, case=first, reason="改走协商", now=player.now)
    with pytest.raises(BadInput):
        again(follow_reason=" ")
    with pytest.raises(BadInput):
        again(employee=cast.wang.uid)
    made = again()
    new = Case.objects.select_related("follows").get(uid=made["case"])
    assert str(new.follows.uid) == first and new.follow_reason == "双方改为协商"
    old = queries.case_view(hua, first, player.now + timedelta(hours=2), lines=3)
    assert [one.number for one in old.followed_by] == [made["number"]]
    assert any(made["number"] in line.sentence for line in old.timeline)
    assert audit.rebuild(store.load(old.case)).faults == ()
