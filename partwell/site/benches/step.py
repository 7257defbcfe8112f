"""What one act costs, and its engine part against SpiffWorkflow's with the state as JSON in a column.

`act.*`: real acts on a real case, each with its request key, its entry, its proof, its jobs and its own commit.
`evidence.*`: the same act in a transaction that is rolled back, with and without its entry, taken in turns.
`step.*`: load, decide and store alone, both on the same database, both in a transaction of their own; the proof, the
entry, timers, board columns and jobs are the same for both and stand outside.
"""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any
from unittest import mock

from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from partwell.apps.cases import actions, standing, store
from partwell.apps.evidence import actions as evidence
from partwell.apps.people import queries as people
from partwell.core.process.decide import Act, Done, Refusal, Standing, decide_act
from partwell.core.process.replay import Happening, apply
from partwell.core.process.state import derive
from partwell.lib import clock
from partwell.lib.actor import Actor, system
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar
from partwell.lib.ids import uid7

from . import Row, Where, company, interleaved_cpu, spiff

SUMMARY = "statements, CPU and commits of one act; its engine part against SpiffWorkflow"
Case: Any = apps.get_model("cases", "Case")
Attachment: Any = apps.get_model("cases", "Attachment")
TemplateVersion: Any = apps.get_model("cases", "TemplateVersion")
Employee: Any = apps.get_model("people", "Employee")
User: Any = apps.get_model("accounts", "User")
STATEMENTS, CPU_MS, SHARE = 25, 12.0, 0.35
OF_A_CASE, OF_LAYERS = 1 / 10, 1 / 50
CASES = 5
"""Cases whose acts are measured, up to where they wait for something; those of the first one only warm up."""
PACES, SAMPLES = 24, 3
"""Steps of a case that are compared, and how often each."""
TURNS = 20
"""Acts taken together as one sample: one of some milliseconds is too short for the clock of the processor."""
_FRAME = ("BEGIN", "COMMIT", "ROLLBACK")


def measure(where: Where) -> Iterator[Row]:
    """Act for real first, then compare in transactions that are rolled back."""
    hr = company.prepare(where)
    now = clock.now()
    yield from _acts(hr, now)
    with connection.cursor() as cursor:
        # Once: each change of the schema makes SQLite prepare every statement anew, ours as well.
        cursor.execute("CREATE TEMPORARY TABLE bench_spiff (id integer PRIMARY KEY, state text)")
    with _undone():
        yield from _evidence(hr, now)
    with _undone():
        player = company.Player(now, hr)
        player.start(_free(hr, "probation"), "probation_failure")
        yield from _engines("step.case", player, OF_A_CASE)
    with _undone():
        yield from _engines("step.layers", _layers(hr, now), OF_LAYERS)


