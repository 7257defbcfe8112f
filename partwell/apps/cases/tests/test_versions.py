"""Drafts, a second person, versions that never change, and running cases that move or stay."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from partwell.apps.cases import actions, audit, moving, queries, store, versions
from partwell.apps.cases import jobs as case_jobs
from partwell.apps.cases.models import Case, CaseMigration, CaseStep, TemplateVersion, Timer
from partwell.apps.cases.tests.player import Player
from partwell.apps.evidence import queries as log
from partwell.apps.evidence.actions import stream_of_installation
from partwell.apps.notices.models import Notice
from partwell.core.process.replay import Happening, replay
from partwell.core.process.state import derive
from partwell.lib import jobs
from partwell.lib.holiday_file import calendar
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from tests.stages import stage

pytestmark = pytest.mark.django_db

FEEDBACK = {
    "key": "team_feedback",
    "title": "团队评价",
    "phase": "clearance",
    "kind": "task",
    "who": ["line_manager"],
    "after": ["notice_served"],
    "evidence": [["employer.form:team_feedback"]],
}


def national(kind: str = "probation_failure") -> TemplateVersion:
    return TemplateVersion.objects.get(key=kind, company__isnull=True, retired_at__isnull=True)


def add_step(step: dict[str, Any]) -> Any:
    def edit(body: dict[str, Any]) -> None:
        steps = [dict(one) for one in body["steps"]]
        steps[-1]["after"] = [*steps[-1]["after"], step["key"]]
        body["steps"] = [*steps[:-1], step, steps[-1]]

    return edit


def drop(key: str) -> Any:
    def edit(body: dict[str, Any]) -> None:
        kept = [dict(one) for one in body["steps"] if one["key"] != key]
        for one in kept:
            one["after"] = [name for name in one["after"] if name != key]
        body["steps"] = kept

    return edit


def draft_of(cast: Any, *edits: Any) -> str:
    hua = cast.actor("hua")
    base = versions.effective("probation_failure", hua.company, cast.today)
    uid = str(versions.start_draft(by=hua, base=base.uid, now=cast.now)["template"])
    for number, edit in enumerate(edits):
        versions.change_draft(by=hua, draft=uid, revision=number, edit=edit, now=cast.now)
    return uid


def change(cast: Any, who: str, uid: str, revision: int, edit: Any) -> None:
    versions.change_draft(by=cast.actor(who), draft=uid, revision=revision, edit=edit, now=cast.now)


def published(cast: Any, *edits: Any, now: Any = None, **days: Any) -> TemplateVersion:
    uid = draft_of(cast, *edits)
    now = now or cast.now
    versions.submit(by=cast.actor("hua"), draft=uid, reason="团队评价", now=now)
    versions.publish(by=cast.actor("gu"), draft=uid, now=now, **days)
    return TemplateVersion.objects.get(uid=uid)


@stage
def shipped(cast: Any) -> Any:
    actions.publish_shipped(cast.now)
    return cast


def test_a_draft_is_published_by_a_second_person_and_then_never_changes(shipped: Any) -> None:
    """The author can't; the body, its lint and its proof are kept; the next case follows it."""
    cast = shipped
    uid = draft_of(cast, add_step(FEEDBACK))
    with pytest.raises(Refused):
        versions.publish(by=cast.actor("gu"), draft=uid, now=cast.now)
    versions.submit(by=cast.actor("hua"), draft=uid, reason="团队评价", now=cast.now)
    with pytest.raises(NotAllowed):
        versions.publish(by=cast.actor("hua"), draft=uid, now=cast.now)
    done = versions.publish(by=cast.actor("gu"), draft=uid, now=cast.now)
    row = TemplateVersion.objects.get(uid=uid)
    assert (row.number, row.status, row.sha256) == (1, "published", done["sha256"])
    assert row.lint == {"errors": [], "warnings": []}
    assert row.proof["complete"]
    with pytest.raises(Refused):
        change(cast, "hua", uid, row.revision, add_step(FEEDBACK))
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    assert play.row.template_id == row.pk


