"""The checks, in order: zip, bag, entries, stream, tree, signature, contents, files, process, and what stays open.

Each kind of check answers pass, fail or not checked. A later check uses only what an earlier one read; what an
earlier one refused counts against it there and is left out here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

from partwell.core.evidence import canonical, checkpoint, commitment, proof, rotation, tree
from partwell.core.evidence.entry import CLOCK_TOLERANCE, Body, Fault, NotAnEntry, check_chain
from partwell.core.evidence.entry import parse as parse_body

from .anchors import Known, Placed, anchor_checks
from .container import Bag, open_bag
from .papers import paper_check
from .plain import Trap, Unusable, read_json
from .process import Opened, process_checks
from .receipts import is_text, read_text
from .report import Check, Entry, Report, grouped
from .signature import verify_signature
from .texts import TEXTS

FORMATS = ("partwell-bundle/1", "partwell-bundle/2")
ERASED = "evidence.erased"
"""Type of the entry that says that what streams are about was lawfully erased."""
EXPORTED = "evidence.exported"
_ENTRY_NAME = re.compile(r"data/entries/((x?)([0-9]{4,6}))\.json")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_CONTENT_FIELDS = frozenset(("payload", "salt", "files"))
_CONTENT_FILE_FIELDS = frozenset(("salt", "sha256", "name", "path"))


@dataclass(frozen=True, slots=True)
class _Read:
    """An entry of the bundle whose body was read: `name` is its number, with "x" before one of another stream."""

    name: str
    raw: bytes
    body: Body

    @property
    def leaf(self) -> bytes:
        return tree.leaf_hash(self.raw)


def _judged(code: str, faults: Sequence[str], zh: str, en: str) -> Check:
    return Check(code, "fail" if faults else "pass", zh, en, tuple(faults))


class _Reading:
    """One bundle while it is being read."""

    def __init__(self, bag: Bag, report: Report, known: Known) -> None:
        self.bag, self.report, self.known = bag, report, known
        self.about = _about(bag)
        self.version = FORMATS.index(self.about["format"]) + 1
        self.entries: list[_Read] = []
        self.contents: dict[str, dict[str, Any]] = {}
        self.keys: dict[str, list[checkpoint.Key]] = {}
        self.rotations: list[rotation.Rotation] = report.rotations
        self.signers: dict[str, checkpoint.Key] = {}
        """Origin -> the key that signed its checkpoint."""
        self.places: dict[str, tuple[str, int]] = {}
        """Name of an entry -> log and place it is proven at."""
        self.heads: dict[str, checkpoint.Checkpoint] = {}
        """Note -> checkpoint, of every note whose signature holds."""

    def run(self) -> None:
        """All checks in order."""
        report = self.report
        report.about = self.about
        report.checks.append(_judged("bag", self.bag.faults(), *TEXTS["bag"]))
        report.checks += [self._bodies(), self._leaves(), *self._stream()]
        report.checks += [self._checkpoints(), self._key(), self._inclusion()]
        report.checks += [self._contents(), self._files()]
        payloads = [content["payload"] for content in self.contents.values()]
        report.checks += [paper_check(self.bag, payloads), self._template()]
        report.checks += process_checks(self._opened(), self.bag)
        report.checks.append(self._end())
        report.checks += self._anchors()
        report.entries = [
            Entry(one.name, one.body.stream_seq, one.body.type, one.body.at, one.name in self.contents)
            for one in self.entries
        ]

    @property
    def excerpt(self) -> bool:
        """Whether the bundle says that it holds only some entries of its stream."""
        return self.version > 1 and self.about["scope"] == "excerpt"

    @property
    def own(self) -> list[_Read]:
        """The entries of the bundle's own stream, in the order of their files."""
        return [one for one in self.entries if not one.name.startswith("x")]

    def _bodies(self) -> Check:
        faults = []
        for path in self.bag.names:
            if not path.startswith("data/entries/"):
                continue
            match = _ENTRY_NAME.fullmatch(path)
            if not match:
                faults.append(f"{path}: not the name of an entry")
                continue
            raw = self.bag.read(path)
            try:
                self.entries.append(_Read(match[1], raw, parse_body(raw)))
            except (canonical.NotCanonical, NotAnEntry) as why:
                faults.append(f"{path}: {why}")
        if not self.entries and not faults:
            faults.append("data/entries: no entry")
        return _judged("canonical", faults, *TEXTS["canonical"])

    def _leaves(self) -> Check:
        listed = self.about["leaves"]
        faults = [
            f"{one.name}: leaf {one.leaf.hex()} is not the one listed"
            for one in self.entries
            if listed.get(one.name) != one.leaf.hex()
        ]
        found = {one.name for one in self.entries}
        faults += [f"{name}: listed, but no readable entry" for name in sorted(listed.keys() - found)]
        return _judged("leaf", faults, *TEXTS["leaf"])

    def _stream(self) -> list[Check]:
        own, wrong = self.own, list[str]()
        times: list[str] = []
        for place, one in enumerate(own, start=1):
            if int(one.name) != (one.body.stream_seq if self.excerpt else place):
                wrong.append(f"{one.name}: expected number {one.body.stream_seq if self.excerpt else place:04d}")
            if one.body.stream != self.about["stream"]:
                wrong.append(f"{one.name}: of another stream")
        # Of an excerpt only neighbours can be compared: each run of them is a chain of its own.
        for fault, one in _links(own) if self.excerpt else _chain(own):
            text = f"{one.name}: {fault.code} {fault.detail}".rstrip()
            (times if fault.code == "clock_back" else wrong).append(text)
        seen: set[str] = set()
        for one in self.entries:
            if one.body.eid in seen:
                wrong.append(f"{one.name}: the id {one.body.eid} occurs twice")
            seen.add(one.body.eid)
            if one.name.startswith("x") and one.body.stream == self.about["stream"]:
                wrong.append(f"{one.name}: belongs to the bundle's own stream")
        stream = _judged("stream", wrong, *TEXTS["stream"])
        if self.excerpt and not wrong:
            stream = Check("stream", "not_checked", *TEXTS["stream_open"], (f"{len(own)} entries",))
        return [stream, _judged("time", times, *TEXTS["time"])]

    def _checkpoints(self) -> Check:
        faults = []
        try:
            for line in self.bag.text("data/trust/log.vkey").removesuffix("\n").split("\n"):
                key = checkpoint.Key.parse(line)
                if key.text != line:
                    raise ValueError("a key in another spelling")
                if key.name in self.keys and self.version == 1:
                    faults.append(f"data/trust/log.vkey: two keys of {key.name}")
                self.keys.setdefault(key.name, []).append(key)
        except (KeyError, ValueError) as why:
            faults.append(f"data/trust/log.vkey: {why}")
        for path in self.bag.names:
            if re.fullmatch(r"data/log/checkpoint-[0-9]{4}", path):
                faults += self._note(path)
            elif self.version > 1 and path.startswith("data/trust/rotation-"):
                try:
                    self.rotations.append(rotation.verify(self.bag.text(path), verify_signature))
                except ValueError as why:
                    faults.append(f"{path}: {why}")
        if not self.heads and not faults:
            faults.append("data/log: no checkpoint")
        return _judged("checkpoint", faults, *TEXTS["checkpoint"])

    def _note(self, path: str) -> list[str]:
        """Check one note and keep its head; what is wrong with it."""
        try:
            note = self.bag.text(path)
            head, key = self._signed(note)
        except ValueError as why:
            return [f"{path}: {why}"]
        if head.origin in self.report.heads:
            return [f"{path}: a second checkpoint of {head.origin}"]
        self.heads[note] = head
        self.signers[head.origin] = key
        self.report.heads[head.origin] = (head.size, head.root.hex())
        self.report.roots[head.origin, head.size] = head.root.hex()
        return []

    def _signed(self, note: str) -> tuple[checkpoint.Checkpoint, checkpoint.Key]:
        """The checkpoint of a note and the key of its log that signed it. Raises `NotACheckpoint`, ValueError."""
        return signed_by(note, self.keys, self.known.key)

    def _key(self) -> Check:
        used = sorted({key.fingerprint for key in self.signers.values()})
        self.report.fingerprint = used[0] if len(used) == 1 else ""
        self.report.keys = {name: list(keys) for name, keys in self.keys.items()}
        zh, en = TEXTS["key"]
        if not used:
            return Check("key", "not_checked", zh, en, ("no checkpoint holds",))
        if not self.known.key:
            return Check("key", "not_checked", *TEXTS["key_open"], tuple(grouped(one) for one in used))
        known = rotation.successors(self.known.key, self.rotations)
        faults = [f"{grouped(one)} is not {grouped(self.known.key)}" for one in used if one not in known]
        named = [f"{grouped(one)}: named by the key you gave" for one in used if one in known - {self.known.key}]
        return Check("key", "fail", zh, en, tuple(faults)) if faults else Check("key", "pass", zh, en, tuple(named))

    def _inclusion(self) -> Check:
        faults = []
        for one in self.entries:
            path = f"data/log/{one.name}.tlog-proof"
            try:
                found = proof.parse(self.bag.text(path))
            except KeyError:
                faults.append(f"{path}: missing")
                continue
            except ValueError as why:
                faults.append(f"{path}: {why}")
                continue
            head = self.heads.get(found.note)
            if head is None or head.origin != one.body.log:
                faults.append(f"{path}: its checkpoint is not one of this bundle that holds for the entry's log")
            elif not tree.verify_inclusion(one.leaf, found.index, head.size, found.path, head.root):
                faults.append(f"{path}: the path does not lead from the entry to the root")
            elif (head.origin, found.index) in self.report.leaves:
                faults.append(f"{path}: two entries at place {found.index}")
            else:
                self.report.leaves[head.origin, found.index] = one.leaf.hex()
                self.report.numbered[one.body.stream, one.body.stream_seq] = one.leaf.hex()
                self.places[one.name] = (head.origin, found.index)
        known = {f"data/log/{one.name}.tlog-proof" for one in self.entries}
        proofs = [path for path in self.bag.names if path.endswith(".tlog-proof")]
        faults += [f"{path}: belongs to no entry" for path in proofs if _stray(path, "data/log/", known)]
        return _judged("inclusion", faults, *TEXTS["inclusion"])

    def _contents(self) -> Check:
        faults: list[str] = []
        missing: list[_Read] = []
        for one in self.entries:
            path = f"data/open/{one.name}.json"
            if path not in self.bag:
                missing.append(one)
                continue
            try:
                content = _content(canonical.decode(self.bag.read(path)))
            except ValueError as why:
                faults.append(f"{path}: {why}")
                continue
            made = commitment.of_payload(bytes.fromhex(content["salt"]), content["payload"])
            if not commitment.same(made, one.body.commit):
                faults.append(f"{path}: not what the entry commits to")
            elif len(content["files"]) != len(one.body.files):
                faults.append(f"{path}: {len(content['files'])} files, the entry speaks of {len(one.body.files)}")
            else:
                self.contents[one.name] = content
        closed: list[str] = []
        for one in missing:
            fault, told = self._left_out(one)
            (faults if fault else closed).append(told)
        faults += self._exported()
        known = {f"data/open/{one.name}.json" for one in self.entries}
        faults += [f"{path}: belongs to no entry" for path in self.bag.names if _stray(path, "data/open/", known)]
        zh, en = TEXTS["content"]
        if not faults and closed:
            nothing = not self.contents
            return Check("content", "not_checked" if nothing else "pass", zh, en, tuple(closed))
        return _judged("content", faults + closed if faults else (), zh, en)

    def _left_out(self, one: _Read) -> tuple[bool, str]:
        """Whether it is a fault that the content of an entry is missing, and the sentence on it."""
        if self.version == 1:
            return False, f"{one.name}: not disclosed, or lawfully erased"
        for name, content in self.contents.items():
            entry = next(other.body for other in self.entries if other.name == name)
            if entry.type != ERASED or entry.instant < one.body.instant:
                continue
            if one.body.stream in _listed(content["payload"].get("streams")):
                return False, f"{one.name}: lawfully erased {entry.at} (entry {name})"
        if one.name in self.about["withheld"]:
            return False, f"{one.name}: withheld for this reader"
        return True, f"{one.name}: missing, neither withheld nor erased"

    def _exported(self) -> list[str]:
        """Where the entry of this export says something else than the bundle: for whom, what for, what was withheld."""
        own = self.own
        if self.version == 1 or not own or own[-1].body.type != EXPORTED or own[-1].name not in self.contents:
            return []
        name, payload = own[-1].name, self.contents[own[-1].name]["payload"]
        wrong = [
            f"{name}: the log gives another {field} of this export"
            for field in ("reader", "purpose")
            if isinstance(payload.get(field), str) and payload[field] != self.about.get(field)
        ]
        if payload.get("withheld") is not None and _listed(payload["withheld"]) != set(self.about["withheld"]):
            wrong.append(f"{name}: the log says that other contents were withheld in this export")
        return wrong

    def _files(self) -> Check:
        faults, left, known, count = [], [], set(), 0
        for one in self.entries:
            content = self.contents.get(one.name)
            for position, said in enumerate(one.body.files):
                count += 1
                if content is None:
                    left.append(f"{one.name}, file {position + 1}: not disclosed")
                    continue
                own = content["files"][position]
                known.add(own["path"])
                digest = bytes.fromhex(own["sha256"])
                made = commitment.of_file(bytes.fromhex(own["salt"]), digest, own["name"])
                if not commitment.same(made, said.commit):
                    faults.append(f"{one.name}, file {position + 1}: not what the entry commits to")
                elif not own["path"]:
                    left.append(f"{one.name}, file {position + 1}: not in the bundle")
                elif own["path"] not in self.bag:
                    faults.append(f"{own['path']}: missing")
                elif self.bag.sha256(own["path"]) != digest:
                    faults.append(f"{own['path']}: another content than the entry commits to")
        faults += [f"{path}: belongs to no entry" for path in self.bag.names if _stray(path, "data/files/", known)]
        zh, en = TEXTS["files"]
        if not faults and (not count or len(left) == count):
            return Check("files", "not_checked", zh, en, tuple(left) or ("no entry speaks of a file",))
        if not faults:
            return Check("files", "pass", zh, en, tuple(left))
        return _judged("files", faults, zh, en)

    def _template(self) -> Check:
        named = {one.body.tmpl for one in self.own if one.body.tmpl}
        zh, en = TEXTS["template"]
        if "data/template.json" not in self.bag:
            if named and self.excerpt:
                # A template says what kind of separation it was, which not every reader is to know.
                return Check("template", "not_checked", zh, en, ("left out of the excerpt",))
            if named:
                return Check("template", "fail", zh, en, ("data/template.json: missing",))
            return Check("template", "not_checked", zh, en, ("no entry names a template",))
        digest = self.bag.sha256("data/template.json").hex()
        earlier = [path for path in self.bag.names if path.startswith("data/templates/")]
        given = {digest, *(self.bag.sha256(path).hex() for path in earlier)}
        faults = [f"data/template.json is {digest}, an entry names {other}" for other in sorted(named - given)]
        faults += [f"{path}: no entry names it" for path in earlier if self.bag.sha256(path).hex() not in named]
        if not named:
            faults = ["no entry names the template"]
        return _judged("template", faults, zh, en)

    def _opened(self) -> list[Opened]:
        """The stream as the process sees it; an excerpt shows no process."""
        if self.excerpt:
            return []
        return [
            Opened(one.body.stream_seq, one.body.type, one.body.instant, one.body.actor, content and content["payload"])
            for one in self.own
            for content in [self.contents.get(one.name)]
        ]

    def _end(self) -> Check:
        own = self.own
        if not self.excerpt and any(one.body.type in ("case.closed", "case.cancelled") for one in own):
            return Check("end", "pass", *TEXTS["end"])
        last = own[-1].body if own else None
        detail = f"last entry: {last.stream_seq}, {last.at}" if last else "no entry"
        return Check("end", "not_checked", *TEXTS["end_open"], (detail,))

    def _anchors(self) -> list[Check]:
        """What was anchored outside, by whom, and which entries came after."""
        if self.version == 1:
            return [Check("anchors", "not_checked", *TEXTS["anchors"])]
        entries = [
            Placed(one.name, one.body.instant, one.body.clk, *self.places[one.name])
            for one in self.entries
            if one.name in self.places
        ]
        heads = {head.origin: head for head in self.heads.values()}
        return anchor_checks(self.bag, self.report, entries, heads, self._signed, self.known)


