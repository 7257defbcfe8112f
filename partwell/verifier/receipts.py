"""Receipts and single checkpoints: text files an employee or a witness kept, to be compared with bundles.

A receipt is a C2SP tlog-proof whose `extra` line holds the leaf hash, so that it can be checked without its entry.
"""

from typing import BinaryIO

from partwell.core.evidence import checkpoint, proof, tree

from .report import Check, Report
from .texts import TEXTS

MAX_BYTES = 64 * 1024


def is_text(source: bytes | BinaryIO) -> bool:
    """Whether the file begins like a receipt or a checkpoint; a zip may begin with a checkpoint that is not packed."""
    if isinstance(source, bytes):
        start = source[:200]
    else:
        start = source.read(200)
        source.seek(0)
    origin = not start.startswith(b"PK\3\4") and b"/hr-evidence/" in start.partition(b"\n")[0]
    return origin or start.startswith(proof.HEADER.encode())


def read_text(source: bytes | BinaryIO, report: Report) -> None:
    """Check the form of a receipt or checkpoint and keep its head for the comparison with bundles."""
    raw = source if isinstance(source, bytes) else source.read(MAX_BYTES + 1)
    code = "receipt" if raw.startswith(proof.HEADER.encode()) else "note"
    report.about = {"format": code}
    try:
        if len(raw) > MAX_BYTES:
            raise ValueError("too long")
        text = raw.decode()
        if code == "note":
            head, report.note = checkpoint.parse(text), text
        else:
            found = proof.parse(text)
            head, report.note = checkpoint.parse(found.note), found.note
            if not found.leaf:
                raise ValueError("no leaf hash: this proof says something only together with its entry")
            if not tree.verify_inclusion(found.leaf, found.index, head.size, found.path, head.root):
                raise ValueError("the path does not lead from the entry to the root")
            report.leaves[head.origin, found.index] = found.leaf.hex()
    except ValueError as why:
        report.note = ""
        report.checks.append(Check(code, "fail", *TEXTS[code], (str(why),)))
        return
    report.heads[head.origin] = (head.size, head.root.hex())
    report.roots[head.origin, head.size] = head.root.hex()
    report.checks.append(Check(code, "pass", *TEXTS[code], (f"{head.origin}, {head.size} entries",)))
