"""A proof in a file that a log of one size is the beginning of the same log at a larger size (RFC 9162 2.1.4).

    partwell-consistency/1
    <older size> <newer size>
    <hash, base64>            one line each; none when the sizes are equal

Format: docs/formats/checkpoint.md.
"""

import base64
import re
from dataclasses import dataclass

from . import tree
from .checkpoint import Checkpoint, NotACheckpoint, from_base64

HEADER = "partwell-consistency/1"
_SIZES = re.compile(r"([1-9][0-9]{0,17}) ([1-9][0-9]{0,17})")


class NotConsistent(ValueError):
    """The text is no such proof, or it does not lead from one head to the other."""


@dataclass(frozen=True, slots=True)
class Consistency:
    """The two sizes and the hashes between them."""

    old: int
    new: int
    path: tuple[bytes, ...]

    @property
    def text(self) -> str:
        """The file's text."""
        lines = [HEADER, f"{self.old} {self.new}", *(base64.b64encode(step).decode() for step in self.path)]
        return "\n".join(lines) + "\n"


def parse(text: str) -> Consistency:
    """Read the file. Raises `NotConsistent`."""
    lines = text.split("\n")
    found = _SIZES.fullmatch(lines[1]) if len(lines) > 2 else None
    if lines[0] != HEADER or lines[-1] != "" or not found or len(lines) - 3 > tree.MAX_PATH:
        raise NotConsistent("not a consistency proof")
    try:
        path = tuple(from_base64(line) for line in lines[2:-1])
    except NotACheckpoint as why:
        raise NotConsistent(f"a line of the path: {why}") from why
    return Consistency(int(found[1]), int(found[2]), path)


def verify(proof: Consistency, older: Checkpoint, newer: Checkpoint) -> None:
    """Whether the log of `older` is the beginning of that of `newer`. Raises `NotConsistent`."""
    if older.origin != newer.origin or (proof.old, proof.new) != (older.size, newer.size):
        raise NotConsistent(f"a proof from {proof.old} to {proof.new}, not between these heads")
    if not tree.verify_consistency(older.size, older.root, newer.size, newer.root, proof.path):
        raise NotConsistent(f"the log of {older.size} entries is not the beginning of that of {newer.size}")
