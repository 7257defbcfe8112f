"""Which proof there is, who may go on without it, and what has to come before "not up to the job"."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client

from partwell.apps.appraisals import actions, library, queries, readiness, reviews
from partwell.apps.appraisals.jobs import probation
from partwell.apps.appraisals.models import GroundOverride, ImprovementPlan, ImprovementProof, Plan
from partwell.apps.cases import actions as cases
from partwell.apps.cases.models import Case
from partwell.apps.evidence import queries as log
from partwell.apps.evidence.actions import stream_of_employee
from partwell.apps.law.warned import Unacknowledged
from partwell.core.appraisal.scorecard import ARTICLE
from partwell.lib import clock
from partwell.lib.clock import SHANGHAI
from partwell.lib.jobs import queue
from partwell.lib.jobs.handlers import Run
from partwell.lib.refusal import BadInput, NotAllowed, Refused
from partwell.site.demo.drive import voucher
from tests.cast import NOW, Cast
from tests.criteria import criteria_received

pytestmark = pytest.mark.django_db


def _start(cast: Cast, *known: str) -> dict[str, Any]:
    cases.publish_shipped(NOW)
    return cases.start(
        by=cast.actor("hua"),
        employee=cast.lin.uid,
        separation_type="probation_failure",
        initiator="employer",
        acknowledged=known,
        now=NOW,
    )


def _states(cast: Cast) -> dict[str, str]:
    return {one.code: one.state for one in readiness.checks_of(cast.lin, cast.today)}


def test_without_received_criteria_no_case_begins_on_this_ground(cast: Cast) -> None:
    """Refused with the article and the way out; with a receipt it begins."""
    assert _states(cast)["criteria"] == "missing"
    with pytest.raises(Refused) as refused:
        _start(cast)
    assert refused.value.code == "criteria_not_received"
    assert Case.objects.count() == 0
    criteria_received(cast, "lin")
    assert _states(cast)["criteria"] == _states(cast)["at_start"] == "found"
    assert _start(cast)["number"]


def test_two_persons_may_answer_for_going_on_and_one_may_not(cast: Cast) -> None:
    """Gu asks with every risk ticked, can't confirm himself; Shen of legal confirms; then the case begins."""
    gu, shen = cast.actor("gu"), cast.actor("shen")
    missing = [code for code, state in _states(cast).items() if state == "missing"]
    for key in ("hua", "zhao", "lin"):
        with pytest.raises(NotAllowed):
            reviews.ask_override(cast.lin, "急", seen=missing, by=cast.actor(key), now=NOW)
    with pytest.raises(BadInput) as refused:
        reviews.ask_override(cast.lin, "", seen=missing[1:], by=gu, now=NOW)
    assert set(refused.value.fields) == {"seen", "reason"}
    row = reviews.ask_override(cast.lin, "纸质签收遗失，另有邮件", seen=missing, by=gu, now=NOW)
    with pytest.raises(NotAllowed):
        reviews.answer_override(row, confirm=True, by=gu, now=NOW)
    with pytest.raises(Refused):
        _start(cast)
    reviews.answer_override(row, confirm=True, by=shen, now=NOW)
    with pytest.raises(Refused):
        reviews.answer_override(row, confirm=False, by=shen, now=NOW)
    with pytest.raises(Unacknowledged):
        _start(cast)
    assert _start(cast, "criteria_not_received")["number"]