def test_a_draft_that_loosens_the_law_is_not_handed_in(shipped: Any) -> None:
    """A dropped duty is refused with the sentence of its rule."""
    uid = draft_of(shipped, drop("certificate"))
    with pytest.raises(Refused, match="离职证明"):
        versions.submit(by=shipped.actor("hua"), draft=uid, reason="简化", now=shipped.now)


def test_a_change_takes_handing_in_back_and_two_people_do_not_overwrite_each_other(shipped: Any) -> None:
    """Whoever approved saw what is published."""
    uid = draft_of(shipped, add_step(FEEDBACK))
    versions.submit(by=shipped.actor("hua"), draft=uid, reason="团队评价", now=shipped.now)
    with pytest.raises(Refused):
        versions.change_draft(
            by=shipped.actor("gu"), draft=uid, revision=0, edit=drop("team_feedback"), now=shipped.now
        )
    revision = TemplateVersion.objects.get(uid=uid).revision
    versions.change_draft(
        by=shipped.actor("gu"), draft=uid, revision=revision, edit=drop("team_feedback"), now=shipped.now
    )
    assert TemplateVersion.objects.get(uid=uid).submitted_at is None


def test_templates_of_a_company_are_its_own(shipped: Any) -> None:
    """Another company sees the national ones only; an employee sees none."""
    uid = draft_of(shipped)
    with pytest.raises(NotVisible):
        versions.version_of(shipped.actor("wei"), uid)
    with pytest.raises(NotAllowed):
        versions.version_of(shipped.actor("lin"), uid)
    with pytest.raises(NotAllowed):
        versions.start_draft(by=shipped.actor("zhao"), base=national().uid, now=shipped.now)


@pytest.mark.parametrize(
    "change",
    [
        "body = '{}'",
        "sha256 = 'x'",
        "number = 7",
        "status = 'draft'",
        "lint = '{}'",
        "mandatory_from = '2020-01-01'",
        "company_id = NULL",
    ],
)
def test_the_database_refuses_to_change_a_published_version(shipped: Any, change: str) -> None:
    """By any SQL client."""
    row = published(shipped, add_step(FEEDBACK))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE cases_templateversion SET {change} WHERE id = %s", [row.pk])


def test_the_database_refuses_a_draft_published_by_its_author(shipped: Any) -> None:
    """Also when the program is bypassed."""
    row = TemplateVersion.objects.get(uid=draft_of(shipped))
    with pytest.raises(DatabaseError), transaction.atomic():
        TemplateVersion.objects.filter(pk=row.pk).update(
            status="published", number=9, published_by=row.drafted_by_id, submitted_by=row.drafted_by_id
        )


def test_a_running_case_is_pinned_and_moves_by_a_recorded_decision(shipped: Any) -> None:
    """The new step must be done before closing; replay, check and the rows agree; the old version is in the bundle."""
    cast = shipped
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    play.play(but=("undertaking",))
    version = published(cast, add_step(FEEDBACK), now=play.now)
    assert play.row.template_id == national().pk
    (found,) = moving.impact(cast.actor("hua"), version)
    assert (found.plan.added, found.plan.retroactive, found.plan.possible) == (("team_feedback",), (), True)
    dry = moving.decide_many(
        by=cast.actor("hua"), cases=[play.case], version=version.uid, choice="now", now=play.now, dry_run=True
    )
    assert dry[0]["added"] == ["team_feedback"]
    assert play.row.template_id == national().pk
    moving.decide(by=cast.actor("hua"), case=play.case, version=version.uid, choice="now", reason="统一", now=play.now)
    assert play.row.template_id == version.pk
    assert audit.rebuild(store.load(play.row)).faults == ()
    play.play()
    actions.close(by=cast.actor("hua"), case=play.case, now=play.now)
    assert "team_feedback" in play.views()
    assert audit.rebuild(store.load(play.row)).faults == ()
    assert list(audit.check_all_cases()) == []


