"""Attendance of the demo: shifts, rules of both branches, a roster with a gap, punches, and a month with its answers.

Last month is computed and told: one person agreed and HR confirmed, one disputed and waits for HR's answer, Ma has hers
to check, and so has Wang, who has a card and a phone. Requests wait for Zhou, and somebody in Shanghai has not come
for days. Nobody else of the demo's cases is among them. Where the year's holidays are not published nothing is
computed, as everywhere.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from partwell.apps.attendance import actions, queries
from partwell.apps.attendance.actions.punches import Given
from partwell.apps.attendance.actions.rosters import Cell
from partwell.apps.people import queries as people
from partwell.core.days import add_months, period_end, span_of
from partwell.lib import clock, jobs
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar

from .cases import set_aside
from .company import DemoCompany, first_of_month

BEFORE = timedelta(days=95)
"""How far back the demo's attendance reaches."""
SHIFTS = (
    ("白", "白班", 540, 1080, [(720, 780)]),
    ("早", "早班", 450, 960, [(690, 720)]),
    ("晚", "晚班", 780, 1290, [(1050, 1080)]),
    ("夜", "夜班", 1320, 1860, [(1560, 1620)]),
)
ABSENT_DAYS = 4
DISPUTE = "上月第三周周四晚上加班到 20:30，有加班申请，表上没有算进去。"
FRIDAY = 4
WEEKS = 2
"""Weeks of roster from next Monday on."""


def attendance_stories(demo: DemoCompany) -> list[Iterator[datetime]]:
    """Everything above, through the actions: each story yields when its next act happens."""
    if not {demo.today.year, (demo.today - BEFORE).year} <= calendar().years:
        return []
    staff = _staff(demo)
    wang = people.by_pk(demo.employees["wang"].pk)
    everybody = [*(one for group in staff.values() for one in group), wang]
    return [
        _setup(demo),
        _roster(demo, staff["service"]),
        _punches(demo, everybody, staff["shanghai_sales"][0]),
        _answers(demo, [one for one in everybody if one.pk != wang.pk], staff["testing"]),
        _requests(demo, staff["testing"]),
    ]


def begun(demo: DemoCompany) -> datetime:
    """When all this was set up: on the day the criteria of the posts were written, later."""
    return _at(demo.employees["lin"].hired_on, 12)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def _setup(demo: DemoCompany) -> Iterator[datetime]:
    """Shifts of the company; Shanghai is more patient in the morning and counts overtime by the hour."""
    by, now = demo.actor("gu"), begun(demo)
    yield now
    shifts = [actions.add_shift(*one, by=by, now=now) for one in SHIFTS]
    since = first_of_month(demo.today, -4)
    hangzhou = {"grace_late": 5, "grace_early": 0}
    shanghai = {"grace_late": 15, "grace_early": 5, "overtime_from": 60, "overtime_step": 60}
    for key, data in (("hangzhou", hangzhou), ("shanghai", shanghai)):
        actions.add_rules(demo.branches[key], since, data, default_shift=shifts[0], by=by, now=now)


def _staff(demo: DemoCompany) -> dict[str, list[Any]]:
    """Some people of three departments who have a sign-in and no case."""
    set_aside(demo)
    busy = {row.pk for key, row in demo.employees.items() if key != "ma"}
    found = {}
    for key, count in (("testing", 4), ("service", 5), ("shanghai_sales", 4)):
        rows = [
            row
            for row in demo.everyone
            if row.department_id == demo.departments[key].pk
            and row.pk not in busy
            and row.type == "regular"
            and row.user_id
            and row.hired_on < demo.today - BEFORE
        ]
        found[key] = [people.by_pk(row.pk) for row in rows[:count]]
    return found


def _roster(demo: DemoCompany, staff: list[Any]) -> Iterator[datetime]:
    """Two weeks of early and late shifts from next Monday on; one afternoon lacks a person, the second week waits."""
    by, department = demo.actor("gu"), demo.departments["service"]
    now = demo.now - timedelta(days=3)
    yield now
    held = {one.key: one for one in queries.shifts(by)}
    working = [2] * 5 + [0, 0]
    actions.set_needs(department, {held["早"]: working, held["晚"]: working}, by=by, now=now)
    monday = demo.today + timedelta(days=7 - demo.today.weekday())
    for week in range(WEEKS):
        begin = monday + timedelta(days=7 * week)
        cells = [
            Cell(person, begin + timedelta(days=day), "" if day > FRIDAY else ("早", "晚")[(number + week) % 2])
            for number, person in enumerate(staff[:4])
            for day in range(7)
        ]
        # On one day of the week that still waits a person of the late shift has a day off: the check says so.
        if week:
            cells[8] = Cell(cells[8].employee, cells[8].day, "")
        now += timedelta(hours=1)
        yield now
        actions.set_roster(cells, by=by, now=now)
        if week == 0:
            last = begin + timedelta(days=6)
            actions.publish_roster(staff[:4], begin, last, knows=True, by=by, now=now)


def _month(demo: DemoCompany) -> tuple[date, datetime]:
    """The last month that can have been told and answered by now, and when it was told: the 2nd at ten."""
    this = first_of_month(demo.today)
    if demo.now < _at(this + timedelta(days=4), 12):
        this = add_months(this, -1)
    return add_months(this, -1), _at(this + timedelta(days=1), 10)


