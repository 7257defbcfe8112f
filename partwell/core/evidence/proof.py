"""Offline proof that one entry is in a log (C2SP tlog-proof): index, audit path and checkpoint in one text file."""

import base64
import re
from dataclasses import dataclass

from . import checkpoint, tree

HEADER = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,17})")
_EXTRA = re.compile(r"extra ([A-Za-z0-9+/]{43}=)")


class NotAProof(ValueError):
    """The text is not a tlog-proof, or it does not prove what it was asked to."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Where the entry stands (from 0), the path from its sibling up, and the checkpoint's note."""

    index: int
    path: tuple[bytes, ...]
    note: str
    leaf: bytes = b""
    """The leaf hash, in the `extra` line of a receipt, which comes without the entry; b"" beside the entry itself."""

    @property
    def text(self) -> str:
        """The file's text."""
        lines = [
            HEADER,
            *([f"extra {base64.b64encode(self.leaf).decode()}"] if self.leaf else []),
            f"index {self.index}",
            *(base64.b64encode(step).decode() for step in self.path),
        ]
        return "\n".join(lines) + "\n\n" + self.note


def parse(text: str) -> Proof:
    """Read a tlog-proof. An `extra` line of 32 bytes is taken for the leaf hash: what it claims, the path proves."""
    head, gap, note = text.partition("\n\n")
    lines = head.split("\n")
    if not gap or lines[0] != HEADER:
        raise NotAProof("not a tlog-proof")
    has_extra = len(lines) > 1 and lines[1].startswith("extra ")
    claimed = _claimed(lines[1]) if has_extra else b""
    rest = lines[2:] if has_extra else lines[1:]
    found = _INDEX.fullmatch(rest[0]) if rest else None
    if not found or len(rest) - 1 > tree.MAX_PATH:
        raise NotAProof("index line or length of the path")
    try:
        path = tuple(checkpoint.from_base64(line) for line in rest[1:])
    except checkpoint.NotACheckpoint as why:
        raise NotAProof(f"a line of the path: {why}") from why
    if any(len(step) != 32 for step in path):
        raise NotAProof("a hash of the path is not 32 bytes")
    return Proof(int(found[1]), path, note, claimed)


def _claimed(line: str) -> bytes:
    """The leaf hash of an `extra` line; b"" when it is anything else, which proves nothing and is nobody's fault."""
    found = _EXTRA.fullmatch(line)
    try:
        return checkpoint.from_base64(found[1]) if found else b""
    except checkpoint.NotACheckpoint:
        return b""


def verify(
    proof: Proof,
    leaf: bytes,
    key: checkpoint.Key,
    verify_signature: checkpoint.VerifySignature,
) -> checkpoint.Checkpoint:
    """The checkpoint under which `leaf` is proven. Raises `NotACheckpoint` or `NotAProof`."""
    head = checkpoint.verify(proof.note, key, verify_signature)
    if not tree.verify_inclusion(leaf, proof.index, head.size, proof.path, head.root):
        raise NotAProof(f"the path does not lead from entry {proof.index} to the root")
    return head