def test_the_time_of_a_step_that_a_version_adds_runs_from_the_move(shipped: Any) -> None:
    """Nobody was asked before it was there: it is not late at once, and entries that did not say so still hold."""
    cast = shipped
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    early = {**FEEDBACK, "after": [], "due": {"from": "ready", "plus": "2d", "class": "internal"}}
    version = published(cast, add_step(early), now=play.now)
    later = play.now + timedelta(days=20)
    moving.decide(by=cast.actor("hua"), case=play.case, version=version.uid, choice="now", now=later)
    row = CaseStep.objects.get(case=play.row, key="team_feedback")
    assert (row.status, row.ready_at) == ("ready", later)
    assert row.due_at is not None and row.due_at > later
    assert Timer.objects.filter(case=play.row, step="team_feedback").exists()
    assert not Timer.objects.filter(case=play.row, step="team_feedback", fire_at__lte=later).exists()
    proved = audit.rebuild(store.load(play.row))
    assert proved.faults == ()
    happenings = [Happening(one.type, one.at, one.actor, dict(one.payload)) for one in proved.entries]
    (move,) = [one for one in happenings if one.type == "case.migrated"]
    del move.payload["new_since"]
    versions_of = {one.sha256: store.template_value(one) for one in (national(), version)}
    state, faults = replay(store.template_value(version), happenings, calendar(), versions_of)
    assert state is not None and faults == ()
    assert derive(state, calendar())["team_feedback"].ready_at == play.row.opened_at


def test_a_case_moves_at_its_next_done_step(shipped: Any) -> None:
    """Planned now, followed in the transaction of the next completion."""
    cast = shipped
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    version = published(cast, add_step(FEEDBACK), now=play.now)
    moving.decide(by=cast.actor("hua"), case=play.case, version=version.uid, choice="next", now=play.now)
    assert play.row.template_id != version.pk
    play.play(but=("undertaking",))
    assert (play.row.template_id, play.row.planned_id) == (version.pk, None)
    assert audit.rebuild(store.load(play.row)).faults == ()


def test_a_step_that_is_gone_stays_as_history_and_a_done_duty_is_never_dropped(shipped: Any) -> None:
    """What was done keeps its proof."""
    cast = shipped
    first = published(cast, add_step(FEEDBACK))
    play = Player(cast, cast.now + timedelta(minutes=1))
    play.start("lin", "probation_failure", "hua")
    play.play(but=("undertaking",))
    assert CaseStep.objects.get(case=play.row, key="team_feedback").status == "done"
    second = published(cast, drop("team_feedback"), now=play.now)
    assert second.number == first.number + 1
    moving.decide(by=cast.actor("hua"), case=play.case, version=second.uid, choice="now", now=play.now)
    kept = CaseStep.objects.get(case=play.row, key="team_feedback")
    assert (kept.status, kept.gone) == ("done", True)
    play.play()
    actions.close(by=cast.actor("hua"), case=play.case, now=play.now)
    assert audit.rebuild(store.load(play.row)).faults == ()


def test_a_mandatory_version_holds_closing_until_hr_decides_with_a_reason(shipped: Any) -> None:
    """Keeping the old one needs a reason; then the case closes on it."""
    cast = shipped
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    play.play()
    today = play.now.date()
    version = published(cast, add_step(FEEDBACK), now=play.now, mandatory_from=today + timedelta(days=1))
    later = play.now + timedelta(days=2)
    with pytest.raises(Refused) as refused:
        actions.close(by=cast.actor("hua"), case=play.case, now=later)
    assert refused.value.code == "newer_version_mandatory"
    view = queries.case_view(cast.actor("hua"), play.case, later)
    assert view.binding == version and not view.may_close
    with pytest.raises(BadInput):
        moving.decide(by=cast.actor("hua"), case=play.case, version=version.uid, choice="keep", now=later)
    with pytest.raises(NotAllowed):
        moving.decide(by=cast.actor("zhao"), case=play.case, version=version.uid, choice="keep", reason="x", now=later)
    moving.decide(by=cast.actor("hua"), case=play.case, version=version.uid, choice="keep", reason="已办完", now=later)
    actions.close(by=cast.actor("hua"), case=play.case, now=later)
    assert play.row.state == Case.State.CLOSED