def signed_by(
    note: str, keys: Mapping[str, Sequence[checkpoint.Key]], pinned: str = ""
) -> tuple[checkpoint.Checkpoint, checkpoint.Key]:
    """The checkpoint of a note and the first of its log's keys that signed it; the reader's own comes before others.

    Raises `NotACheckpoint`.
    """
    claimed = checkpoint.parse(note)
    if not keys.get(claimed.origin):
        raise checkpoint.NotACheckpoint(f"no key of {claimed.origin}")
    why: Exception = checkpoint.NotACheckpoint("no signature of the log's key")
    for key in sorted(keys[claimed.origin], key=lambda one: one.fingerprint != pinned):
        try:
            return checkpoint.verify(note, key, verify_signature), key
        except checkpoint.NotACheckpoint as found:
            why = found
    raise why


def _chain(own: Sequence[_Read]) -> list[tuple[Fault, _Read]]:
    """Faults of a whole stream, each with its entry."""
    return [(fault, own[fault.seq - 1]) for fault in check_chain([(one.raw, one.body) for one in own])]


def _links(own: Sequence[_Read]) -> list[tuple[Fault, _Read]]:
    """Faults between neighbours of an excerpt: links where both are there, times everywhere."""
    found = []
    for before, one in pairwise(own):
        if one.body.stream_seq == before.body.stream_seq + 1 and one.body.prev != before.leaf.hex():
            found.append((Fault("stream_link", one.body.stream_seq), one))
        if before.body.instant - one.body.instant > CLOCK_TOLERANCE:
            found.append((Fault("clock_back", one.body.stream_seq, f"{before.body.at} then {one.body.at}"), one))
    return found


