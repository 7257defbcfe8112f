"""Clocks of law in a case: they run from the last day whatever the process does, and on after it is closed."""

import re
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from partwell.apps.cases import actions, audit, calendars, clock_queries, jobs, store, watching
from partwell.apps.cases.models import CalendarAddress, CaseWatch, Timer
from partwell.apps.cases.tests.player import Player
from partwell.apps.notices.models import Notice
from partwell.lib import clock
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from tests.stages import stage

pytestmark = pytest.mark.django_db


@stage
def play(cast: Any) -> Player:
    """A resignation whose last day is fixed, and nothing else has happened."""
    return resigned(cast)


def resigned(cast: Any) -> Player:
    """A case with a last day."""
    play = Player(cast, cast.now)
    play.start("wang", "voluntary_resignation", "wang")
    for step in ("resign", "ack", "date_fixed"):
        play.do(step)
    return play


def rows(play: Player) -> dict[str, CaseWatch]:
    """The clocks of the case by key."""
    return {row.key: row for row in CaseWatch.objects.filter(case=play.row)}


def fire(play: Player, at: datetime) -> None:
    """What the worker does at a moment."""
    jobs.timers(SimpleNamespace(now=at))  # type: ignore[arg-type]


def test_nothing_runs_before_the_last_day_is_known(cast: Any) -> None:
    """A case without a last day has no clocks and no timers of clocks."""
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    assert not rows(play)
    assert not Timer.objects.filter(step__startswith=watching.PREFIX).exists()


def test_the_clocks_start_with_the_last_day_in_the_same_act(play: Player) -> None:
    """Rows and timers stand as soon as the last day does, each with its owner and its step where it has one."""
    found, last = rows(play), play.row.ends_on
    assert last is not None
    assert found["wages"].due_on == found["certificate"].due_on == last
    assert found["unemployment_list"].due_on == last + timedelta(days=15)
    assert found["arbitration"].due_on == date(last.year + 1, last.month, last.day)
    assert found["wages"].step == "wage_pay"
    assert found["arbitration"].step == ""
    assert found["keep_pay"].owner == "payroll"
    kinds = set(Timer.objects.filter(step="watch:wages").values_list("kind", "to"))
    assert {("due", ""), ("escalate", "hr_manager"), ("escalate", "owner")} <= kinds


def test_a_step_stops_its_clock_and_the_timers_of_it(play: Player) -> None:
    """The proof of the payment, not a tick, ends the clock of wages."""
    assert rows(play)["wages"].done_at is None
    play.do("pay_calc")
    play.do("wage_pay")
    row = rows(play)["wages"]
    assert row.done_at is not None
    assert row.done_by
    left = Timer.objects.filter(step="watch:wages", fired_at__isnull=True, dropped_at__isnull=True)
    assert not left.exists()


def test_a_clock_speaks_when_the_process_does_not(cast: Any) -> None:
    """While the step waits for another one its clock goes on: the owner is told on the day, then the HR manager."""
    play = resigned(cast)
    assert play.views()["wage_pay"].status == "waiting"
    last = play.row.ends_on
    assert last is not None
    at = datetime.combine(last, watching.MORNING, clock.SHANGHAI)
    fire(play, at)
    told = Notice.objects.filter(subject_uid=play.row.uid, step="watch:wages")
    assert set(told.values_list("to_user__username", flat=True)) == {"hejing"}
    once = told.count()
    fire(play, at)
    assert told.count() == once
    fire(play, at + timedelta(days=1))
    assert {"guqing"} <= set(told.values_list("to_user__username", flat=True))


@pytest.mark.parametrize(("kind", "said"), [("duty", "法定期限已过"), ("target", "已过公司内部期限")])
def test_the_companys_own_day_is_never_said_to_be_the_laws(kind: str, said: str) -> None:
    """The list of the unemployed is planned for the seventh day, and due by law on the fifteenth."""
    assert clock_queries.state_words("late", kind) == said