@contextmanager
def _undone() -> Iterator[None]:
    """A transaction that leaves nothing."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _free(hr: Actor, type: str = "regular") -> Any:
    """An employee with a contract and without an open case."""
    busy = Case.objects.filter(state="open").values("employee")
    rows = Employee.objects.filter(company=hr.company, contracts__isnull=False, type=type, user__isnull=False)
    return rows.exclude(pk__in=busy).exclude(user__username="huamin").order_by("-pk")[0]


def _acts(hr: Actor, now: datetime) -> Iterator[Row]:
    """Acts on cases of their own; each is cancelled afterwards, so that the next run finds the same open cases."""
    seconds: list[float] = []
    statements: list[int] = []
    commits: list[int] = []
    keeper = people.actor_for(User.objects.get(username="guqing"), today=_day(now))
    for warm in range(CASES):
        player = company.Player(now, hr)
        player.start(_free(hr, "probation"), "probation_failure")
        number = 0
        while found := player.next():
            by, wish = found
            number += 1
            player.now += timedelta(seconds=1)
            act = partial(
                actions.act, by=by, case=player.uid, wish=wish, now=player.now, key=f"bench:{player.uid}:{number}"
            )
            if warm % 2:
                with CaptureQueriesContext(connection) as asked:
                    act()
                said = [query["sql"].split(" ")[0].rstrip(";") for query in asked]
                statements.append(sum(word not in _FRAME for word in said))
                commits.append(said.count("COMMIT"))
                continue
            before = time.process_time()
            act()
            if warm:
                seconds.append(time.process_time() - before)
        actions.cancel(by=keeper, case=player.uid, reason="Measured.", now=player.now)
    yield Row("act.acts", len(seconds), "acts")
    yield Row("act.statements", max(statements), "statements", goal=STATEMENTS)
    yield Row("act.cpu_ms", statistics.median(seconds) * 1000, "ms", goal=CPU_MS)
    yield Row("act.commits", max(commits), "commits", goal=1)


def _day(now: datetime) -> Any:
    return now.astimezone(SHANGHAI).date()


def _evidence(hr: Actor, now: datetime) -> Iterator[Row]:
    """The same act with its entry and without."""
    player = company.Player(now, hr)
    player.start(_free(hr), "serious_misconduct")
    by, wish = player.next() or (hr, Act(""))

    def act() -> None:
        with _undone():
            actions.act(by=by, case=player.uid, wish=wish, now=now)

    def turns() -> None:
        for _turn in range(TURNS):
            act()

    def without(call: Callable[[], None]) -> None:
        with mock.patch.object(evidence, "record", return_value=SimpleNamespace(eid=uid7(), stream_seq=1)):
            call()

    counts = []
    for call in (act, lambda: without(act)):
        with CaptureQueriesContext(connection) as asked:
            call()
        counts.append(len(asked))
    yield Row("evidence.statements", counts[0] - counts[1], "statements", goal=4)
    both, bare = interleaved_cpu(turns, lambda: without(turns), times=5)
    yield Row("evidence.cpu_share", (both - bare) / bare, "of the act", goal=SHARE)


def _layers(hr: Actor, now: datetime) -> company.Player:
    """A case of three layers of eight. Its version goes with the transaction."""
    version, template = company.publish(company.layers("bench_layers", 3, 8), now)
    TemplateVersion.objects.filter(pk=version.pk).update(retired_at=None)
    for other in TemplateVersion.objects.filter(separation_type=template.separation_type).exclude(pk=version.pk):
        TemplateVersion.objects.filter(pk=other.pk).update(retired_at=now)
    player = company.Player(now, hr)
    player.start(_free(hr), template.separation_type)
    return player


def _engines(name: str, player: company.Player, goal: float) -> Iterator[Row]:
    """Load, decide, store: ours and SpiffWorkflow's, in turns, on each act that completes a step of the same case."""
    mine: list[float] = []
    other: list[float] = []
    column, size = "", 0
    while len(mine) < PACES and (found := _completing(player)):
        case, by, wish = found
        loaded = store.load(case)
        settled = {key for key, view in derive(loaded.state, calendar()).items() if view.settled}
        column = _column(column or spiff.begun(loaded.template), settled)
        size = max(size, len(column))
        who = standing.standing_on(by, case, [loaded.template.step(wish.step)], _day(player.now))
        pairs = [(_ours(case, wish, who, player.now), _theirs(column, wish.step)) for _turn in range(1 + SAMPLES)][1:]
        for figures, side in zip((mine, other), zip(*pairs, strict=True), strict=True):
            figures.append(statistics.median(side))
        player.play(1)
    yield Row(f"{name}.steps", len(loaded.template.steps), "steps")
    yield Row(f"{name}.bytes", size, "bytes of SpiffWorkflow's state")
    yield Row(
        f"{name}.engine_ms",
        statistics.mean(mine) * 1000,
        "ms",
        anchor=round(statistics.mean(other) * 1000, 3),
        goal=goal,
    )


def _ours(case: Any, wish: Act, who: Standing, now: datetime) -> float:
    """CPU seconds of our engine for one act, rolled back afterwards."""
    moment = store.to_ms(now)
    with _undone():
        gc.collect()
        began = time.process_time()
        mine = store.load(case)
        done = _done(decide_act(mine.state, wish, who, moment, calendar()))
        so_far = time.process_time() - began
        # The proof is a row in both worlds, so it is not timed; the trigger wants it there before the step is done.
        Attachment.objects.bulk_create(store.attachments(case, done, by=who.pid, entry=uid7()))
        began = time.process_time()
        mine.state = apply(mine.state, Happening(done.type, moment, who.pid, done.payload))
        store.save_steps(mine, derive(mine.state, calendar()))
        return so_far + time.process_time() - began


def _theirs(column: str, step: str) -> float:
    """CPU seconds of SpiffWorkflow for the same act, rolled back afterwards."""
    with _undone(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_spiff VALUES (1, %s)", [column])
        gc.collect()
        began = time.process_time()
        cursor.execute("SELECT state FROM bench_spiff WHERE id = 1")
        state = spiff.step(cursor.fetchone()[0], step)
        cursor.execute("UPDATE bench_spiff SET state = %s WHERE id = 1", [state])
        return time.process_time() - began


def _completing(player: company.Player) -> tuple[Any, Actor, Act] | None:
    """Act on until the next act completes a step: that case, who does it, and the act; None at the end."""
    while found := player.next():
        by, wish = found
        case = standing.visible(system(player.hr.company), player.uid)
        loaded = store.load(case)
        who = standing.standing_on(by, case, [loaded.template.step(wish.step)], _day(player.now))
        if _done(decide_act(loaded.state, wish, who, store.to_ms(player.now), calendar())).completes:
            return case, by, wish
        player.play(1)
    return None


def _done(answer: Done | Refusal) -> Done:
    if isinstance(answer, Refusal):
        raise LookupError(f"{answer.step} cannot be done: {answer.code}")
    return answer


def _column(column: str, settled: set[str]) -> str:
    """SpiffWorkflow's state after the steps that are settled in ours."""
    while found := [key for key in spiff.ready(column) if key in settled]:
        column = spiff.step(column, found[0])
    return column