def _listed(value: Any) -> set[str]:
    """A list of texts as a set; whatever else it is, nothing."""
    return {one for one in value if isinstance(one, str)} if isinstance(value, list) else set()


def _stray(path: str, folder: str, known: set[str]) -> bool:
    return path.startswith(folder) and path not in known


def _about(bag: Bag) -> dict[str, Any]:
    """data/case.json. Raises `Unusable` when this is no bundle of a known version."""
    try:
        value = read_json(bag.text("data/case.json"))
    except (KeyError, ValueError) as why:
        raise Unusable(f"data/case.json: {why}") from why
    if not isinstance(value, dict) or value.get("format") not in FORMATS:
        raise Unusable(f"data/case.json: not of the format {' or '.join(FORMATS)}")
    if not isinstance(value.get("stream"), str) or not isinstance(value.get("leaves"), dict):
        raise Unusable("data/case.json: stream or leaves are missing")
    if value["format"] == FORMATS[0]:
        return value
    withheld = value.get("withheld")
    if value.get("scope") not in ("whole", "excerpt") or not isinstance(withheld, list):
        raise Unusable("data/case.json: scope or withheld are missing")
    if not all(isinstance(name, str) for name in withheld):
        raise Unusable("data/case.json: withheld")
    return value


def _content(value: Any) -> dict[str, Any]:
    """A disclosed content with all its fields. Raises ValueError."""
    if not isinstance(value, dict) or value.keys() != _CONTENT_FIELDS or not _is_hash(value["salt"]):
        raise ValueError("not the fields of a content")
    if not isinstance(value["payload"], dict) or not isinstance(value["files"], list):
        raise ValueError("payload or files")
    for file in value["files"]:
        if not isinstance(file, dict) or file.keys() != _CONTENT_FILE_FIELDS:
            raise ValueError("not the fields of a file")
        if not (_is_hash(file["salt"]) and _is_hash(file["sha256"])):
            raise ValueError("salt or sha256 of a file")
        path = file["path"]
        if not isinstance(path, str) or not isinstance(file["name"], str):
            raise ValueError("path or name of a file")
        if path and not path.startswith("data/files/"):
            raise ValueError(f"{path!r} is not in data/files")
    return value