def _punches(demo: DemoCompany, staff: list[Any], missing: Any) -> Iterator[datetime]:
    """One file a month, with two rows that could not be taken; the one who is missing stops some days ago, which the
    morning's look finds.
    """
    month, _told = _month(demo)
    yesterday = demo.today - timedelta(days=1)
    gone = calendar().add_working_days(demo.today, -ABSENT_DAYS)
    while month <= yesterday:
        last = min(period_end(month, 1), yesterday)
        rows = [
            (person.number, moment)
            for person in staff
            for moment in _moments(demo, person, month, last if person.pk != missing.pk else min(last, gone - _DAY))
        ]
        given = [Given(at, number, moment, f"{moment:%Y-%m-%d %H:%M}") for at, (number, moment) in enumerate(rows, 2)]
        given.append(Given(len(rows) + 2, "E99999", _at(last, 8, 58), f"{last} 08:58"))
        given.append(Given(len(rows) + 3, staff[0].number, None, f"{last:%m/%d/%Y} 08:58"))
        now = min(_at(last + _DAY, 0, 30), demo.now - timedelta(minutes=30))
        yield now
        name = f"考勤机 {month:%Y-%m}.csv"
        actions.add_punches(given, name=name, sha256="", source="device", by=demo.actor("xu"), now=now)
        month = add_months(month, 1)
    now = demo.now - timedelta(minutes=20)
    yield now
    actions.find_noshows(demo.branches["shanghai"], by=demo.actor("hua"), now=now)
    _send(now)


_DAY = timedelta(days=1)


def _forgotten(demo: DemoCompany) -> date:
    """The working day on which Ma forgot to punch when she left."""
    return calendar().add_working_days(demo.today, -1)


def _moments(demo: DemoCompany, person: Any, first: date, last: date) -> Iterator[datetime]:
    """Comes and goes on working days, a few minutes apart by person and day; Ma is late twice and forgets a punch."""
    is_ma = person.pk == demo.employees["ma"].pk
    worked = [day for day in span_of(first, last) if calendar().is_working(day)] if first <= last else []
    for number, day in enumerate(worked, 1):
        late = 17 if is_ma and number in (4, 11) else 0
        yield _at(day, 8, 42 + (person.pk * 7 + number * 5) % 16) + timedelta(minutes=late)
        if is_ma and day == _forgotten(demo):
            continue
        stays = 155 if number in (8, 14) else 0
        yield _at(day, 18, 1 + (person.pk + number * 3) % 14) + timedelta(minutes=stays)


def _answers(demo: DemoCompany, everybody: list[Any], testing: list[Any]) -> Iterator[datetime]:
    """The month is computed; testers are told, one agrees and is confirmed, one disputes, the rest wait.

    Wang's months are typed from the old clock's list: his settlement stands on them.
    """
    xu = demo.actor("xu")
    month, told = _month(demo)
    yield told - timedelta(hours=1)
    actions.compute_months(everybody, month, by=xu, now=told - timedelta(hours=1))
    yield told
    rows = {one.pk: row for one in testing if (row := queries.month_of(one.pk, month))}
    for row in rows.values():
        actions.tell_month(row, by=xu, now=told)
    yield told + timedelta(minutes=2)
    _send(told + timedelta(minutes=2))
    disputes, agrees = testing[1], testing[2]
    now = told + timedelta(hours=26)
    yield now
    actions.answer_sheet(rows[agrees.pk], None, by=_actor(demo, agrees), now=now)
    actions.answer_sheet(rows[disputes.pk], DISPUTE, by=_actor(demo, disputes), now=now)
    now += timedelta(hours=4)
    yield now
    actions.confirm_month(agrees.uid, month, by=xu, now=now)


def _send(now: datetime) -> None:
    """Let the worker send what waits, with the clock standing there: the cases' own past comes after."""
    clock.freeze(now)
    try:
        jobs.run_due(now, limit=400)
    finally:
        clock.freeze(None)


def _actor(demo: DemoCompany, person: Any) -> Actor:
    return people.actor_for(person.user, today=demo.today)


def _requests(demo: DemoCompany, staff: list[Any]) -> Iterator[datetime]:
    """Ma asks for overtime and for the punch she forgot, a colleague for leave; one leave was approved before."""
    ma, colleague = demo.employees["ma"], staff[1]
    now = demo.now - timedelta(minutes=15)
    yield now
    for person, days, taken in ((ma, 5, 2), (colleague, 10, 6)):
        actions.record_leave(
            person.uid, demo.today.year, full_days=days, taken_days=Decimal(taken), source="年休假台账",
            by=demo.actor("xu"), now=now,
        )  # fmt: skip
    by = _actor(demo, people.by_pk(ma.pk))
    actions.ask_overtime(demo.today, 120, reason="3.2 版本今晚发布，需要回归测试。", by=by, now=now)
    actions.ask_correction(_at(_forgotten(demo), 18, 6), reason="下班忘记打卡，门禁有出门记录。", by=by, now=now)
    ahead = span_of(demo.today + timedelta(days=5), demo.today + timedelta(days=14))
    known = (day for day in ahead if day.year == demo.today.year and calendar().is_working(day))
    first = next(known, _forgotten(demo))
    actions.ask_leave("annual", first, first, reason="家中有事。", by=_actor(demo, colleague), now=now)