def test_a_closed_case_keeps_its_clocks(cast: Any) -> None:
    """Limitation, retention and re-hiring go on; recording one needs no open case and breaks no proof."""
    play = Player(cast, cast.now)
    play.start("wang", "voluntary_resignation", "wang")
    play.play()
    actions.close(by=cast.actor("hua"), case=play.case, now=play.now)
    left = {row.key for row in clock_queries.running(cast.actor("hua"), play.now)}
    assert {"arbitration", "inspection", "keep_contract", "keep_pay"} <= left
    watching.record_done(by=cast.actor("hua"), case=play.case, watch="arbitration", note="无仲裁", now=play.now)
    assert rows(play)["arbitration"].done_at is not None
    assert audit.rebuild(store.load(play.row)).faults == ()
    due = rows(play)["inspection"].due_on
    assert due is not None
    fire(play, datetime.combine(due, watching.MORNING, clock.SHANGHAI))
    assert Notice.objects.filter(subject_uid=play.row.uid, step="watch:inspection").exists()


def test_a_fact_stops_a_clock_and_another_starts_one(play: Player, cast: Any) -> None:
    """Whoever learns that the company keeps the dossier starts its fifteen days."""
    before = rows(play)
    assert "dossier" not in before
    assert before["housing_fund"].stopped_at is None
    hua = cast.actor("hua")
    actions.state_facts(by=hua, case=play.case, values={"dossier_held": True}, why="档案在我处", now=play.now)
    assert rows(play)["dossier"].due_on == play.row.ends_on + timedelta(days=15)  # type: ignore[operator]
    actions.state_facts(by=hua, case=play.case, values={"hpf_account": False}, why="没有账户", now=play.now)
    assert rows(play)["housing_fund"].stopped_at is not None


@pytest.mark.parametrize(
    ("watch", "note", "kind"),
    [("wages", "已付", Refused), ("arbitration", "  ", BadInput), ("no", "x", NotVisible)],
)
def test_what_cannot_be_recorded_is_refused(play: Player, cast: Any, watch: str, note: str, kind: type) -> None:
    """A clock with a step is stopped by its proof; a record says something; an unknown clock is not there."""
    with pytest.raises(kind):
        watching.record_done(by=cast.actor("hua"), case=play.case, watch=watch, note=note, now=play.now)


def test_a_clock_is_recorded_once(play: Player, cast: Any) -> None:
    """The second record is refused; the same request gets its first answer; the entry names actor and note."""
    hua = cast.actor("hua")
    first = watching.record_done(by=hua, case=play.case, watch="keep_pay", note="入库", now=play.now, key="k" * 20)
    again = watching.record_done(by=hua, case=play.case, watch="keep_pay", note="入库", now=play.now, key="k" * 20)
    assert first == again
    with pytest.raises(Refused):
        watching.record_done(by=hua, case=play.case, watch="keep_pay", note="再一次", now=play.now)
    entry = audit.rebuild(store.load(play.row)).entries[-1]
    assert (entry.type, entry.payload["note"]) == ("watch.done", "入库")


@pytest.mark.parametrize(
    ("who", "status"), [("hua", 200), ("he", 200), ("wang", 200), ("fang", 403), ("wei", 404), ("lin", 404)]
)
def test_the_clocks_of_a_case_are_for_hr_owners_and_the_employee(
    play: Player, cast: Any, client: Client, who: str, status: int
) -> None:
    """Payroll owns one; finance owns none; another company and another employee see nothing."""
    client.force_login(cast.user(who))
    assert client.get(f"/cases/{play.case}/clocks/").status_code == status
    assert client.get(f"/cases/{play.case}/clocks.ics").status_code == status


def test_only_keepers_record(play: Player, cast: Any, client: Client) -> None:
    """Not the employee, not a colleague without the role; HR does."""
    for who, status in (("wang", 403), ("fang", 403), ("wei", 404), ("hua", 302)):
        client.force_login(cast.user(who))
        answer = client.post(f"/cases/{play.case}/clocks/keep_contract/", {"note": "封存"})
        assert answer.status_code == status, who
    with pytest.raises(NotAllowed):
        watching.record_done(by=cast.actor("wang"), case=play.case, watch="keep_pay", note="x", now=play.now)


def test_the_page_after_the_process_is_for_hr(play: Player, cast: Any, client: Client) -> None:
    """It lists what is no step; a person without a board is told so."""
    client.force_login(cast.user("hua"))
    page = client.get("/board/clocks/").content.decode()
    assert "arbitration" in page or "劳动仲裁" in page
    client.force_login(cast.user("he"))
    assert client.get("/board/clocks/").status_code == 403


