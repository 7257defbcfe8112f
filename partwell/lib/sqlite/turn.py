"""Whose turn it is to write: a fair queue before `BEGIN IMMEDIATE`.

SQLite lets waiting writers poll, and under contention some starve: with 16 writers the slowest waited 4.1 s. Here
writers of one process stand in a queue in memory, and the first of each process waits for a lock on a file beside
the database, so that commands run beside a server take their turn too. Readers never come here.

The lock is on a file of its own: SQLite locks ranges of the database file itself, and on POSIX closing any
descriptor of a file drops the locks its process holds on it.
"""

import os
import sys
import threading
import time
from collections import deque
from functools import cache

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

POLL_SECONDS = 0.01
"""How often Windows is asked again, which has no call that waits in order."""


class Queue:
    """First come, first served among the threads of this process."""

    def __init__(self) -> None:
        self._door = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def enter(self, seconds: float) -> bool:
        """Wait for the turn; False when it did not come within `seconds`."""
        with self._door:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=seconds):
            return True
        with self._door:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True

    def leave(self) -> None:
        """Hand the turn to the one who has waited longest."""
        with self._door:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


def _try(descriptor: int) -> bool:
    """Take the lock if nobody has it."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _poll(descriptor: int, seconds: float) -> bool:
    """Ask again and again: Windows has no call that waits in order."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(POLL_SECONDS)
        if _try(descriptor):
            return True
    os.close(descriptor)
    return False


def _wait(descriptor: int, seconds: float) -> bool:
    """Stand in the kernel's queue, in a thread, because that call knows no time limit."""
    door, got, abandoned = threading.Lock(), threading.Event(), threading.Event()

    def stand() -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        with door:
            if abandoned.is_set():
                os.close(descriptor)
            got.set()

    threading.Thread(target=stand, name="sqlite-turn", daemon=True).start()
    if got.wait(seconds):
        return True
    with door:
        if got.is_set():
            return True
        abandoned.set()
    return False


class FileTurn:
    """One writer at a time among processes. The system gives the lock back when a process dies.

    The file is opened for each turn: a descriptor kept open would be shared with a forked child, and so the lock.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._descriptor = -1

    def enter(self, seconds: float) -> bool:
        """Wait for the lock; False when it did not come within `seconds`."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        wait = _poll if sys.platform == "win32" else _wait
        if not _try(descriptor) and not wait(descriptor, seconds):
            return False
        self._descriptor = descriptor
        return True

    def leave(self) -> None:
        """Give the lock back."""
        descriptor, self._descriptor = self._descriptor, -1
        if sys.platform == "win32":
            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


class Turn:
    """The turn to write to one database: the queue of this process, then the file."""

    def __init__(self, path: str | None) -> None:
        self._queue = Queue()
        self._file = FileTurn(path) if path else None

    def enter(self, seconds: float) -> bool:
        """Wait for the turn; False when it did not come within `seconds`, and nothing is held then."""
        until = time.monotonic() + seconds
        if not self._queue.enter(seconds):
            return False
        if self._file is None or self._file.enter(max(0.0, until - time.monotonic())):
            return True
        self._queue.leave()
        return False

    def leave(self) -> None:
        """Hand the turn on."""
        if self._file is not None:
            self._file.leave()
        self._queue.leave()


@cache
def turn_of(database: str, *, in_memory: bool) -> Turn:
    """The one turn of this process for a database file (`<file>-turn` beside it), or for one in memory."""
    return Turn(None if in_memory else f"{database}-turn")
