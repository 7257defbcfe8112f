"""Run a script of ours in a process of its own: for parsers and renderers that may hang, eat memory or crash.

The child gets no setting, no key and no secret of the environment. It begins in this file, bounds its own memory and
processor time, and only then runs the script; the parent bounds the time on the wall.
"""

import os
import runpy
import subprocess
import sys
from pathlib import Path

PROCESSOR_SECONDS = 15
BYTES = 1024**3
_KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LANG")


class ChildFailed(Exception):
    """The process hung, crashed or ended with an error; nothing it did is left."""


def run(script: Path, request: bytes, *, seconds: int) -> bytes:
    """What `script` answers on stdout to `request` on stdin. Raises `ChildFailed`."""
    environment = {key: value for key, value in os.environ.items() if key in _KEPT}
    environment |= {"RAYON_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-I", __file__, str(script)],
            input=request,
            capture_output=True,
            timeout=seconds,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ChildFailed(f"{script.name} took longer than {seconds} seconds and was stopped") from None
    if done.returncode != 0:
        tail = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise ChildFailed(f"{script.name} ended with {done.returncode}: {''.join(tail)[:300]}")
    return done.stdout


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
    _bound()
    runpy.run_path(sys.argv[1], run_name="__main__")