def _is_hash(text: Any) -> bool:
    return isinstance(text, str) and bool(_FINGERPRINT.fullmatch(text))


def fingerprint_of(text: str) -> str:
    """The fingerprint a person typed or pasted: spaces and colons do not count; a verifier key line works too.

    Raises ValueError when it is neither.
    """
    if "+" in text:
        return checkpoint.Key.parse(text).fingerprint
    plain = re.sub(r"[\s:]", "", text).lower()
    if not _FINGERPRINT.fullmatch(plain):
        raise ValueError("a fingerprint has 64 hexadecimal digits")
    return plain


def verify(
    source: str | Path | bytes | BinaryIO,
    *,
    key: str = "",
    tsa: Sequence[str] = (),
    file: str = "",
    now: datetime | None = None,
) -> Report:
    """Check one bundle, or one receipt or checkpoint by itself.

    `key` is the fingerprint of the log's key that the reader knows from elsewhere, `tsa` those of root certificates
    of time-stamp authorities; with `now` the age of the last anchor is told.
    Never raises for what the file contains; raises ValueError for a malformed fingerprint, OSError for a missing file.
    """
    if isinstance(source, str | Path):
        with open(source, "rb") as opened:
            return verify(opened, key=key, tsa=tsa, file=file or Path(source).name, now=now)
    known = Known(fingerprint_of(key) if key else "", frozenset(fingerprint_of(one) for one in tsa), now)
    report = Report(file)
    if is_text(source):
        read_text(source, report)
        return report
    try:
        bag = open_bag(source)
        report.checks.append(Check("zip", "pass", *TEXTS["zip"]))
        _Reading(bag, report, known).run()
    except Unusable as why:
        report.unusable = str(why)
    except Trap as trap:
        report.checks = [check for check in report.checks if check.code != "zip"]
        report.checks.insert(0, Check("zip", "fail", *TEXTS["zip"], tuple(trap.places)))
    return report