def test_the_start_of_a_case_names_the_two_who_signed_for_the_risk(cast: Cast, client: Client) -> None:
    """Before: how to make it sound, or who may go on. After: their names, and that the ground is no sounder."""
    missing = [code for code, state in _states(cast).items() if state == "missing"]
    address = f"/cases/start/?employee={cast.lin.uid}&side=employer&type=probation_failure"
    clock.freeze(NOW)
    try:
        client.force_login(cast.user("hua"))
        before = client.get(address).content.decode()
        row = reviews.ask_override(cast.lin, "纸质签收遗失", seen=missing, by=cast.actor("gu"), now=NOW)
        row = reviews.answer_override(row, confirm=True, by=cast.actor("shen"), now=NOW)
        after = client.get(address).content.decode()
    finally:
        clock.freeze(None)
    assert "绩效考评”中登记" in before and "署名承担风险后继续" in before
    assert f"{row.asked_by_name}申请在无签收的情况下继续，{row.answered_by_name}已署名承担风险" in after
    assert "署名承担风险后继续" not in after


def test_the_database_lets_nobody_confirm_the_own_override(cast: Cast) -> None:
    """Not by a shell either."""
    missing = [code for code, state in _states(cast).items() if state == "missing"]
    row = reviews.ask_override(cast.lin, "x", seen=missing, by=cast.actor("gu"), now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroundOverride.objects.filter(pk=row.pk).update(answer="confirmed", answered_by=row.asked_by)


def test_an_override_is_not_for_somebody_whose_criteria_were_received(cast: Cast) -> None:
    """There is nothing to answer for."""
    criteria_received(cast, "lin")
    with pytest.raises(Refused):
        reviews.ask_override(cast.lin, "x", seen=["months"], by=cast.actor("gu"), now=NOW)


def test_a_new_version_after_the_start_binds_from_its_own_receipt_and_is_flagged(cast: Cast) -> None:
    """Handed out, not received: weak; received in November: still told apart."""
    criteria_received(cast, "lin")
    hua = cast.actor("hua")
    plan = actions.create_plan(cast.lin.position, "新版", [one.as_data() for one in ARTICLE], by=hua, now=NOW)
    receipt = actions.hand_out(plan, cast.lin, by=hua, now=NOW)
    assert _states(cast)["changes"] == "weak"
    actions.receive(receipt, by=cast.actor("lin"), now=NOW)
    assert _states(cast)["changes"] == "weak"


def test_a_dismissal_says_that_the_criteria_were_changed_after_the_start(cast: Cast, client: Client) -> None:
    """The start names the version; who goes on ticks it by name, and the case keeps that."""
    criteria_received(cast, "lin")
    hua, address = cast.actor("hua"), f"/cases/start/?employee={cast.lin.uid}&side=employer&type=probation_failure"
    clock.freeze(NOW)
    try:
        client.force_login(cast.user("hua"))
        assert "录用条件在入职后有变更" not in client.get(address).content.decode()
        plan = actions.create_plan(cast.lin.position, "新版", [one.as_data() for one in ARTICLE], by=hua, now=NOW)
        receipt = actions.hand_out(plan, cast.lin, by=hua, now=NOW)
        assert f"录用条件在入职后有变更：第 {plan.version} 版" in client.get(address).content.decode()
        actions.receive(receipt, by=cast.actor("lin"), now=NOW)
        assert f"录用条件在入职后有变更：第 {plan.version} 版" in client.get(address).content.decode()
    finally:
        clock.freeze(None)
    with pytest.raises(Unacknowledged):
        _start(cast)
    assert _start(cast, "criteria_changed")["number"]


def test_criteria_count_from_their_day_and_are_not_told_backwards(cast: Cast) -> None:
    """A version from 1 January is not handed out in November."""
    hua, data = cast.actor("hua"), [one.as_data() for one in ARTICLE]
    first = actions.create_plan(cast.lin.position, "一", data, by=hua, now=NOW)
    later = actions.create_plan(cast.lin.position, "二", data, valid_from=date(2027, 1, 1), by=hua, now=NOW)
    assert queries.newest_plan(cast.lin.position, cast.today) == first
    assert queries.newest_plan(cast.lin.position, date(2027, 1, 1)) == later
    with pytest.raises(BadInput):
        actions.create_plan(cast.lin.position, "三", data, valid_from=date(2026, 11, 25), by=hua, now=NOW)


def test_each_row_of_the_library_can_be_used_as_it_is(cast: Cast) -> None:
    """Weights of 100, thresholds that can be reached, a source and a proof for each criterion."""
    rows = library.rows()
    assert len({one.industry for one in rows}) >= 10
    for one in rows:
        assert all(metric.source and metric.evidence for metric in one.metrics), one.post
        metrics = [metric.as_data() for metric in one.metrics]
        actions.create_plan(cast.lin.position, one.post, metrics, by=cast.actor("hua"), now=NOW)
    assert Plan.objects.count() == len(rows)


def test_the_manager_concludes_in_writing_and_nobody_else(cast: Cast) -> None:
    """Zhou leads Lin; HR and Lin do not conclude; an open conclusion is none."""
    with pytest.raises(NotAllowed):
        reviews.review(cast.lin, "not_met", "x", by=cast.actor("hua"), now=NOW)
    reviews.review(cast.lin, "undecided", "再看一个月", by=cast.actor("zhou"), now=NOW)
    assert _states(cast)["reviewed"] == "missing"
    reviews.review(cast.lin, "not_met", "任务完成率 60%", by=cast.actor("zhou"), now=NOW)
    assert _states(cast)["reviewed"] == "found"


def test_managers_are_reminded_ten_five_and_three_working_days_before_the_end(cast: Cast) -> None:
    """Lin's probation ends on 7 December: told once a reader and day, and no more once somebody concluded."""
    from partwell.apps.notices.models import Notice

    hua = cast.actor("hua")
    told = {}
    for number in range(23, 39):
        day = date(2026, 11, 1) + timedelta(days=number - 1)
        at = datetime(day.year, day.month, day.day, 8, 30, tzinfo=SHANGHAI)
        before = Notice.objects.filter(template="probation_ends").count()
        reviews.remind_of_probation(day, by=hua, now=at)
        reviews.remind_of_probation(day, by=hua, now=at)
        told[day] = Notice.objects.filter(template="probation_ends").count() - before
    days = [day.isoformat() for day, count in told.items() if count]
    assert days == ["2026-11-23", "2026-11-30", "2026-12-02"]
    assert readiness.decide_by(date(2026, 12, 7)) == date(2026, 12, 2)


# --- improvement ----------------------------------------------------------------------------------------------------


def test_the_morning_job_reminds_in_a_transaction_of_its_own(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker calls it without one: messages and their sending stand or fall together, person by person."""
    outside = len(connection.atomic_blocks)
    needed = []

    def need() -> None:
        needed.append(len(connection.atomic_blocks))
        assert len(connection.atomic_blocks) > outside, "no transaction of its own"

    monkeypatch.setattr(queue, "_need_transaction", need)
    probation(Run(1, datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI), 1, last=False))
    assert needed


def _plan(cast: Cast, **other: Any) -> ImprovementPlan:
    given: dict[str, Any] = {
        "measure": "training",
        "shortfall": "10 月报告：任务 6/10",
        "goals": "12 月完成 8/10；公司安排两次带教",
        "starts_on": date(2026, 11, 30),
        "ends_on": date(2026, 12, 31),
    }
    return reviews.set_improvement(cast.wang, **(given | other), by=cast.actor("sun"), now=NOW)


def test_goals_are_told_before_and_judged_after_their_time(cast: Cast) -> None:
    """Received with an objection, found not reached only when the time is over; reached at any time."""
    row = _plan(cast)
    reviews.receive_improvement(row, "目标过高", by=cast.actor("wang"), now=NOW)
    with pytest.raises(Refused):
        reviews.judge_improvement(row, "not_met", "6/10", by=cast.actor("sun"), now=NOW)
    last = datetime(2026, 12, 31, 23, 59, tzinfo=SHANGHAI)
    with pytest.raises(Refused):  # the last day is still the person's
        reviews.judge_improvement(row, "not_met", "6/10", by=cast.actor("sun"), now=last)
    over = datetime(2027, 1, 1, 0, 0, tzinfo=SHANGHAI)
    row = reviews.judge_improvement(row, "not_met", "12 月报告：任务 6/10", by=cast.actor("sun"), now=over)
    assert (row.outcome, row.objection) == ("not_met", "目标过高")
    with pytest.raises(Refused):
        reviews.judge_improvement(row, "met", "x", by=cast.actor("sun"), now=over)


def test_a_judgement_of_too_early_is_answered_on_the_form_with_what_was_written(cast: Cast, client: Client) -> None:
    """Not on a bare page of refusal: from which day on stands beside the choice, and the words are not lost."""
    row = _plan(cast)
    clock.freeze(NOW)
    try:
        client.force_login(cast.user("sun"))
        said = {"outcome": "not_met", "result": "12 月：6/10"}
        refused = client.post(f"/appraisals/plans/{row.uid}/judge/", said)
    finally:
        clock.freeze(None)
    assert refused.status_code == 422
    assert "2027-01-01" in refused.context["judging"]["outcome"]
    assert "12 月：6/10" in refused.content.decode()


def test_a_judgement_takes_papers_that_manager_and_person_read(cast: Cast, client: Client) -> None:
    """Told by their bytes, at most five, in the log by their digest; a colleague and another company read none."""
    row = _plan(cast)
    over = datetime(2027, 1, 4, 10, tzinfo=SHANGHAI)
    address, said = f"/appraisals/plans/{row.uid}/judge/", {"outcome": "not_met", "result": "12 月：6/10"}
    picture = voucher("paper")
    clock.freeze(over)
    try:
        client.force_login(cast.user("sun"))
        for wrong in ([SimpleUploadedFile("a.pdf", b"MZ nothing")], [SimpleUploadedFile("a.png", picture)] * 6):
            refused = client.post(address, {**said, "proof": wrong})
            assert refused.status_code == 422 and refused.context["judging"]["proof"]
        assert client.post(address, {**said, "proof": SimpleUploadedFile("台账.pdf", picture)}).status_code == 302
        (paper,) = ImprovementProof.objects.all()
        assert (paper.file.name, paper.file.media) == ("台账.png", "image/png"), "named by what it is"
        link = f"/appraisals/plans/papers/{paper.uid}/"
        assert link in client.get(f"/appraisals/people/{cast.wang.uid}/").content.decode()
        answers = {}
        for key in ("sun", "wang", "hua", "gu", "lu", "zhou", "wei"):
            client.force_login(cast.user(key))
            answers[key] = client.get(link).status_code
        client.force_login(cast.user("wang"))
        assert link in client.get(f"/me/improvement/{row.uid}/").content.decode()
        assert client.get(link).content == picture
    finally:
        clock.freeze(None)
    assert answers == {**dict.fromkeys(("sun", "wang", "hua", "gu"), 200), "lu": 403, "zhou": 404, "wei": 404}
    entry = log.entries(stream_of_employee(cast.wang.pk, over))[-1]
    assert entry.type == "improvement.judged" and entry.payload
    assert entry.payload["proofs"] == [sha256(picture).hexdigest()]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"measure": "warning"}, "measure"),
        ({"goals": " "}, "goals"),
        ({"starts_on": date(2026, 11, 25)}, "starts_on"),
        ({"ends_on": date(2026, 12, 13)}, "ends_on"),
    ],
)
def test_a_plan_that_judges_backwards_or_gives_no_time_is_refused(
    cast: Cast, wrong: dict[str, Any], field: str
) -> None:
    """Each with its field."""
    with pytest.raises(BadInput) as refused:
        _plan(cast, **wrong)
    assert field in refused.value.fields


# --- pages ----------------------------------------------------------------------------------------------------------


def test_a_confirmed_override_is_not_asked_for_again_on_the_page(client: Client, cast: Cast) -> None:
    """Before: who can ask. After: who signed, and neither the question nor the form."""
    page = f"/appraisals/people/{cast.lin.uid}/"
    client.force_login(cast.user("hua"))
    assert "还没有人申请" in client.get(page).content.decode()
    missing = [code for code, state in _states(cast).items() if state == "missing"]
    row = reviews.ask_override(cast.lin, "纸质签收遗失", seen=missing, by=cast.actor("gu"), now=NOW)
    reviews.answer_override(row, confirm=True, by=cast.actor("shen"), now=NOW)
    told = client.get(page).content.decode()
    assert "还没有人申请" not in told
    assert "沈岩" in told
    client.force_login(cast.user("gu"))
    assert f'action="{page}override/"' not in client.get(page).content.decode()


def test_who_was_never_on_probation_gets_the_criteria_from_the_page_of_proof(cast: Cast, client: Client) -> None:
    """A plan of improvement is judged by months, and a month by criteria: HR hands them out where they are missing."""
    rows = [one.as_data() for one in ARTICLE]
    actions.create_plan(cast.wang.position, "销售岗位要求", rows, by=cast.actor("hua"), now=NOW)
    page = f"/appraisals/people/{cast.wang.uid}/"
    client.force_login(cast.user("sun"))
    assert "/appraisals/criteria/hand-out/" not in client.get(page).content.decode(), "the manager keeps no records"
    client.force_login(cast.user("hua"))
    assert "/appraisals/criteria/hand-out/" in client.get(page).content.decode()
    done = client.post("/appraisals/criteria/hand-out/", {"employee": str(cast.wang.uid), "proof": "1"})
    assert done["Location"] == page
    told = client.get(page).content.decode()
    assert "待签收" in told and "/appraisals/criteria/hand-out/" not in told
    receipt = queries.standing_of_criteria(cast.wang, cast.today).waiting
    assert receipt is not None
    actions.receive(receipt, by=cast.actor("wang"), now=NOW)
    assert "待签收" not in client.get(page).content.decode()


def test_the_page_says_what_is_missing_and_how_to_mend_it(client: Client, cast: Cast) -> None:
    """HR reads it, the manager concludes on it, Wang's manager sees nothing of Lin."""
    clock.freeze(NOW)
    address = f"/appraisals/people/{cast.lin.uid}/"
    client.force_login(cast.user("hua"))
    page = client.get(address).content.decode()
    assert "缺失" in page and "c-card" not in page
    client.force_login(cast.user("zhou"))
    form = {"conclusion": "not_met", "reason": "任务 6/10", "request_key": "review-00001"}
    for _turn in (1, 2):
        assert client.post(f"{address}conclude/", form).status_code == 302
    assert len(readiness.reviews_of(cast.lin.pk)) == 1
    assert client.post(f"{address}conclude/", {"conclusion": "x"}).status_code == 422
    client.force_login(cast.user("sun"))
    assert client.get(address).status_code == 404
    clock.freeze(None)


def test_hr_makes_criteria_from_the_library(client: Client, cast: Cast) -> None:
    """The form is filled in from a row and saved with sources."""
    client.force_login(cast.user("hua"))
    page = client.get("/appraisals/criteria/?from=3").content.decode()
    assert "班产与检验记录" in page
    form = {"position": str(cast.lin.position.uid), "title": "操作工录用条件", "request_key": "plan-00000001"}
    for number, one in enumerate(library.rows()[3].metrics, 1):
        form |= {f"{name}_{number}": str(getattr(one, name)) for name in ("measure", "title", "weight", "threshold")}
        form |= {f"due_{number}": str(one.due), f"source_{number}": one.source}
    assert client.post("/appraisals/criteria/", {**form, "weight_1": "49"}).status_code == 422
    assert client.post("/appraisals/criteria/", form).status_code == 302
    assert Plan.objects.get().metrics[0]["source"] == "班产与检验记录"
