"""Run a script of ours in a process of its own: for parsers and renderers that may hang, eat memory or crash.

The child gets no setting, no key and no secret of the environment. It begins in this file, bounds its own memory and
processor time, and only then runs the script; the parent bounds the time on the wall.

`run` starts an interpreter each time. Where the script's libraries take longer to import than its work takes,
`run_warm` keeps a process that has imported them, parses nothing it is given, and forks a child for each request.
"""

import atexit
import os
import runpy
import select
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

PROCESSOR_SECONDS = 15
BYTES = 1024**3
_KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LANG")


class ChildFailed(Exception):
    """The process hung, crashed or ended with an error; nothing it did is left."""


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key in _KEPT}
    return kept | {"RAYON_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def run(script: Path, request: bytes, *, seconds: int) -> bytes:
    """What `script` answers on stdout to `request` on stdin. Raises `ChildFailed`."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", __file__, str(script)],
            input=request,
            capture_output=True,
            timeout=seconds,
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ChildFailed(f"{script.name} took longer than {seconds} seconds and was stopped") from None
    if done.returncode != 0:
        tail = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise ChildFailed(f"{script.name} ended with {done.returncode}: {''.join(tail)[:300]}")
    return done.stdout


class _Warm:
    """A process that has imported a script's libraries and forks a child for each request."""

    def __init__(self, script: Path) -> None:
        self.script = script
        self.turn = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None

    def answer(self, request: bytes, seconds: int) -> bytes:
        """One request, one child. Raises `ChildFailed`."""
        with self.turn:
            if self.process is None or self.process.poll() is not None:
                self.process = subprocess.Popen(
                    [sys.executable, "-I", __file__, "--warm", str(self.script)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=_environment(),
                    start_new_session=True,
                )
            writes, reads = self.process.stdin, self.process.stdout
            if writes is None or reads is None:
                raise ChildFailed("no pipe")
            try:
                writes.write(struct.pack(">IQ", seconds, len(request)) + request)
                writes.flush()
                state, size = struct.unpack(">BQ", _exactly(reads, 9))
                answered = _exactly(reads, size)
            except (OSError, struct.error) as why:
                self.end()
                raise ChildFailed(f"{self.script.name} ended") from why
        if state:
            raise ChildFailed(f"{self.script.name}: {answered.decode(errors='replace')[-300:]}")
        return answered

    def end(self) -> None:
        """End the process with all its children."""
        process, self.process = self.process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue
        process.kill()
        process.wait()


_warm: dict[Path, _Warm] = {}
_warm_turn = threading.Lock()


def run_warm(script: Path, request: bytes, *, seconds: int) -> bytes:
    """What `script`'s function `answer` gives for a request, in a forked child. Raises `ChildFailed`.

    The script has a function `load` that imports what it needs. Where processes do not fork, it is run afresh.
    """
    if not hasattr(os, "fork"):
        return run(script, request, seconds=seconds)
    with _warm_turn:
        if not _warm:
            atexit.register(end_warm)
        kept = _warm.setdefault(script, _Warm(script))
    return kept.answer(request, seconds)


def end_warm() -> None:
    """End every process that was kept warm."""
    for one in _warm.values():
        one.end()


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    found = pipe.read(size)
    if len(found) != size:
        raise OSError("cut")
    return found


def _serve(answer: Callable[[bytes], bytes]) -> None:
    """Fork a child for each request until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked, out = sys.stdin.buffer, sys.stdout.buffer
    while head := asked.read(12):
        seconds, size = struct.unpack(">IQ", head)
        request = _exactly(asked, size)
        state, answered = _forked(answer, request, seconds)
        out.write(struct.pack(">BQ", state, len(answered)) + answered)
        out.flush()


def _forked(answer: Callable[[bytes], bytes], request: bytes, seconds: int) -> tuple[int, bytes]:
    """What a child of its own answers within the time: (0, answer) or (1, what went wrong)."""
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        state = 1
        try:
            os.close(reads)
            _bound()
            with os.fdopen(writes, "wb") as pipe:
                pipe.write(answer(request))
            state = 0
        except BaseException as why:  # noqa: BLE001 - whatever it was ends with this child
            sys.stderr.write(f"{type(why).__name__}\n")
        finally:
            os._exit(state)
    os.close(writes)
    pieces, late = [], False
    while True:
        ready, _w, _x = select.select([reads], [], [], seconds)
        if not ready:
            os.kill(child, signal.SIGKILL)
            late = True
            break
        piece = os.read(reads, 1 << 20)
        if not piece:
            break
        pieces.append(piece)
    os.close(reads)
    _pid, status = os.waitpid(child, 0)
    if late:
        return 1, f"took longer than {seconds} seconds and was stopped".encode()
    return (1, f"ended with {status}".encode()) if status else (0, b"".join(pieces))


def _bound() -> None:
    """Limit processor time and address space of this process, where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    if sys.argv[1] == "--warm":
        script = runpy.run_path(sys.argv[2], run_name="warm")
        script["load"]()
        _serve(script["answer"])
    else:
        _bound()
        runpy.run_path(sys.argv[1], run_name="__main__")