def verify_together(
    sources: Mapping[str, bytes | Path], *, key: str = "", tsa: Sequence[str] = (), now: datetime | None = None
) -> list[Report]:
    """Check bundles, receipts and checkpoints and compare them: two histories of one log fail in all concerned."""
    reports = [verify(source, key=key, tsa=tsa, file=name, now=now) for name, source in sources.items()]
    keys: dict[str, list[checkpoint.Key]] = {}
    for report in reports:
        for name, own in report.keys.items():
            keys.setdefault(name, []).extend(one for one in own if one not in keys.get(name, ()))
    pinned = fingerprint_of(key) if key else ""
    accepted = rotation.successors(pinned, (one for report in reports for one in report.rotations)) if pinned else set()
    for report in reports:
        if report.note:
            report.checks += _signature_of(report, reports, keys, accepted, pinned)
        others = [other for other in reports if other is not report and other.heads.keys() & report.heads.keys()]
        zh, en = TEXTS["fork"]
        if not others:
            report.checks.append(Check("fork", "not_checked", zh, en, ("no other file of the same log",)))
            continue
        if not any(_shares(report, other) for other in others):
            report.checks.append(Check("fork", "not_checked", *TEXTS["fork_open"]))
            continue
        faults = [text for other in others for text in _contradictions(report, other)]
        report.checks.append(_judged("fork", faults, zh, en))
    return reports


