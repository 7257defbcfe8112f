"""The checks, in order: zip, bag, entries, stream, tree, signature, contents, files, process, and what stays open.

Each kind of check answers pass, fail or not checked. A later check uses only what an earlier one read; what an
earlier one refused counts against it there and is left out here.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from partwell.core.evidence import canonical, checkpoint, commitment, proof, tree
from partwell.core.evidence.entry import Body, NotAnEntry, check_chain
from partwell.core.evidence.entry import parse as parse_body

from .container import Bag, Trap, Unusable, open_bag
from .process import Opened, process_checks
from .report import Check, Entry, Report, grouped
from .signature import verify_signature

FORMAT = "partwell-bundle/1"
_ENTRY_NAME = re.compile(r"data/entries/((x?)(\d{4,6}))\.json")
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

    def __init__(self, bag: Bag, report: Report, pinned: str) -> None:
        self.bag, self.report, self.pinned = bag, report, pinned
        self.about = _about(bag)
        self.entries: list[_Read] = []
        self.contents: dict[str, dict[str, Any]] = {}
        self.keys: dict[str, checkpoint.Key] = {}
        self.heads: dict[str, checkpoint.Checkpoint] = {}
        """Note -> checkpoint, of every note whose signature holds."""

    def run(self) -> None:
        """All checks in order."""
        report = self.report
        report.about = self.about
        report.checks.append(_judged("bag", self.bag.faults(), *_TEXTS["bag"]))
        report.checks += [self._bodies(), self._leaves(), *self._stream()]
        report.checks += [self._checkpoints(), self._key(), self._inclusion()]
        report.checks += [self._contents(), self._files(), self._template()]
        report.checks += process_checks(self._opened(), self.bag)
        report.checks += [self._end(), Check("anchors", "not_checked", *_TEXTS["anchors"])]
        report.entries = [
            Entry(one.name, one.body.stream_seq, one.body.type, one.body.at, one.name in self.contents)
            for one in self.entries
        ]

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
        return _judged("canonical", faults, *_TEXTS["canonical"])

    def _leaves(self) -> Check:
        listed = self.about["leaves"]
        faults = [
            f"{one.name}: leaf {one.leaf.hex()} is not the one listed"
            for one in self.entries
            if listed.get(one.name) != one.leaf.hex()
        ]
        found = {one.name for one in self.entries}
        faults += [f"{name}: listed, but no readable entry" for name in sorted(listed.keys() - found)]
        return _judged("leaf", faults, *_TEXTS["leaf"])

    def _stream(self) -> list[Check]:
        own, wrong = self.own, list[str]()
        times: list[str] = []
        for place, one in enumerate(own, start=1):
            if int(one.name) != place:
                wrong.append(f"{one.name}: expected number {place:04d}")
            if one.body.stream != self.about["stream"]:
                wrong.append(f"{one.name}: of another stream")
        for fault in check_chain([(one.raw, one.body) for one in own]):
            text = f"{own[fault.seq - 1].name}: {fault.code} {fault.detail}".rstrip()
            (times if fault.code == "clock_back" else wrong).append(text)
        seen: set[str] = set()
        for one in self.entries:
            if one.body.eid in seen:
                wrong.append(f"{one.name}: the id {one.body.eid} occurs twice")
            seen.add(one.body.eid)
            if one.name.startswith("x") and one.body.stream == self.about["stream"]:
                wrong.append(f"{one.name}: belongs to the bundle's own stream")
        return [_judged("stream", wrong, *_TEXTS["stream"]), _judged("time", times, *_TEXTS["time"])]

    def _checkpoints(self) -> Check:
        faults = []
        try:
            for line in self.bag.text("data/trust/log.vkey").splitlines():
                key = checkpoint.Key.parse(line)
                if key.name in self.keys:
                    faults.append(f"data/trust/log.vkey: two keys of {key.name}")
                self.keys[key.name] = key
        except (KeyError, ValueError) as why:
            faults.append(f"data/trust/log.vkey: {why}")
        for path in self.bag.names:
            if re.fullmatch(r"data/log/checkpoint-\d{4}", path):
                faults += self._note(path)
        if not self.heads and not faults:
            faults.append("data/log: no checkpoint")
        return _judged("checkpoint", faults, *_TEXTS["checkpoint"])

    def _note(self, path: str) -> list[str]:
        """Check one note and keep its head; what is wrong with it."""
        try:
            note = self.bag.text(path)
            claimed = checkpoint.parse(note)
            if claimed.origin not in self.keys:
                return [f"{path}: no key of {claimed.origin}"]
            head = checkpoint.verify(note, self.keys[claimed.origin], verify_signature)
        except ValueError as why:
            return [f"{path}: {why}"]
        if head.origin in self.report.heads:
            return [f"{path}: a second checkpoint of {head.origin}"]
        self.heads[note] = head
        self.report.heads[head.origin] = (head.size, head.root.hex())
        return []

    def _key(self) -> Check:
        used = sorted({self.keys[head.origin].fingerprint for head in self.heads.values()})
        self.report.fingerprint = used[0] if len(used) == 1 else ""
        zh, en = _TEXTS["key"]
        if not used:
            return Check("key", "not_checked", zh, en, ("no checkpoint holds",))
        if not self.pinned:
            return Check("key", "not_checked", *_TEXTS["key_open"], tuple(grouped(one) for one in used))
        faults = [f"{grouped(one)} is not {grouped(self.pinned)}" for one in used if one != self.pinned]
        return _judged("key", faults, zh, en)

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
        return _judged("inclusion", faults, *_TEXTS["inclusion"])

    def _contents(self) -> Check:
        faults, closed = [], []
        for one in self.entries:
            path = f"data/open/{one.name}.json"
            if path not in self.bag:
                closed.append(f"{one.name}: not disclosed, or lawfully erased")
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
        known = {f"data/open/{one.name}.json" for one in self.entries}
        faults += [f"{path}: belongs to no entry" for path in self.bag.names if _stray(path, "data/open/", known)]
        zh, en = _TEXTS["content"]
        if not faults and closed:
            nothing = len(closed) == len(self.entries)
            return Check("content", "not_checked" if nothing else "pass", zh, en, tuple(closed))
        return _judged("content", faults + closed if faults else (), zh, en)

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
        zh, en = _TEXTS["files"]
        if not faults and (not count or len(left) == count):
            return Check("files", "not_checked", zh, en, tuple(left) or ("no entry speaks of a file",))
        if not faults:
            return Check("files", "pass", zh, en, tuple(left))
        return _judged("files", faults, zh, en)

    def _template(self) -> Check:
        named = {one.body.tmpl for one in self.own if one.body.tmpl}
        zh, en = _TEXTS["template"]
        if "data/template.json" not in self.bag:
            if named:
                return Check("template", "fail", zh, en, ("data/template.json: missing",))
            return Check("template", "not_checked", zh, en, ("no entry names a template",))
        digest = self.bag.sha256("data/template.json").hex()
        faults = [f"data/template.json is {digest}, an entry names {other}" for other in sorted(named - {digest})]
        if not named:
            faults = ["no entry names the template"]
        return _judged("template", faults, zh, en)

    def _opened(self) -> list[Opened]:
        """The stream as the process sees it."""
        return [
            Opened(one.body.stream_seq, one.body.type, one.body.instant, one.body.actor, content and content["payload"])
            for one in self.own
            for content in [self.contents.get(one.name)]
        ]

    def _end(self) -> Check:
        own = self.own
        if any(one.body.type in ("case.closed", "case.cancelled") for one in own):
            return Check("end", "pass", *_TEXTS["end"])
        last = own[-1].body if own else None
        detail = f"last entry: {last.stream_seq}, {last.at}" if last else "no entry"
        return Check("end", "not_checked", *_TEXTS["end_open"], (detail,))


def _stray(path: str, folder: str, known: set[str]) -> bool:
    return path.startswith(folder) and path not in known


def _about(bag: Bag) -> dict[str, Any]:
    """data/case.json. Raises `Unusable` when this is no bundle of a known version."""
    try:
        value = json.loads(bag.text("data/case.json"))
    except (KeyError, ValueError, RecursionError) as why:
        raise Unusable(f"data/case.json: {why}") from why
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise Unusable(f"data/case.json: not of the format {FORMAT}")
    if not isinstance(value.get("stream"), str) or not isinstance(value.get("leaves"), dict):
        raise Unusable("data/case.json: stream or leaves are missing")
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


def verify(source: str | Path | bytes | BinaryIO, *, key: str = "", file: str = "") -> Report:
    """Check one bundle. `key` is the fingerprint of the log's key that the reader knows from elsewhere.

    Never raises for what the bundle contains; raises ValueError for a malformed `key`, OSError for a missing file.
    """
    if isinstance(source, str | Path):
        with open(source, "rb") as opened:
            return verify(opened, key=key, file=file or Path(source).name)
    report = Report(file)
    pinned = fingerprint_of(key) if key else ""
    try:
        bag = open_bag(source)
        report.checks.append(Check("zip", "pass", *_TEXTS["zip"]))
        _Reading(bag, report, pinned).run()
    except Unusable as why:
        report.unusable = str(why)
    except Trap as trap:
        report.checks = [check for check in report.checks if check.code != "zip"]
        report.checks.insert(0, Check("zip", "fail", *_TEXTS["zip"], tuple(trap.places)))
    return report


def verify_together(sources: Mapping[str, bytes | Path], *, key: str = "") -> list[Report]:
    """Check several bundles and compare them: two histories of one log (a fork) fail in every bundle concerned."""
    reports = [verify(source, key=key, file=name) for name, source in sources.items()]
    for report in reports:
        others = [other for other in reports if other is not report and other.heads.keys() & report.heads.keys()]
        zh, en = _TEXTS["fork"]
        if not others:
            report.checks.append(Check("fork", "not_checked", zh, en, ("no other bundle of the same log",)))
            continue
        faults = [text for other in others for text in _contradictions(report, other)]
        report.checks.append(_judged("fork", faults, zh, en))
    return reports


def _contradictions(one: Report, other: Report) -> list[str]:
    """Where two bundles tell different histories of one log."""
    found = []
    for origin in sorted(one.heads.keys() & other.heads.keys()):
        (size, root), (other_size, other_root) = one.heads[origin], other.heads[origin]
        if size == other_size and root != other_root:
            found.append(f"{other.file}: another root of {origin} at {size} entries")
    found += [
        f"{other.file}: another entry at place {place[1]} of {place[0]}"
        for place in sorted(one.leaves.keys() & other.leaves.keys())
        if one.leaves[place] != other.leaves[place]
    ]
    return found


_TEXTS: dict[str, tuple[str, str]] = {
    "zip": (
        "压缩包结构正常：无越界路径、重名、链接、加密或异常膨胀。",
        "The zip is plain: no path out of its folder, no name twice, no link, encryption or bomb.",
    ),
    "bag": ("清单与文件一一对应，内容一致。", "Manifests and files agree, each file with its SHA-256."),
    "canonical": (
        "每条记录均为规范格式，字段齐全。",
        "Every entry is canonical JSON with exactly the fields of its version.",
    ),
    "leaf": ("每条记录的叶哈希与目录所列一致。", "Every entry's leaf hash is the one listed."),
    "stream": (
        "记录从第 1 条起连续编号，逐条链接前一条，无缺失、重复、调换。",
        "Entries are numbered from 1 without gap, each linked to the one before; none missing, doubled or swapped.",
    ),
    "time": (
        "记录时间没有倒退（允许 5 分钟时钟误差）。",
        "Times do not run backwards (clocks may differ by 5 minutes).",
    ),
    "checkpoint": (
        "检查点签名与包内公钥相符，每个日志只有一个检查点。",
        "Each checkpoint carries a valid signature of the log's key in the bundle; one checkpoint a log.",
    ),
    "key": (
        "签名公钥的指纹与您提供的一致。",
        "The fingerprint of the signing key is the one you gave.",
    ),
    "key_open": (
        "未提供公钥指纹。请与纸质文件或其他渠道取得的指纹比对：包内公钥本身不能证明是谁的。",
        "No fingerprint was given. Compare this one with a paper or another source: a key inside proves nobody.",
    ),
    "inclusion": (
        "每条记录均能以存在性证明追溯到已签名的检查点。",
        "Every entry is proven to be in the log under a signed checkpoint.",
    ),
    "content": (
        "披露的内容与记录中的承诺值一致（未披露或已依法删除的内容单列）。",
        "Disclosed contents are what the entries commit to (what is not disclosed or was erased is listed).",
    ),
    "files": ("文件与记录中的承诺值一致。", "Files are what the entries commit to."),
    "template": (
        "流程模板即各记录所指的版本。",
        "The process template is the version the entries name.",
    ),
    "end": (
        "记录包含案件的结束（办结或撤销）。",
        "The entries include the end of the case (closed or cancelled).",
    ),
    "end_open": (
        "案件尚未结束：最后一条之后是否另有记录，本包无法证明。",
        "The case has not ended: whether entries follow the last one, this bundle can't prove.",
    ),
    "anchors": (
        "外部锚定（可信时间戳、见证人）：未检查，包内没有。距最近一次外部锚定：无。",
        "Outside anchors (time stamps, witnesses): not checked, there are none. Age of the last outside anchor: none.",
    ),
    "fork": (
        "与一并提供的其他证据包没有矛盾（同一日志没有两套历史）。",
        "No contradiction with the other bundles given (one log, one history).",
    ),
}
