"""Several writers, several sequencers, and processes that die in the middle."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from partwell.apps.evidence import actions, queries
from partwell.apps.evidence.models import Checkpoint, Entry, Node, Pending
from partwell.lib.actor import system
from tests.cast import NOW

ROOT = Path(__file__).resolve().parents[4]


def at_once(count, work):
    """Run `work(number)` in threads at once; what they raised."""
    raised, start = [], threading.Barrier(count)

    def run(number):
        try:
            start.wait(10)
            work(number)
        except Exception as why:  # noqa: BLE001 - handed to the test
            raised.append(why)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


def record(stream, **payload):
    """One entry in a transaction of its own."""
    with transaction.atomic():
        return actions.record(stream, "test.fact", by=system(None), now=NOW, payload=payload)


def test_writers_of_one_stream_and_of_many_lose_nothing(committed_db, cast):
    """Six threads write to a shared stream and to one of their own: no gap, no double, everything in the tree."""
    shared = actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW)
    record(shared, n=-1)

    def work(number):
        own = actions.open_stream("case", company=cast.company.pk, employee=cast.wang.pk, now=NOW)
        for n in range(8):
            record(own, n=n)
            record(shared, n=n, by=number)

    assert at_once(6, work) == []
    while actions.sequence(NOW, limit=7):
        pass
    assert queries.audit() == []
    assert len(queries.entries(shared)) == 49
    assert Node.objects.filter(level=0).count() == 97
    for number in range(6):
        own = [entry.payload["n"] for entry in queries.entries(shared) if entry.payload.get("by") == number]
        assert own == list(range(8))


@pytest.mark.only_on_postgres
def test_two_sequencers_make_one_history(committed_db, cast):
    """While writers go on, three sequencers tick: one leads at a time, no size gets two roots."""
    streams = [actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW) for _ in range(3)]
    record(streams[0], n=0)
    done = threading.Event()

    def work(number):
        if number < 3:
            for n in range(15):
                record(streams[number], n=n)
            if number == 0:
                done.set()
        else:
            while not done.is_set():
                actions.sequence(NOW, limit=5)

    assert at_once(6, work) == []
    while actions.sequence(NOW, wait=True):
        pass
    assert queries.audit() == []
    assert not Pending.objects.exists()
    assert Checkpoint.objects.order_by("size").last().size == 46


@pytest.mark.only_on_postgres
def test_a_sequencer_that_waits_gets_its_turn(committed_db, cast):
    """An export needs its entry in the tree: it waits for the leader instead of going without."""
    stream = actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW)
    record(stream, n=0)
    assert at_once(4, lambda number: actions.sequence(NOW, wait=True)) == []
    assert Checkpoint.objects.get().size == 1


@pytest.mark.only_on_postgres
def test_an_entry_written_before_a_crash_is_sequenced_after_it(committed_db, cast):
    """The program ends between the act's commit and the sequencer: the entry waits, proven by nothing yet."""
    stream = actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW)
    made = record(stream, n=0)
    connection.close()
    with pytest.raises(queries.NotIntegrated):
        queries.receipt(made.eid)
    assert queries.audit() == []
    assert actions.sequence(NOW) == 1
    assert "\nindex 0\n" in queries.receipt(made.eid)


DIE = """
import os, signal, sys
from django.conf import settings
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "partwell.site.settings"
django.setup()
from django.db import connection, connections, transaction
connections["default"].settings_dict["NAME"] = sys.argv[1]
from partwell.apps.evidence import actions, trees
from partwell.apps.evidence.models import Stream
from partwell.lib.actor import system
from tests.cast import NOW

statement = 0

def play(place):
    stream = Stream.objects.get(pk=int(sys.argv[2]))

    def die_at(execute, sql, params, many, context):
        global statement
        statement += 1
        if statement == place:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(die_at):
        for n in range(3):
            with transaction.atomic():
                actions.record(stream, "test.fact", by=system(None), now=NOW, payload={"n": n})
            print("kept", flush=True)
            actions.sequence(NOW)

for line in sys.stdin:
    child = os.fork()
    if not child:
        play(int(line))
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Forks a child for each number on stdin, which dies before that statement; then says how it ended. The process itself
never opens the database: what a child holds dies with the child."""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
@pytest.mark.sweep
def test_a_process_killed_at_any_statement_loses_nothing_acknowledged(committed_db, cast, tmp_path, settings):
    """Killed before each statement in turn: what was acknowledged is there, nothing is half there, one root a size."""
    stream = actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW)
    record(stream, n=-1)
    actions.sequence(NOW)
    name = str(connection.settings_dict["NAME"])
    connection.close()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PARTWELL_DATA": str(settings.DATA_DIR)}
    environment["PARTWELL_KEYS"] = str(settings.KEYS_DIR)
    words = [sys.executable, "-W", "ignore", "-c", DIE, name, str(stream.pk)]
    kept = 1
    with (
        (tmp_path / "errors").open("w+") as errors,
        subprocess.Popen(
            words,
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            bufsize=1,
        ) as nursery,
    ):
        for place in range(1, 22):
            nursery.stdin.write(f"{place}\n")
            told = 0
            while (line := nursery.stdout.readline()) == "kept\n":
                told += 1
            assert line.strip() in ("0", str(-signal.SIGKILL)), (tmp_path / "errors").read_text()
            kept += told
            # The act whose commit went through but was not told any more may be there too.
            assert Entry.objects.count() in (kept, kept + 1)
            kept = Entry.objects.count()
            # The server may not have noticed yet that the killed leader is gone: wait for its lock.
            actions.sequence(NOW, wait=True)
            assert queries.audit() == []
            assert Checkpoint.objects.order_by("size").last().size == kept
        nursery.stdin.close()