def _signature_of(
    report: Report,
    reports: Sequence[Report],
    keys: Mapping[str, Sequence[checkpoint.Key]],
    accepted: set[str],
    pinned: str,
) -> list[Check]:
    """Whether the note of a receipt is signed by a key that came with the bundles beside it, and one that is known.

    `accepted`: the fingerprint the reader gave and those it leads to. A key that only says of itself that it came
    before them is none: anybody can make one that names the reader's.
    """
    try:
        _head, key = signed_by(report.note, keys, pinned)
    except checkpoint.NotACheckpoint as why:
        if not any(origin in keys for origin in report.heads):
            return [Check("signed", "not_checked", *TEXTS["signed_open"])]
        return [_judged("signed", [str(why)], *TEXTS["signed"])]
    report.fingerprint = key.fingerprint
    print_ = grouped(key.fingerprint)
    signed = Check("signed", "pass", *TEXTS["signed"], (print_,))
    if not accepted:
        return [signed, Check("key", "not_checked", *TEXTS["key_open"], (print_,))]
    if key.fingerprint in accepted:
        return [signed, Check("key", "pass", *TEXTS["key"])]
    if any(_confirms(other, report) for other in reports):
        return [signed, Check("key", "not_checked", *TEXTS["key_other"], (print_,))]
    return [signed, Check("key", "fail", *TEXTS["key"], (f"{print_} is not the key you gave. {KEY_BEFORE}",))]


