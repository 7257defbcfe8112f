"""Outside anchors: time stamps over checkpoints of the log, and which entries came after the last one.

A time stamp holds times from both sides: what its checkpoint covers existed before it, and an entry that names the
token in `clk` was written after it. The interval between anchors is the guarantee, so what lies after is listed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography import x509

from partwell.core.evidence import checkpoint, consistency
from partwell.core.evidence.entry import CLOCK_TOLERANCE, time_text

from . import stamp
from .container import Bag
from .report import Check, Report, grouped
from .texts import TEXTS

_NAME = re.compile(r"data/anchors/([0-9]{4,6})\.(checkpoint|consistency|tsr)")
ROOTS = "data/trust/tsa.pem"
SHOWN = 12
Signed = Callable[[str], tuple[checkpoint.Checkpoint, checkpoint.Key]]


@dataclass(frozen=True, slots=True)
class Known:
    """What the reader knows from elsewhere: fingerprints of the log's key and of authorities, and the time."""

    key: str = ""
    tsa: frozenset[str] = frozenset()
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry whose place in a log is proven."""

    name: str
    at: datetime
    clk: str
    origin: str
    index: int


@dataclass(slots=True)
class _Found:
    """What was read from data/anchors."""

    faults: list[str] = field(default_factory=list)
    stamps: list[tuple[checkpoint.Checkpoint, stamp.Stamp]] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    unchecked: str = ""


def anchor_checks(
    bag: Bag,
    report: Report,
    entries: Sequence[Placed],
    heads: Mapping[str, checkpoint.Checkpoint],
    signed: Signed,
    known: Known,
) -> list[Check]:
    """Three checks: the anchors fit log and times; their authority is the one the reader knows; what came after."""
    found = _read(bag, report, heads, signed)
    found.faults += _order(found, entries)
    if found.stamps:
        report.anchored_at = time_text(max(one.at for _head, one in found.stamps))
    return [_anchors(found), _authority(found, known), _window(found, entries, known)]


def _read(bag: Bag, report: Report, heads: Mapping[str, checkpoint.Checkpoint], signed: Signed) -> _Found:
    found, numbers = _Found(), set[str]()
    for path in bag.names:
        if path.startswith("data/anchors/"):
            match = _NAME.fullmatch(path)
            if match:
                numbers.add(match[1])
            else:
                found.faults.append(f"{path}: not the name of an anchor")
    roots: list[x509.Certificate] = []
    if ROOTS in bag:
        try:
            roots = stamp.certificates(bag.read(ROOTS))
        except ValueError as why:
            found.faults.append(f"{ROOTS}: {why}")
    for number in sorted(numbers):
        try:
            head = _checkpoint(bag, number, heads, signed)
        except (ValueError, KeyError) as why:
            found.faults.append(f"data/anchors/{number}: {why}")
            continue
        report.roots[head.origin, head.size] = head.root.hex()
        path = f"data/anchors/{number}.tsr"
        if path not in bag:
            found.copies.append(f"{number}: checkpoint of {head.size} entries, without a time stamp")
            continue
        try:
            note = bag.read(f"data/anchors/{number}.checkpoint")
            found.stamps.append((head, stamp.check(bag.read(path), note, roots)))
        except stamp.NoStamp as why:
            found.faults.append(f"{path}: {why}")
        except stamp.CannotCheck as why:
            found.unchecked = str(why)
    return found


def _checkpoint(
    bag: Bag, number: str, heads: Mapping[str, checkpoint.Checkpoint], signed: Signed
) -> checkpoint.Checkpoint:
    """The anchored checkpoint, when the log of this bundle grew from it. Raises ValueError, KeyError."""
    older, _key = signed(bag.text(f"data/anchors/{number}.checkpoint"))
    newer = heads.get(older.origin)
    if newer is None:
        raise ValueError(f"a checkpoint of {older.origin}, of which this bundle has none")
    path = f"data/anchors/{number}.consistency"
    if older.size == newer.size and path not in bag:
        if older.root != newer.root:
            raise ValueError(f"another root of {older.origin} at {older.size} entries")
        return older
    if path not in bag:
        raise ValueError("no consistency proof")
    consistency.verify(consistency.parse(bag.text(path)), older, newer)
    return older


def _order(found: _Found, entries: Sequence[Placed]) -> list[str]:
    """Where times contradict each other: a stamp older than what it covers, an entry older than what it names."""
    faults = []
    for head, one in found.stamps:
        faults += [
            f"{entry.name}: says {time_text(entry.at)}, a time stamp that covers it says {time_text(one.at)}"
            for entry in entries
            if entry.origin == head.origin and entry.index < head.size and entry.at - one.at > CLOCK_TOLERANCE
        ]
        for entry in entries:
            if entry.clk != one.sha256:
                continue
            if one.at - entry.at > CLOCK_TOLERANCE:
                faults.append(
                    f"{entry.name}: says {time_text(entry.at)}, but names a time stamp of {time_text(one.at)}"
                )
            if entry.origin == head.origin and entry.index < head.size:
                faults.append(f"{entry.name}: names a time stamp that covers it already")
    return faults


def _anchors(found: _Found) -> Check:
    zh, en = TEXTS["anchors_2"]
    if found.faults:
        return Check("anchors", "fail", zh, en, tuple(found.faults))
    told = [f"{time_text(one.at)}: {head.origin}, {head.size} entries" for head, one in found.stamps]
    if found.unchecked:
        return Check("anchors", "not_checked", zh, en, (found.unchecked, *told, *found.copies))
    if not found.stamps:
        return Check("anchors", "not_checked", *TEXTS["anchors_none"], tuple(found.copies))
    return Check("anchors", "pass", zh, en, (*told, *found.copies))


def _authority(found: _Found, known: Known) -> Check:
    used = sorted({one.root for _head, one in found.stamps})
    if not used:
        return Check("tsa", "not_checked", *TEXTS["tsa_open"], ("no time stamp holds",))
    if not known.tsa:
        return Check("tsa", "not_checked", *TEXTS["tsa_open"], tuple(grouped(one) for one in used))
    faults = tuple(f"{grouped(one)} is not one you gave" for one in used if one not in known.tsa)
    return Check("tsa", "fail" if faults else "pass", *TEXTS["tsa"], faults)


def _window(found: _Found, entries: Sequence[Placed], known: Known) -> Check:
    covered: dict[str, int] = {}
    for head, _one in found.stamps:
        covered[head.origin] = max(covered.get(head.origin, 0), head.size)
    after = [entry for entry in entries if entry.index >= covered.get(entry.origin, 0)]
    told = []
    if found.stamps:
        newest = max(one.at for _head, one in found.stamps)
        told.append(f"最近一次外部锚定 last outside anchor: {time_text(newest)}")
        if known.now is not None:
            age = known.now.astimezone(UTC) - newest
            told.append(f"距今 age: {age.days} d {age.seconds // 3600} h {age.seconds % 3600 // 60} min")
    else:
        told.append("最近一次外部锚定 last outside anchor: 无 none")
    if after:
        told += _runs(after)
        return Check("window", "not_checked", *TEXTS["window_open"], tuple(told))
    if not entries:
        return Check("window", "not_checked", *TEXTS["window_open"], tuple(told))
    return Check("window", "pass", *TEXTS["window"], tuple(told))


def _runs(entries: Sequence[Placed]) -> list[str]:
    """Entries one by one while they are few; many of them by the first, the last and how many."""
    told = [f"{entry.name}: {time_text(entry.at)}" for entry in entries]
    if len(told) <= SHOWN:
        return told
    return [*told[:3], f"… {len(told) - 4} 条 entries …", told[-1]]
