"""One entry of the log: the body that is hashed, and the chain that entries of one stream form.

The body says that something of a type happened, when, in which stream, by which random id, and commits to the
rest. It holds no personal data: it must stay verifiable after the person's data were erased.
Format: docs/formats/evidence-entry.md.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from . import canonical, tree

VERSION = 1
STREAM_KINDS = ("case", "employee", "installation")
MAX_BODY_BYTES = 64 * 1024
CLOCK_TOLERANCE = timedelta(minutes=5)
"""Clocks of several servers differ; an entry that claims to be older than this before its predecessor is reported."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_HASH = re.compile(r"[0-9a-f]{64}")
_TYPE = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT(?!24)\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)  # some Pythons know an hour 24
_ACTOR = re.compile(r"[0-9a-z-]{1,40}")
_LOG = re.compile(r"[0-9a-z-]{1,60}/hr-evidence/[0-9]{4}")
_MEDIA = re.compile(r"[\x21-\x7e]{1,100}")


class NotAnEntry(ValueError):
    """The bytes are not the body of an entry. The text names the field."""


def _fits(pattern: re.Pattern[str], value: Any) -> bool:
    """Whether a value is text of this form; what was read from a body may be anything."""
    return type(value) is str and pattern.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class File:
    """A file the entry speaks of: its commitment, its size in bytes and its media type."""

    commit: str
    size: int
    media: str


@dataclass(frozen=True, slots=True)
class Body:
    """The fields of an entry. Ids are UUIDv7 in text; hashes are lower-case hex, "" where there is none."""

    log: str
    eid: str
    stream: str
    stream_kind: str
    stream_seq: int
    """Place in the stream, from 1, without gaps."""
    prev: str
    """Leaf hash of the entry before it in the stream; "" for the first."""
    type: str
    at: str
    actor: str
    commit: str
    files: tuple[File, ...] = ()
    tmpl: str = ""
    """SHA-256 of the flattened process template in force, "" where none is."""
    rule: str = ""
    """SHA-256 of the rule or calculation that produced the fact, "" where none did."""
    clk: str = ""
    """SHA-256 of the latest outside time-stamp token known, "" before the first."""

    def __post_init__(self) -> None:
        self._must(_LOG, "log")
        self._must(_UUID, "eid", "stream")
        self._must(_HASH, "commit")
        self._must(_TYPE, "type")
        self._must(_TIME, "at")
        self._must(_ACTOR, "actor")
        for name in ("tmpl", "rule", "clk", "prev"):
            if getattr(self, name) != "":
                self._must(_HASH, name)
        if self.stream_kind not in STREAM_KINDS:
            raise NotAnEntry(f"stream_kind: {self.stream_kind!r}")
        if type(self.stream_seq) is not int or self.stream_seq < 1:
            raise NotAnEntry(f"stream_seq: {self.stream_seq!r}")
        if bool(self.prev) != (self.stream_seq > 1):
            raise NotAnEntry("prev: the first entry of a stream has none, every other has one")
        instant(self.at)
        for file in self.files:
            if not (_fits(_HASH, file.commit) and type(file.size) is int and file.size >= 0):
                raise NotAnEntry("files: commit or size")
            if not _fits(_MEDIA, file.media):
                raise NotAnEntry(f"files: media {file.media!r}")

    def _must(self, pattern: re.Pattern[str], *names: str) -> None:
        for name in names:
            value = getattr(self, name)
            if not _fits(pattern, value):
                raise NotAnEntry(f"{name}: {value!r}")

    def encode(self) -> bytes:
        """The canonical bytes that are hashed into the log."""
        return canonical.encode(
            {
                "v": VERSION,
                "log": self.log,
                "eid": self.eid,
                "stream": self.stream,
                "stream_kind": self.stream_kind,
                "stream_seq": self.stream_seq,
                "prev": self.prev,
                "type": self.type,
                "at": self.at,
                "actor": self.actor,
                "tmpl": self.tmpl,
                "rule": self.rule,
                "commit": self.commit,
                "files": [{"commit": file.commit, "size": file.size, "media": file.media} for file in self.files],
                "clk": self.clk,
            }
        )

    @property
    def instant(self) -> datetime:
        """`at` as an aware instant."""
        return instant(self.at)