KEY_BEFORE = "If it was the key before a change, give the fingerprint you got then: it leads to the new one"


def _confirms(other: Report, report: Report) -> bool:
    """Whether a bundle, signed by a key the reader knows, proves what a receipt or checkpoint does."""
    if other.note or not any(one.code == "key" and one.status == "pass" for one in other.checks):
        return False
    if report.leaves:
        return all(other.leaves.get(place) == leaf for place, leaf in report.leaves.items())
    return all(other.roots.get(place) == root for place, root in report.roots.items())


def _shares(one: Report, other: Report) -> bool:
    """Whether two files of one log speak of one thing: a size, a place, an entry, a number. Else nothing is compared.

    Who holds the key can make a log so short that the place of a receipt lies behind its end: that is no agreement.
    """
    kinds = (
        (one.roots, other.roots),
        (one.leaves, other.leaves),
        (_placed(one), _placed(other)),
        (one.numbered, other.numbered),
    )
    return any(mine.keys() & its.keys() for mine, its in kinds)


def _placed(report: Report) -> dict[tuple[str, str], int]:
    """(origin, leaf) -> where each entry lies in its log."""
    return {(origin, leaf): place for (origin, place), leaf in report.leaves.items()}


def _contradictions(one: Report, other: Report) -> list[str]:
    """Where two files tell different histories of one log."""
    found = [
        f"{other.file}: another root of {place[0]} at {place[1]} entries"
        for place in sorted(one.roots.keys() & other.roots.keys())
        if one.roots[place] != other.roots[place]
    ]
    found += [
        f"{other.file}: another entry at place {place[1]} of {place[0]}"
        for place in sorted(one.leaves.keys() & other.leaves.keys())
        if one.leaves[place] != other.leaves[place]
    ]
    mine, its = _placed(one), _placed(other)
    found += [
        f"{other.file}: the entry at place {mine[entry]} of {entry[0]} lies at place {its[entry]}"
        for entry in sorted(mine.keys() & its.keys(), key=lambda entry: (entry[0], mine[entry]))
        if mine[entry] != its[entry]
    ]
    found += [
        f"{other.file}: another entry under number {place[1]} of the same stream"
        for place in sorted(one.numbered.keys() & other.numbered.keys())
        if one.numbered[place] != other.numbered[place]
    ]
    return found
