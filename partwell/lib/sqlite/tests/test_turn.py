"""Writers of SQLite take turns, in order, across threads and processes."""

import subprocess
import sys
import threading

import pytest
from django.db import OperationalError, connection, connections, transaction

from partwell.lib.sqlite.turn import FileTurn, Queue, Turn, turn_of

pytestmark = pytest.mark.only_on_sqlite

HOLD = """
import sys
from partwell.lib.sqlite.turn import FileTurn
turn = FileTurn(sys.argv[1])
assert turn.enter(10)
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def elsewhere(tmp_path):
    """Another process that holds the file's turn until a line is written to it."""
    path = str(tmp_path / "db-turn")
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout.readline() == "held\n"
    yield path, child
    child.kill()
    child.wait()
    child.stdin.close()
    child.stdout.close()


def test_the_queue_is_first_come_first_served():
    """Ten threads get the turn in the order in which they came."""
    queue, order, threads = Queue(), [], []
    queue.enter(1)

    def take(number):
        queue.enter(10)
        order.append(number)
        queue.leave()

    for number in range(10):
        threads.append(threading.Thread(target=take, args=[number]))
        threads[-1].start()
        while len(queue._waiting) <= number:
            pass
    queue.leave()
    for thread in threads:
        thread.join()
    assert order == list(range(10))


def test_who_waits_too_long_leaves_the_queue():
    """A turn that does not come in time is refused, and the queue goes on for the next."""
    queue = Queue()
    queue.enter(1)
    assert not queue.enter(0.01)
    queue.leave()
    assert queue.enter(0)


def test_another_process_is_waited_for_and_its_death_ends_the_wait(elsewhere):
    """The lock of a killed process is free again."""
    path, child = elsewhere
    turn = Turn(path)
    assert not turn.enter(0.05)
    child.kill()
    assert turn.enter(10)
    turn.leave()


def test_a_wait_that_was_given_up_holds_nothing(elsewhere):
    """The thread that still stood in the kernel's queue gives the lock straight back."""
    path, child = elsewhere
    turn = FileTurn(path)
    assert not turn.enter(0.02)
    child.stdin.write("\n")
    child.stdin.flush()
    child.wait()
    again = FileTurn(path)
    assert again.enter(10)
    again.leave()


def held():
    """Whether somebody has the turn of the test database."""
    return turn_of(str(connection.settings_dict["NAME"]), in_memory=False)._queue._taken


def test_a_transaction_holds_the_turn_and_hands_it_on(committed_db):
    """After commit, rollback, a failed commit and a lost connection the turn is free."""
    with transaction.atomic():
        assert held()
        with transaction.atomic():
            pass
        assert held()
    assert not held()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        1 / 0  # noqa: B018
    assert not held()
    with pytest.raises(Exception, match="FOREIGN KEY"), transaction.atomic():
        connection.cursor().execute(
            "INSERT INTO evidence_log (origin, company_id, year, created_at) VALUES ('x', 4711, 2026, '2026-01-01')"
        )
    assert not held()
    with transaction.atomic():
        connection.close()
    assert not held()


def test_reading_waits_for_nobody(committed_db):
    """A query outside a transaction runs while another writer has the turn."""
    turn = turn_of(str(connection.settings_dict["NAME"]), in_memory=False)
    turn.enter(1)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM evidence_entry")
    finally:
        turn.leave()


def test_a_turn_that_does_not_come_is_a_database_error(committed_db):
    """What the caller sees is Django's OperationalError, as with SQLite's own time limit."""
    turn = turn_of(str(connection.settings_dict["NAME"]), in_memory=False)
    turn.enter(1)
    kept = connection.settings_dict["OPTIONS"]
    connection.settings_dict["OPTIONS"] = {**kept, "timeout": 0.05}
    try:
        with (
            pytest.raises(OperationalError, match="turn to write"),
            transaction.atomic(),
        ):
            pass
    finally:
        connection.settings_dict["OPTIONS"] = kept
        turn.leave()


def test_threads_that_write_at_once_all_get_through(committed_db):
    """Eight threads with ten transactions each: every one commits."""
    failures = []

    def write(number):
        try:
            for n in range(10):
                with transaction.atomic(), connections["default"].cursor() as cursor:
                    cursor.execute(
                        "INSERT INTO requests_requestkey (actor, key, action, digest, answer, at) "
                        "VALUES (%s, %s, '', '', '{}', '2026-01-01')",
                        [str(number), str(n)],
                    )
        except OperationalError as why:
            failures.append(why)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=write, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM requests_requestkey")
        assert cursor.fetchone() == (80,)
