"""Typeset a paper as PDF/A-2a in a process of its own: bounded in time and memory; a crash is only an error."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
"""The package folder: templates import their shared parts from here, and Typst can read nothing outside it."""

_CHILD = Path(__file__).with_name("child.py")
SECONDS = 30


class CannotTypeset(Exception):
    """The PDF could not be made; nothing was kept. `glyph` is the character no font has, if that was the reason."""

    def __init__(self, message: str, *, glyph: str = "") -> None:
        super().__init__(message)
        self.glyph = glyph


def typeset(template: Path, data: Any, *, at: datetime) -> bytes:
    """The PDF of `template` filled with `data`. Equal arguments give equal bytes. Raises `CannotTypeset`.

    `at` is the creation time written into the file. Costs about 0.15 s of one processor, in the child.
    """
    request = {"root": str(ROOT), "template": str(template), "data": data, "timestamp": int(at.timestamp())}
    environment = {k: v for k, v in os.environ.items() if k in ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LANG")}
    environment |= {"RAYON_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD)],
            input=json.dumps(request, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CannotTypeset(f"typesetting took longer than {SECONDS} seconds and was stopped") from None
    head, _, body = done.stdout.partition(b"\n")
    if done.returncode == 0 and head == b"ok":
        return body
    if done.returncode == 0 and head == b"no":
        answer = json.loads(body)
        raise CannotTypeset(answer["message"], glyph=answer["glyph"])
    tail = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
    raise CannotTypeset(f"the typesetting process ended with {done.returncode}: {''.join(tail)[:300]}")