_FIELDS = frozenset(("v", *Body.__slots__))
_IN_ORDER: tuple[str, ...] = (
    "actor",
    "at",
    "clk",
    "commit",
    "eid",
    "files",
    "log",
    "prev",
    "rule",
    "stream",
    "stream_kind",
)
_IN_ORDER += ("stream_seq", "tmpl", "type")
_MAYBE_HASH = f"(|{_HASH.pattern})"
_USUAL = re.compile(
    rf'\{{"actor":"({_ACTOR.pattern})","at":"({_TIME.pattern})","clk":"{_MAYBE_HASH}","commit":"({_HASH.pattern})",'
    rf'"eid":"({_UUID.pattern})","files":(\[\]),"log":"({_LOG.pattern})","prev":"{_MAYBE_HASH}","rule":"{_MAYBE_HASH}",'
    rf'"stream":"({_UUID.pattern})","stream_kind":"({"|".join(STREAM_KINDS)})","stream_seq":([1-9][0-9]{{0,14}}),'
    rf'"tmpl":"{_MAYBE_HASH}","type":"({_TYPE.pattern})","v":{VERSION}\}}',
    re.ASCII,
)
"""The bytes of an entry without files: keys in canonical order, no value that JSON would escape."""
_FILE_FIELDS = frozenset(("commit", "size", "media"))


def parse(raw: bytes) -> Body:
    """The entry whose body is `raw`. Raises `NotCanonical` or `NotAnEntry`; an unknown field is refused."""
    if len(raw) > MAX_BODY_BYTES:
        raise NotAnEntry(f"longer than {MAX_BODY_BYTES} bytes")
    return _usual(raw) or _whatever(raw)


def _usual(raw: bytes) -> Body | None:
    """The entry when its bytes match `_USUAL`; None leaves it to `_whatever`, which says the same more slowly.

    What the expression lets through is canonical and holds to the field rules of `Body`, so they are not asked again.
    """
    if not raw.isascii() or not (found := _USUAL.fullmatch(raw.decode("ascii"))):
        return None
    values: dict[str, Any] = dict(zip(_IN_ORDER, found.groups(), strict=True))
    values["stream_seq"], values["files"] = int(values["stream_seq"]), ()
    if bool(values["prev"]) != (values["stream_seq"] > 1):
        return None
    instant(values["at"])
    body = object.__new__(Body)
    for name, value in values.items():
        object.__setattr__(body, name, value)
    return body


def _whatever(raw: bytes) -> Body:
    """The entry of any body, field by field."""
    value: Any = canonical.decode(raw)
    if not isinstance(value, dict) or value.keys() != _FIELDS:
        raise NotAnEntry("the fields are not those of version 1")
    version = value.pop("v")
    if type(version) is not int or version != VERSION:
        raise NotAnEntry("unknown version")
    files = value.pop("files")
    if not isinstance(files, list) or not all(isinstance(file, dict) and file.keys() == _FILE_FIELDS for file in files):
        raise NotAnEntry("files")
    return Body(**value, files=tuple(File(**file) for file in files))


def time_text(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, cut and not rounded. Raises ValueError for a naive instant."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def instant(text: str) -> datetime:
    """The instant of `time_text`. Raises `NotAnEntry` for a day or hour that does not exist."""
    try:
        return datetime.fromisoformat(text)
    except ValueError as why:
        raise NotAnEntry(f"at: {text!r}") from why


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a stream: which rule, and at which place (`stream_seq` expected there)."""

    code: str
    seq: int
    detail: str = ""


def check_chain(bodies: Sequence[tuple[bytes, Body]]) -> list[Fault]:
    """What is wrong with a whole stream, given in order as (raw body, parsed body): gaps, order, links, ids, times."""
    faults: list[Fault] = []
    seen: set[str] = set()
    for place, (raw, body) in enumerate(bodies, start=1):
        before = bodies[place - 2] if place > 1 else None
        if body.stream_seq != place:
            faults.append(Fault("stream_gap", place, f"found {body.stream_seq}"))
        if (body.stream, body.stream_kind) != (
            bodies[0][1].stream,
            bodies[0][1].stream_kind,
        ):
            faults.append(Fault("stream_mixed", place))
        if body.prev != (tree.leaf_hash(before[0]).hex() if before else ""):
            faults.append(Fault("stream_link", place))
        if body.eid in seen:
            faults.append(Fault("stream_replay", place, body.eid))
        if before and before[1].instant - body.instant > CLOCK_TOLERANCE:
            faults.append(Fault("clock_back", place, f"{before[1].at} then {body.at}"))
        seen.add(body.eid)
        del raw
    return faults