def test_the_database_lets_no_case_follow_another_version_by_itself(shipped: Any) -> None:
    """Nor forget an open step by calling it gone."""
    cast = shipped
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    version = published(cast, add_step(FEEDBACK), now=play.now)
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=play.row.pk).update(template=version)
    CaseStep.objects.filter(case=play.row).exclude(status="done").update(gone=True, status="skipped")
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=play.row.pk).update(state="closed")
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseStep.objects.filter(case=play.row, key="undertaking").update(required=False)
    moving.decide(by=cast.actor("hua"), case=play.case, version=version.uid, choice="keep", reason="x", now=play.now)
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseMigration.objects.all().update(choice="now")


def test_words_that_go_wrong_in_law_are_acknowledged_in_writing(shipped: Any) -> None:
    """A step that says too much of a drawn signature waits for a reason; who went on stands in the company's log."""
    assert versions.practices(national().body) == ()
    uid = draft_of(shipped, add_step(FEEDBACK | {"title": "用手指签名，等同于手写签名"}))
    with pytest.raises(BadInput) as refusal:
        versions.submit(by=shipped.actor("hua"), draft=uid, reason="改名", now=shipped.now)
    assert "acknowledged" in refusal.value.fields
    versions.submit(by=shipped.actor("hua"), draft=uid, reason="改名", acknowledged="只作记录", now=shipped.now)
    entries = log.entries(stream_of_installation(shipped.company.pk, shipped.now))
    said = [one.payload for one in entries if one.type == "warning.acknowledged" and one.payload]
    assert [(one["warning"], one["name"]) for one in said] == [("signature_claim", "华敏")]


def to_the_director(body: dict[str, Any]) -> None:
    body["defaults"] = {**body["defaults"], "escalate": [{"after": "12h", "to": "hr_director"}]}


def test_escalations_follow_the_version_a_case_moves_to(shipped: Any) -> None:
    """Of a step that is up already: who was to be told by the old version is not, who is by the new one is."""
    cast = shipped
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    play.play(but=("undertaking",))
    version = published(cast, add_step(FEEDBACK), to_the_director, now=play.now)
    play.now += timedelta(minutes=1)
    moving.decide(by=cast.actor("hua"), case=play.case, version=version.uid, choice="now", reason="统一", now=play.now)
    due = play.views()["undertaking"].due_at
    left = Timer.objects.filter(case=play.row, step="undertaking", kind="escalate", dropped_at__isnull=True)
    assert [(timer.to, timer.fire_at) for timer in left] == [("hr_director", due + timedelta(hours=12))]
    assert list(audit.check_all_cases(play.now)) == []


def test_the_own_words_of_a_card_are_sent_when_it_begins_is_due_and_is_done(shipped: Any) -> None:
    """To whom the card says and once; to the employee only after he knows of the case."""
    cast = shipped
    words = [
        ("ready", "line_manager", "请先看清单"),
        ("done", "employee", "团队评价已收到"),
        ("due", "hrbp", "请跟进"),
    ]
    card = {
        **FEEDBACK,
        "due": {"from": "ready", "plus": "2d", "class": "internal"},
        "notify": [{"on": on, "to": to, "via": ["email"], "text": text} for on, to, text in words],
    }
    published(cast, add_step(card))
    play = Player(cast, cast.now + timedelta(minutes=1))
    play.start("lin", "probation_failure", "hua")
    play.play(until="team_feedback", but=("undertaking",))

    def said() -> list[tuple[str, str]]:
        case_jobs.timers(SimpleNamespace(now=play.now))  # type: ignore[arg-type]
        jobs.run_due(play.now)
        found = Notice.objects.filter(step="team_feedback", template__startswith="card_message").order_by("pk")
        return [(one.template, text) for one in found for _on, _to, text in words if text in str(one.text)]

    assert said() == [("card_message", "请先看清单")]
    play.now += timedelta(days=4)
    assert said()[1:] == [("card_message", "请跟进")]
    play.do("team_feedback")
    assert said()[2:] == [("card_message_own", "团队评价已收到")]
    assert len(said()) == 3
