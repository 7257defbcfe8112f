"""Typeset a paper as PDF/A-2a in a process of its own: bounded in time and memory; a crash is only an error."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from partwell.lib.isolated import ChildFailed, run_warm

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

    `at` is the creation time written into the file. The fonts are read once, for the first paper.
    """
    request = {"root": str(ROOT), "template": str(template), "data": data, "timestamp": int(at.timestamp())}
    try:
        answer = run_warm(_CHILD, json.dumps(request, ensure_ascii=False).encode(), seconds=SECONDS)
    except ChildFailed as why:
        raise CannotTypeset(str(why)) from None
    head, _, body = answer.partition(b"\n")
    if head != b"ok":
        said = json.loads(body)
        raise CannotTypeset(said["message"], glyph=said["glyph"])
    return body


def count_pages(pdf: bytes) -> int:
    """Pages of a PDF that `typeset` made; its page tree is plain text, so no parser is needed."""
    found = re.search(rb"/Type/Pages/Count (\d+)", pdf)
    if found is None:
        raise ValueError("not a PDF made here")
    return int(found[1])
