"""Questions about PDFs, answered by a process of its own (pdf_child.py)."""

from pathlib import Path

from partwell.lib.isolated import ChildFailed, run

_CHILD = Path(__file__).with_name("pdf_child.py")
SECONDS = 30


def faults(content: bytes) -> str:
    """Why a PDF may not be kept: "encrypted", "no_page", "damaged", "acts <name>"; "" when it may.

    A file the parser hangs or dies on counts as damaged.
    """
    try:
        return run(_CHILD, b"check\n" + content, seconds=SECONDS).partition(b"\n")[2].decode()
    except ChildFailed:
        return "damaged"


def joined(first: bytes, second: bytes) -> bytes:
    """One PDF of the pages of both. Raises `ChildFailed`."""
    return run(_CHILD, b"join %d\n" % len(first) + first + second, seconds=SECONDS).partition(b"\n")[2]
