"""The negative story at the database: what no shell, admin or SQL client gets past, and what is found when it did."""

import copy
import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from partwell.apps.accounts import deputies
from partwell.apps.cases import actions, audit, batches, store, watching
from partwell.apps.cases.models import (
    Attachment,
    Batch,
    Case,
    CaseMigration,
    CaseRole,
    CaseSeat,
    CaseStep,
    CaseWatch,
    TemplateItem,
    TemplateVersion,
    Timer,
)
from partwell.apps.cases.tests.player import Player
from partwell.apps.evidence import queries as log
from partwell.lib.ids import uid7
from partwell.lib.refusal import Refused
from tests.stages import stage

pytestmark = pytest.mark.django_db


@stage
def play(cast: Any) -> Player:
    """The probation case, everything done but the undertaking and what waits for it."""
    player = Player(cast, cast.now)
    player.start("lin", "probation_failure", "hua")
    player.play(but=("undertaking",))
    return player


def refused(sql: str, *values: Any) -> str:
    """The database's own words when it refuses a statement; fails when it does not."""
    with (
        pytest.raises(DatabaseError) as error,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)
    return str(error.value)


def test_the_model_cannot_be_closed_from_a_shell(play: Player) -> None:
    """`save()` and `update()` on the model meet the trigger."""
    case = play.row
    case.state = Case.State.CLOSED
    with pytest.raises(DatabaseError), transaction.atomic():
        case.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state=Case.State.CLOSED)
    assert play.row.state == Case.State.OPEN


FORGERIES = (
    "UPDATE cases_case SET state = 'closed' WHERE id = %s",
    "DELETE FROM cases_case WHERE id = %s",
    "UPDATE cases_case SET template_id = template_id + 1 WHERE id = %s",
    "UPDATE cases_case SET employee_id = employee_id + 1 WHERE id = %s",
    "UPDATE cases_case SET ground = 'other' WHERE id = %s",
    "UPDATE cases_case SET initiator = 'employee' WHERE id = %s",
    "UPDATE cases_case SET separation_type = 'voluntary_resignation' WHERE id = %s",
    "UPDATE cases_case SET number = '2026-999999' WHERE id = %s",
    "UPDATE cases_case SET path = '' WHERE id = %s",
    "UPDATE cases_case SET department_id = department_id + 1 WHERE id = %s",
    "UPDATE cases_case SET opened_by_id = NULL WHERE id = %s",
    "UPDATE cases_case SET alias = '' WHERE id = %s",
    "UPDATE cases_case SET revision = 0 WHERE id = %s",
    "UPDATE cases_casestep SET duty = NOT duty WHERE case_id = %s AND key = 'wage_pay'",
    "UPDATE cases_casestep SET phase = 'close' WHERE case_id = %s AND key = 'undertaking'",
    "UPDATE cases_attachment SET sha256 = 'x' WHERE case_id = %s",
    "UPDATE cases_case SET uid = '00000000-0000-7000-8000-000000000000' WHERE id = %s",
    "UPDATE cases_casestep SET status = 'done' WHERE case_id = %s AND key = 'undertaking'",
    "UPDATE cases_casestep SET status = 'declined' WHERE case_id = %s AND key = 'undertaking'",
    "UPDATE cases_casestep SET required = NOT required WHERE case_id = %s AND key = 'undertaking'",
    "UPDATE cases_casestep SET key = 'undertaking2' WHERE case_id = %s AND key = 'undertaking'",
    "UPDATE cases_casestep SET status = 'ready' WHERE case_id = %s AND key = 'wage_pay'",
    "DELETE FROM cases_casestep WHERE case_id = %s AND key = 'undertaking'",
    "UPDATE cases_attachment SET item = 'employee.sign:undertaking' WHERE case_id = %s",
    "UPDATE cases_attachment SET step = 'undertaking' WHERE case_id = %s",
    "DELETE FROM cases_attachment WHERE case_id = %s",
)


