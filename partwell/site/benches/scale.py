"""The board and the 200 most overdue cases at 1,000, 10,000 and 100,000 cases, each in a database of its own.

In each of them 300 cases are open and overdue, begun and worked on by the real actions; the others are closed and
written in bulk (see `company`). All three are kept between runs, and `./run check` holds for each.
"""

import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partwell.apps.cases import actions, queries
from partwell.apps.evidence.actions import sequence
from partwell.apps.people import actions as people_actions
from partwell.apps.people import queries as people
from partwell.lib import clock
from partwell.lib.actor import Actor, system
from partwell.lib.clock import SHANGHAI
from partwell.site.demo.company import founded, load_company

from . import Row, Where, company

Employee: Any = apps.get_model("people", "Employee")
SUMMARY = "the board and the 200 most overdue at 1,000, 10,000 and 100,000 cases"
SIZES = (1_000, 10_000, 100_000)
OPEN = 300
WRITER = 1
"""Raised when what is written changes."""
MOST = 200
OVERDUE_MS, FLAT = 5.0, 1.5
ROUNDS, TIMES = 5, 5
KINDS = ("serious_misconduct", "mutual_agreement", "voluntary_resignation")


def measure(where: Where) -> Iterator[Row]:
    """Write what is lacking, then ask each database in turns, so that a noisy moment falls on all alike."""
    first = str(connection.settings_dict["NAME"])
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    try:
        for before, size in zip((0, *SIZES), SIZES, strict=False):
            _prepare(where, before, size)
        yield from _figures(where)
    finally:
        _switch(first)


def _figures(where: Where) -> Iterator[Row]:
    now = clock.now()
    figures: dict[tuple[str, int], list[float]] = {}
    for _round in range(ROUNDS):
        for size in SIZES:
            _switch(_name(where, size))
            by = _by(now)
            for name, act in _acts(by, now).items():
                figures.setdefault((name, size), []).append(_wall_ms(act))
    for size in SIZES:
        _switch(_name(where, size))
        by = _by(now)
        yield Row(f"cases.{size}", company.Case.objects.count(), "cases")
        yield Row(f"board.queries.{size}", _statements(by, now), "queries", goal=30)
        found = len(queries.cases_found(by, queries.Search(state="late"), now=now)[:MOST])
        yield Row(f"overdue.found.{size}", found, "cases", goal=MOST, better="higher")
        yield Row(f"overdue.ms.{size}", min(figures["overdue", size]), "ms", goal=OVERDUE_MS)
    for name in ("board.ms", "board.page.ms"):
        for size in SIZES:
            first = size == SIZES[0]
            value, anchor = min(figures[name, size]), None if first else min(figures[name, SIZES[0]])
            yield Row(f"{name}.{size}", value, "ms", anchor=anchor, goal=None if first else FLAT)


def _by(now: datetime) -> Actor:
    return people.actor_for(company.hr(), today=now.astimezone(SHANGHAI).date())


def _acts(by: Actor, now: datetime) -> dict[str, Callable[[], object]]:
    """What is measured: the statement of the most overdue with its rows, the board's query, the board's page."""
    rows = queries.cases_found(by, queries.Search(state="late"), now=now)
    sql, values = queries.part_of(rows, 0, MOST).query.sql_with_params()
    client = Client()
    client.force_login(company.hr(), backend="django.contrib.auth.backends.ModelBackend")

    def overdue() -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return len(cursor.fetchall())

    return {
        "overdue": overdue,
        "board.ms": lambda: queries.board(by, now),
        "board.page.ms": lambda: client.get("/board/"),
    }


def _statements(by: Actor, now: datetime) -> int:
    with CaptureQueriesContext(connection) as asked:
        queries.board(by, now)
    return len(asked)


def _wall_ms(act: Callable[[], object]) -> float:
    """Median wall milliseconds, after one turn that is not counted."""
    act()
    figures = []
    for _turn in range(TIMES):
        before = time.perf_counter()
        act()
        figures.append((time.perf_counter() - before) * 1000)
    return statistics.median(figures)


# --- writing --------------------------------------------------------------------------------------------------------


def _prepare(where: Where, before: int, size: int) -> None:
    """Write the database of one size, from that of the size before; the first one from nothing."""
    with where.kept(f"scale-{size}", f"{WRITER} {company.WRITER} {OPEN} {size} {company.schema()}") as lacking:
        if not lacking:
            return
        _new(where, before, size)
        now = clock.now()
        if before:
            _fill(company.hr(), before, size, now)
        else:
            call_command("migrate", interactive=False, verbosity=0)
            _begin(size, now)
        _settle(now)


def _name(where: Where, size: int) -> str:
    """The largest one is the installation's own file, so that `./run check --data` looks at it."""
    if where.database == "sqlite":
        return str(where.data / ("db.sqlite3" if size == SIZES[-1] else f"{size}.sqlite3"))
    return f"scale_{size}"


def _switch(name: str) -> None:
    """Go on with another database of the same server, or another file."""
    connection.close()
    connection.settings_dict["NAME"] = name


def _new(where: Where, before: int, size: int) -> None:
    """A database for this size: a copy of the one before, or an empty one."""
    name = _name(where, size)
    if where.database == "sqlite":
        for ending in ("", "-wal", "-shm"):
            Path(name + ending).unlink(missing_ok=True)
        if before:
            _switch(_name(where, before))
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            shutil.copyfile(_name(where, before), name)
        _switch(name)
        return
    _switch("postgres")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {_name(where, before) if before else 'template0'}")
    _switch(name)


def _begin(size: int, now: datetime) -> None:
    """The company, its open cases, and the first closed ones."""
    demo = load_company(now)
    actions.publish_shipped(demo.founded)
    hua = demo.actor("hua")
    begin = demo.founded + timedelta(days=1)
    for number, person in enumerate(_people(hua, 0, OPEN, now)):
        player = company.Player(begin + timedelta(minutes=number), hua)
        player.start(person, KINDS[number % len(KINDS)])
        player.play(number % 5)
    _fill(company.hr(), OPEN, size, now)


def _fill(user: Any, before: int, size: int, now: datetime) -> None:
    """Closed cases up to the size, spread from the company's second day until now."""
    today = now.astimezone(SHANGHAI).date()
    hua = people.actor_for(user, today=today)
    begun = founded(now) + timedelta(days=2)
    version, template = company.short(begun)
    for start in range(before, size, company.AT_ONCE):
        count = min(company.AT_ONCE, size - start)
        at = begun + (now - begun) * (start / SIZES[-1])
        with transaction.atomic():
            rows = _people(hua, start, count, now)
            company.closed(hua, rows, version, template, at, first=start + 1)
        sequence(now)


def _people(by: Actor, first: int, count: int, now: datetime) -> list[Any]:
    """Employees without a sign-in, one for each case."""
    like = Employee.objects.filter(company=by.company).select_related("department", "position").order_by("pk")
    post = like[0].position
    departments = list({row.department_id: row.department for row in like[:100]}.values())
    rows = [
        people_actions.Person(
            f"B{number:06d}", f"林{chr(0x4E00 + number % 3000)}", departments[number % len(departments)], post,
            founded(now).date() - timedelta(days=400),
        )
        for number in range(first, first + count)
    ]  # fmt: skip
    return people_actions.load([(row, None, ()) for row in rows], by=system(by.company, "command"), now=founded(now))


def _settle(now: datetime) -> None:
    """Sign what is pending, and tell the planner how large the tables are."""
    while sequence(now):
        pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