def valid(text: str) -> list[dict[str, str]]:
    """Events of a calendar that keeps RFC 5545: line ends, folding, nesting, the properties each event must have."""
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    open_parts, events = [], []
    for line in lines:
        name, _, value = line.partition(":")
        assert re.fullmatch(r"[A-Z-]+(;[A-Z-]+=[^:;]+)*", name), line
        if name == "BEGIN":
            open_parts.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert open_parts.pop() == value
        elif open_parts[-1] == "VEVENT":
            events[-1][name.partition(";")[0]] = value
    assert not open_parts
    assert lines[1:3] == ["VERSION:2.0", lines[2]]
    for event in events:
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(event)
    assert len({event["UID"] for event in events}) == len(events)
    return events


def test_a_case_has_a_calendar_file_without_a_name(play: Player, cast: Any, client: Client) -> None:
    """Case number and duty, in days of Shanghai; the name stands nowhere."""
    client.force_login(cast.user("hua"))
    answer = client.get(f"/cases/{play.case}/clocks.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    assert "王思远" not in text
    events = valid(text)
    wages = next(event for event in events if "clock-wages" in event["UID"])
    assert wages["DTSTART"] == f"{play.row.ends_on:%Y%m%d}"
    assert wages["SUMMARY"].startswith(play.row.number)


def test_a_calendar_address_is_shown_once_and_ends(play: Player, cast: Any, client: Client, monkeypatch: Any) -> None:
    """256 bits, kept as a hash; a new one ends the old one; ended, unknown and another's answer alike."""
    monkeypatch.setattr(clock, "now", lambda: play.now)
    monkeypatch.setattr(clock, "today", lambda: play.now.astimezone(clock.SHANGHAI).date())
    client.force_login(cast.user("he"))
    page = client.post("/calendar/", {"do": "make"}).content.decode()
    token = re.search(r"/calendar/([\w-]{43})\.ics", page)
    assert token is not None
    assert token[1] not in str(list(CalendarAddress.objects.values()))
    assert token[1] not in client.get("/calendar/").content.decode()
    stranger = Client()
    text = stranger.get(f"/calendar/{token[1]}.ics").content.decode()
    assert "王思远" not in text
    assert any("keep_pay" in event["UID"] for event in valid(text))
    client.post("/calendar/", {"do": "make"})
    assert stranger.get(f"/calendar/{token[1]}.ics").status_code == 404
    assert stranger.get("/calendar/nothing.ics").status_code == 404
    second = calendars.make(by=cast.actor("he"), now=play.now)
    assert calendars.of_token(second, play.now).user == cast.user("he").pk
    assert calendars.revoke(by=cast.actor("he"), now=play.now)
    with pytest.raises(NotVisible):
        calendars.of_token(second, play.now)


def test_a_calendar_holds_only_what_falls_to_its_owner(play: Player, cast: Any) -> None:
    """Payroll gets wages and pay records; the employee what is owed to him; finance nothing of law."""
    he = {event.uid for event in calendars.events_of(cast.actor("he"), play.now, "")}
    assert any("clock-keep_pay" in uid for uid in he)
    assert not any("clock-keep_contract" in uid for uid in he)
    wang = {event.uid for event in calendars.events_of(cast.actor("wang"), play.now, "")}
    assert any("clock-arbitration" in uid for uid in wang)
    assert not [e for e in calendars.events_of(cast.actor("fang"), play.now, "") if "clock" in e.uid]


def test_a_person_who_left_has_no_calendar_any_more(play: Player, cast: Any) -> None:
    """The address of a user who may not sign in answers as if it never was."""
    token = calendars.make(by=cast.actor("he"), now=play.now)
    user = cast.user("he")
    user.is_active = False
    user.save(update_fields=["is_active"])
    with pytest.raises(NotVisible):
        calendars.of_token(token, play.now)


def test_an_act_without_a_last_day_costs_no_clock(cast: Any, django_assert_num_queries: Any) -> None:
    """Nothing is read for clocks while no anchor is known."""
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    row = play.row
    state = store.load(row).state
    with django_assert_num_queries(0):
        watching.follow(row, state, state, {}, play.now)


@pytest.mark.only_on_sqlite
def test_the_count_of_running_clocks_does_not_read_every_case(cast: Any) -> None:
    """Closed cases grow for good: the count goes by the index of running clocks and asks for each one's case."""
    plan = clock_queries.running_rows(cast.actor("hua")).explain()
    assert "USING INDEX watch_running_by_day" in plan and "LIST SUBQUERY" not in plan, plan