def test_raw_sql_is_refused(play: Player) -> None:
    """Closing, jumping, renaming, reopening and deleting are refused by the database itself."""
    case = play.row.pk
    for sql in FORGERIES:
        if connection.vendor == "sqlite":
            sql = sql.replace(
                "00000000-0000-7000-8000-000000000000",
                "00000000000070008000000000000000",
            )
        refused(sql, case)
    assert play.row.state == Case.State.OPEN


def test_seats_attempts_and_lists_hold_against_raw_sql(play: Player, cast: Any) -> None:
    """A seat can't be removed, moved, answered twice or answered with what it does not take; attempts only go up."""
    before = play.row
    play.now += timedelta(minutes=1)
    ready = [key for key, view in play.views().items() if view.status == "ready" and "add_signer" in view.step.allow]
    key = ready[0] if ready else "undertaking"
    seat = CaseSeat.objects.create(
        case=before,
        number=1,
        key="1",
        step=key,
        kind="after",
        role="hrbp",
        user=cast.user("ma"),
        holder="h",
        by="b",
        at=play.now,
        entry="00000000-0000-7000-8000-000000000002",
    )
    for sql in (
        "DELETE FROM cases_caseseat WHERE id = %s",
        "UPDATE cases_caseseat SET holder = 'x' WHERE id = %s",
        "UPDATE cases_caseseat SET kind = 'copy' WHERE id = %s",
        "UPDATE cases_caseseat SET attempt = 2 WHERE id = %s",
        "UPDATE cases_caseseat SET decision = 'replaced' WHERE id = %s",
        "UPDATE cases_caseseat SET decision = 'opinion' WHERE id = %s",
    ):
        refused(sql, seat.pk)
    Attachment.objects.create(
        case=before,
        step="undertaking",
        item="employee.sign:undertaking",
        source="person",
        by="x",
        at=play.now,
        entry="00000000-0000-7000-8000-000000000003",
    )
    if key == "undertaking":
        refused("UPDATE cases_casestep SET status = 'done' WHERE case_id = %s AND key = 'undertaking'", before.pk)
    CaseSeat.objects.filter(pk=seat.pk).update(decision="agree", decided_at=play.now)
    refused("UPDATE cases_caseseat SET decision = 'disagree' WHERE id = %s", seat.pk)
    for sql in (
        "UPDATE cases_casestep SET attempt = attempt + 2 WHERE case_id = %s AND key = 'undertaking'",
        "UPDATE cases_casestep SET attempt = attempt - 1 WHERE case_id = %s AND key = 'undertaking'",
        "UPDATE cases_casestep SET status = 'ready', attempt = 2 WHERE case_id = %s AND key = 'notice_served'",
        "UPDATE cases_case SET follows_id = id WHERE id = %s",
    ):
        refused(sql, before.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        Attachment.objects.create(
            case=before,
            step="undertaking",
            attempt=2,
            item="x.y:z",
            source="person",
            by="x",
            at=play.now,
            entry=before.uid,
        )
    if connection.vendor != "sqlite":
        refused("TRUNCATE cases_caseseat")


def test_a_batch_holds_against_raw_sql(cast: Any) -> None:
    """Neither closed while a case is open, nor deleted, nor its list rewritten; a deputy's row stays as well."""
    Player(cast, cast.now)
    begun = batches.begin(
        by=cast.actor("hua"),
        title="x",
        reason="x",
        employees=[cast.employee("wang").uid],
        planned=cast.today + timedelta(days=40),
        headcount=10,
        now=cast.now,
    )
    batch = Batch.objects.get(uid=begun["batch"])
    deputy = deputies.name(cast.user("ma").uid, cast.today, cast.today, by=cast.actor("zhao"), now=cast.now)
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    refused("UPDATE cases_case SET batch_id = %s WHERE id = %s", batch.pk, play.row.pk)
    for sql in (
        "DELETE FROM cases_batch WHERE id = %s",
        "UPDATE cases_batch SET headcount = 1 WHERE id = %s",
        "DELETE FROM cases_batchmember WHERE batch_id = %s",
        "UPDATE cases_batchmember SET employee_id = employee_id + 1 WHERE batch_id = %s",
    ):
        refused(sql, batch.pk)
    Batch.objects.filter(pk=batch.pk).update(state="cancelled")
    refused("UPDATE cases_batch SET state = 'open' WHERE id = %s", batch.pk)
    refused("DELETE FROM accounts_deputy WHERE id = %s", deputy.pk)
    refused("UPDATE accounts_deputy SET until = '2099-01-01' WHERE id = %s", deputy.pk)


def test_a_step_cannot_be_moved_to_another_case(play: Player, cast: Any) -> None:
    """The open step can't be hidden in another case."""
    other = Player(cast, play.now)
    other.start("wang", "voluntary_resignation", "wang")
    refused(
        "UPDATE cases_casestep SET case_id = %s WHERE case_id = %s AND key = 'undertaking'",
        other.row.pk,
        play.row.pk,
    )


def test_a_row_cannot_be_replaced(play: Player) -> None:
    """SQLite's REPLACE and PostgreSQL's ON CONFLICT both end at a trigger."""
    step = CaseStep.objects.get(case=play.row, key="undertaking")
    if connection.vendor == "sqlite":
        columns = ", ".join(field.column for field in CaseStep._meta.local_fields)
        selected = ", ".join(
            "'skipped'" if field.column == "status" else field.column for field in CaseStep._meta.local_fields
        )
        refused(
            f"INSERT OR REPLACE INTO cases_casestep ({columns}) SELECT {selected} FROM cases_casestep WHERE id = %s",
            step.pk,
        )
    else:
        refused("TRUNCATE cases_casestep CASCADE")
        refused("TRUNCATE cases_attachment")


def test_a_case_cannot_be_inserted_closed(play: Player, cast: Any) -> None:
    """A case that never ran can't appear as closed, nor a step as settled."""
    row = play.row
    for made in (
        lambda: Case.objects.create(
            company=row.company,
            number="2026-999999",
            employee=cast.employee("wang"),
            department=row.department,
            path=row.path,
            template=row.template,
            stream=row.stream,
            separation_type=row.separation_type,
            initiator="employer",
            opened_at=row.opened_at,
            state=Case.State.CLOSED,
        ),
        lambda: CaseStep.objects.create(
            case=row,
            key="extra",
            position=99,
            phase="close",
            kind="task",
            required=False,
            status="done",
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            made()


def test_a_published_template_stays_as_it_is(play: Player) -> None:
    """Neither its body nor its evidence alternatives can be changed or removed under a running case."""
    version = play.row.template
    refused("UPDATE cases_templateversion SET sha256 = 'x' WHERE id = %s", version.pk)
    for column in ("title", "title_en", "reason", "acknowledged"):
        refused(f"UPDATE cases_templateversion SET {column} = 'x' WHERE id = %s", version.pk)
    refused("UPDATE cases_templateversion SET editors = '[7]' WHERE id = %s", version.pk)
    refused("DELETE FROM cases_templateversion WHERE id = %s", version.pk)
    refused(
        "DELETE FROM cases_templateitem WHERE version_id = %s AND step = 'undertaking'",
        version.pk,
    )
    refused(
        "UPDATE cases_templateitem SET item = 'x' WHERE version_id = %s AND step = 'undertaking'",
        version.pk,
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        TemplateItem.objects.create(
            version=version,
            step="undertaking",
            alternative=9,
            item="system.log:nothing",
        )
    assert TemplateVersion.objects.filter(pk=version.pk).exists()


def test_a_forged_skip_is_found_by_check_and_by_closing(play: Player, cast: Any) -> None:
    """A trigger can't tell a forged skip; closing rebuilds the case from its entries and refuses, check names it."""
    CaseStep.objects.filter(
        case=play.row,
        key__in=["undertaking", "hr_review", "back_payment", "case_freeze"],
    ).update(status="skipped")
    found = {(fault.code, fault.step) for _case, fault in audit.check_open_cases()}
    assert ("status_differs", "undertaking") in found
    with pytest.raises(Refused):
        actions.close(by=cast.actor("hua"), case=play.case, now=play.now)
    assert play.row.state == Case.State.OPEN


def test_a_forged_fact_is_found_by_check_and_by_closing(play: Player, cast: Any) -> None:
    """A fact changed behind the engine makes steps vanish; the entries still say what it was."""
    facts = {**play.row.facts, "back_payment_due": False}
    Case.objects.filter(pk=play.row.pk).update(facts=facts)
    assert "facts_differ" in {fault.code for _case, fault in audit.check_open_cases()}


QUIET_FORGERIES = (
    ("UPDATE cases_case SET state = 'cancelled' WHERE id = %s", "state_differs"),
    ("UPDATE cases_case SET ends_on = '2027-01-01' WHERE id = %s", "dates_differ"),
    ("UPDATE cases_casestep SET due_at = '2030-01-01' WHERE case_id = %s AND key = 'undertaking'", "deadline_differs"),
    (
        "UPDATE cases_casestep SET due_class = 'statutory' WHERE case_id = %s AND key = 'undertaking'",
        "deadline_differs",
    ),
    ("UPDATE cases_casestep SET done_by = 'x' WHERE case_id = %s AND key = 'wage_pay'", "outcome_differs"),
    ("UPDATE cases_casestep SET done_at = '2020-01-01' WHERE case_id = %s AND key = 'wage_pay'", "outcome_differs"),
    ("UPDATE cases_casestep SET status = 'waiting' WHERE case_id = %s AND key = 'undertaking'", "status_differs"),
    ("UPDATE cases_casestep SET due_at = NULL WHERE case_id = %s AND key = 'undertaking'", "deadline_differs"),
    ("UPDATE cases_case SET next_due_at = '2030-01-01' WHERE id = %s", "board_differs"),
    ("UPDATE cases_case SET next_due_at = NULL WHERE id = %s", "board_differs"),
    ("UPDATE cases_case SET next_who = 'owner' WHERE id = %s", "board_differs"),
    ("UPDATE cases_case SET open_count = 0 WHERE id = %s", "board_differs"),
    ("UPDATE cases_case SET facts_at = '{}' WHERE id = %s", "dates_differ"),
    ("UPDATE cases_case SET closed_at = '2020-01-01' WHERE id = %s", "state_differs"),
    ("UPDATE cases_case SET planned_id = template_id WHERE id = %s", "version_differs"),
    ("UPDATE cases_case SET restate = '{}' WHERE id = %s", "attempts_differ"),
    ("UPDATE cases_case SET seat_count = 7 WHERE id = %s", "seats_differ"),
    ("UPDATE cases_casestep SET position = 99 WHERE case_id = %s AND key = 'wage_pay'", "step_differs"),
    ("UPDATE cases_casestep SET who = '{}' WHERE case_id = %s AND key = 'undertaking'", "step_differs"),
    ("UPDATE cases_casestep SET who = '[\"owner\"]' WHERE case_id = %s AND key = 'wage_pay'", "step_differs"),
    ("UPDATE cases_casestep SET ready_at = '2020-01-01' WHERE case_id = %s AND key = 'wage_pay'", "ready_differs"),
    ("UPDATE cases_casestep SET ready_at = NULL WHERE case_id = %s AND key = 'undertaking'", "ready_differs"),
    ("UPDATE cases_casestep SET due_at = '2030-01-01' WHERE case_id = %s AND key = 'wage_pay'", "deadline_differs"),
    ("UPDATE cases_casestep SET due_class = 'x' WHERE case_id = %s AND key = 'wage_pay'", "deadline_differs"),
    ("UPDATE cases_casestep SET done_at = '2020-01-01' WHERE case_id = %s AND key = 'undertaking'", "outcome_differs"),
    ("UPDATE cases_casestep SET done_by = 'x' WHERE case_id = %s AND key = 'undertaking'", "outcome_differs"),
)


def test_what_no_trigger_refuses_is_found_by_check(play: Player) -> None:
    """A case put away as cancelled, a deadline moved out of sight, an act laid to somebody else's door."""
    for sql, code in QUIET_FORGERIES:
        mark = transaction.savepoint()
        with connection.cursor() as cursor:
            cursor.execute(sql, [play.row.pk])
        assert code in {fault.code for _case, fault in audit.check_all_cases()}, sql
        transaction.savepoint_rollback(mark)
    assert list(audit.check_all_cases()) == []


def test_nobody_gets_into_a_case_by_sql(play: Player, cast: Any) -> None:
    """A successor, a copy or a decision about a version that no entry tells of is found; who was named stays."""
    case, at = play.row.pk, play.row.opened_at
    actions.name_successor(by=cast.actor("hua"), case=play.case, user=cast.users["sun"].uid, now=play.now)
    assert list(audit.check_all_cases(play.now)) == []
    for sql in (
        "UPDATE cases_caserole SET user_id = user_id + 1 WHERE case_id = %s",
        "UPDATE cases_caserole SET since = '2020-01-01' WHERE case_id = %s",
        "DELETE FROM cases_caserole WHERE case_id = %s",
    ):
        refused(sql, case)
    stranger = cast.users["wei"]
    copied = {"kind": "copy", "user": stranger, "holder": str(stranger.uid), "by": "x", "at": at, "entry": uid7()}
    decided = {"to_version": play.row.template, "choice": "keep", "revision": 1, "at": at, "entry": uid7()}
    for forge, code in (
        (lambda: CaseRole.objects.create(case=play.row, role="successor", user=stranger, since=at), "roles_differ"),
        (lambda: CaseRole.objects.filter(case=case).update(until=play.now), "roles_differ"),
        (lambda: CaseSeat.objects.create(case=play.row, number=1, step="undertaking", **copied), "seats_differ"),
        (
            lambda: CaseMigration.objects.create(case=play.row, from_version=play.row.template, **decided),
            "version_differs",
        ),
    ):
        mark = transaction.savepoint()
        forge()
        assert code in {fault.code for _case, fault in audit.check_all_cases(play.now)}
        with pytest.raises(Refused):
            actions.close(by=cast.actor("hua"), case=play.case, now=play.now)
        transaction.savepoint_rollback(mark)


def test_rows_nobody_can_read_are_named_and_hide_no_other_case(play: Player, cast: Any) -> None:
    """Days that are none, facts that are no mapping: the check names the case and still finds what is wrong beside."""
    other = Player(cast, play.now)
    other.start("wang", "voluntary_resignation", "wang")
    CaseStep.objects.filter(case=other.row, status="ready").update(due_class="statutory")
    for broken in ({"facts_at": {"x": "1"}}, {"facts": []}, {"anchors": {"D": "soon"}}, {"requested": ["x"]}):
        mark = transaction.savepoint()
        Case.objects.filter(pk=play.row.pk).update(**broken)
        found = {(case.pk, fault.code) for case, fault in audit.check_all_cases(play.now)}
        assert (play.row.pk, "rows_unreadable") in found, broken
        assert (other.row.pk, "deadline_differs") in found, broken
        with pytest.raises(Refused) as error:
            actions.close(by=cast.actor("hua"), case=play.case, now=play.now)
        assert error.value.code == "rows_unreadable"
        transaction.savepoint_rollback(mark)


def test_a_deadline_in_working_days_moved_behind_the_engine_is_found(play: Player) -> None:
    """Later, earlier or taken away: each open deadline of a case, whatever it is counted in."""
    views = {key: view for key, view in play.views().items() if view.due_at and not view.settled}
    assert views
    counted = Player(play.cast, play.now)
    counted.start("wang", "voluntary_resignation", "wang")
    for player in (play, counted):
        due = {key: view for key, view in player.views().items() if view.due_at and not view.settled}
        for key, view in due.items():
            for moved in (view.due_at + timedelta(days=7), view.due_at - timedelta(minutes=1), None):
                mark = transaction.savepoint()
                CaseStep.objects.filter(case=player.row, key=key).update(due_at=moved)
                found = {(fault.code, fault.step) for fault in audit.rebuild(store.load(player.row)).faults}
                assert ("deadline_differs", key) in found, (key, moved)
                transaction.savepoint_rollback(mark)


def test_forged_proof_is_found_by_check_and_by_closing(play: Player, cast: Any) -> None:
    """Proof inserted by SQL completes a step in the rows only; its entry does not exist."""
    row = play.row
    Attachment.objects.create(
        case=row,
        step="undertaking",
        item="employee.sign:undertaking",
        role="employee",
        source="person",
        by=str(row.employee.uid),
        at=play.now,
        entry="00000000-0000-7000-8000-000000000001",
    )
    CaseStep.objects.filter(case=row, key="undertaking").update(status="done", done_at=play.now, done_by="x")
    play.play()
    with pytest.raises(Refused) as error:
        actions.close(by=cast.actor("hua"), case=play.case, now=play.now)
    assert error.value.code == "differs_from_evidence"
    assert {"proof_differs", "status_differs"} <= {fault.code for fault in audit.rebuild(store.load(play.row)).faults}


def test_an_ended_case_is_never_changed(play: Player, cast: Any) -> None:
    """After closing nothing of the case can be written, and it can't be reopened."""
    play.play()
    actions.close(by=cast.actor("hua"), case=play.case, now=play.now)
    refused("UPDATE cases_case SET state = 'open' WHERE id = %s", play.row.pk)
    refused("UPDATE cases_case SET ground = 'other' WHERE id = %s", play.row.pk)
    refused("UPDATE cases_casestep SET done_by = 'other' WHERE case_id = %s", play.row.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        Attachment.objects.create(
            case=play.row,
            step="undertaking",
            item="x.y:z",
            source="person",
            by="x",
            at=play.now,
            entry=play.row.uid,
        )
    assert list(audit.check_all_cases()) == []


def live(case: Case) -> list[Timer]:
    """The timers of a case that will still fire."""
    return list(Timer.objects.filter(case=case, fired_at__isnull=True, dropped_at__isnull=True).order_by("pk"))


def found_by_check(now: datetime) -> set[tuple[str, str]]:
    """What the check says of all cases: code and step."""
    return {(fault.code, fault.step) for _case, fault in audit.check_all_cases(now)}


def test_the_check_asks_as_often_for_forty_cases_as_for_ten(cast: Any) -> None:
    """Entries, steps, proof, clocks and timers are read for many cases at once; each forged one is found."""
    person, rows = copy.copy(cast.wang), []

    def begin(count: int) -> None:
        for number in range(len(rows), count):
            person.pk, person.uid, person.user, person.number = None, uid7(), None, f"B{number}"
            person.save()
            cast.employees[f"b{number}"] = copy.copy(person)
            play = Player(cast, cast.now)
            play.start(f"b{number}", "mutual_agreement", "hua")
            rows.append(play.row)

    begin(1)
    list(audit.check_all_cases(cast.now))
    asked = []
    for count in (10, 40):
        begin(count)
        with CaptureQueriesContext(connection) as statements:
            assert list(audit.check_all_cases(cast.now)) == []
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 12
    with CaptureQueriesContext(connection) as statements:
        assert log.audit() == []
    assert len(statements) <= 12
    for row in (rows[0], rows[17], rows[39]):
        Case.objects.filter(pk=row.pk).update(next_who="owner")
    assert [case.pk for case, _fault in audit.check_all_cases(cast.now)] == [rows[i].pk for i in (0, 17, 39)]


def test_a_silenced_reminder_is_found_by_check(play: Player) -> None:
    """Each timer of an open case, dropped or said to have fired: reminders, deadlines, escalations, clocks of law."""
    timers = live(play.row)
    assert {"remind", "due", "escalate"} <= {timer.kind for timer in timers}
    assert {timer.step.startswith("watch:") for timer in timers} == {True, False}
    assert found_by_check(play.now) == set()
    for timer in timers:
        for columns, code in (
            ({"dropped_at": play.now}, "timer_dropped"),
            ({"dropped_at": timer.fire_at + timedelta(days=1)}, "timer_dropped"),
            ({"fired_at": timer.fire_at - timedelta(minutes=1)}, "timer_fired_early"),
            ({"fired_at": timer.fire_at + timedelta(minutes=1)}, "timer_fired_early"),
        ):
            mark = transaction.savepoint()
            Timer.objects.filter(pk=timer.pk).update(**columns)
            assert (code, timer.step) in found_by_check(min(play.now, timer.fire_at)), (timer.key, columns)
            transaction.savepoint_rollback(mark)


def test_a_silenced_clock_of_law_is_found_by_check(play: Player) -> None:
    """A clock stopped, moved, or ended without the proof that ends it."""
    row = CaseWatch.objects.get(case=play.row, key="arbitration")
    for columns, code in (
        ({"stopped_at": play.now}, "clock_stopped"),
        ({"due_on": date(2030, 1, 1)}, "clock_moved"),
        ({"due_on": None}, "clock_moved"),
        ({"done_at": play.now, "done_by": "x"}, "clock_done_unproved"),
        ({"done_at": play.now, "entry": uuid.uuid4()}, "clock_done_unproved"),
        ({"done_at": play.now, "step": "wage_pay"}, "clock_done_unproved"),
    ):
        mark = transaction.savepoint()
        CaseWatch.objects.filter(pk=row.pk).update(**columns)
        assert (code, "watch:arbitration") in found_by_check(play.now), columns
        transaction.savepoint_rollback(mark)


def test_a_timer_is_never_turned_into_another(play: Player) -> None:
    """Neither moved, renamed, given to another case, nor made to fire a second time."""
    timer = live(play.row)[0]
    for change in ("fire_at = '2030-01-01'", "key = 'x'", "step = 'x'", "kind = 'x'", "\"to\" = 'x'", "case_id = 0"):
        refused(f"UPDATE cases_timer SET {change} WHERE id = %s", timer.pk)
    refused("DELETE FROM cases_timer WHERE id = %s", timer.pk)
    Timer.objects.filter(pk=timer.pk).update(fired_at=timer.fire_at)
    refused("UPDATE cases_timer SET fired_at = NULL WHERE id = %s", timer.pk)
    refused("UPDATE cases_casewatch SET key = 'x' WHERE case_id = %s", play.row.pk)


def test_reminders_run_again_when_a_deadline_moves_back(play: Player) -> None:
    """Later and back to the first day: what was dropped on the way is set again."""
    before = {timer.key for timer in live(play.row)}
    first = play.row.ends_on
    assert first is not None
    for day in (first + timedelta(days=3), first):
        play.now += timedelta(minutes=1)
        case = store.load(play.row)
        moved = replace(case.state, anchors={**case.state.anchors, "D": day})
        views, _fresh = store.settle(replace(case, state=moved), play.now)
        watching.follow(play.row, case.state, moved, views, play.now)
        assert ({timer.key for timer in live(play.row)} == before) == (day == first)
    assert found_by_check(play.now) == set()
