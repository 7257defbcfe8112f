"""The bundle: a case's whole stream with contents, files, proofs and keys, in one zip that is checked offline.

A BagIt bag (RFC 8493) in one folder. Format: docs/formats/bundle.md; `partwell.verifier` reads it. What stands in
`case.json` is what the company says about it; only the entries are proven.
"""

import hashlib
import json
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Self
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from partwell import __version__
from partwell.core.days import Calendar
from partwell.core.evidence import canonical, checkpoint
from partwell.core.evidence.entry import time_text
from partwell.core.evidence.proof import Proof
from partwell.lib import holiday_file
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.files.store import content as file_content
from partwell.lib.keys.keyring import CannotOpen
from partwell.lib.refusal import Refused

from . import actions, anchors, queries, trees
from .models import Anchor, Entry, EntryFile, Stream

FORMAT = "partwell-bundle/2"
PAGE = Path(__file__).resolve().parents[2] / "verifier" / "page" / "verify.html"
"""The offline verifier as one HTML file, a convenience in the bundle."""


@dataclass(frozen=True, slots=True)
class About:
    """What the bundle says about itself. `number` names folder and file (ASCII); `facts` is shown, never trusted."""

    number: str
    company: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What a reader gets to see. Bodies hold no personal data and stay; what is withheld is its content and files.

    `reader` names for whom (whole, employee, arbitrator, inspector, next_employer, chosen), `purpose` what for.
    `only`, where given, makes an excerpt: other entries of the stream are left out altogether.
    """

    reader: str = "whole"
    purpose: str = ""
    hidden: frozenset[UUID] = frozenset()
    only: frozenset[UUID] | None = None

    @property
    def scope(self) -> str:
        """Whether the whole stream is in the bundle."""
        return "whole" if self.only is None else "excerpt"


AT_ONCE_SECONDS = 5
"""How long an export waits for an authority; when it does not answer, the bundle says what is not covered."""
WHOLE = Disclosure()
Exhibit = Callable[["Written"], bytes]


@dataclass(frozen=True, slots=True)
class Written:
    """What the exhibit of a bundle speaks of: entries with their names, heads, anchors, fingerprint."""

    entries: Sequence[tuple[str, Entry, Stream]]
    withheld: Sequence[str]
    heads: Mapping[str, tuple[int, bytes]]
    anchors: Sequence[Anchor]
    files: Sequence[tuple[str, str]]
    """(path, SHA-256) of each file in the bundle."""
    disclosure: Disclosure


def export(
    stream: Stream,
    out: BinaryIO,
    *,
    by: Actor,
    now: datetime,
    about: About,
    template: Mapping[str, Any] | None = None,
    earlier: Sequence[Mapping[str, Any]] = (),
    others: Sequence[UUID] = (),
    disclosure: Disclosure = WHOLE,
    exhibit: Exhibit | None = None,
) -> None:
    """Record that `by` takes a copy out, then write the bundle. The caller has checked that `by` may see all of it.

    The entry of the export is the last one of the bundle. About an erased person it is kept in the company's stream.
    """
    numbers = {entry.eid: entry.stream_seq for entry in queries.rows(stream)}
    payload = {
        "stream": str(stream.uid),
        "number": about.number,
        "others": [str(eid) for eid in others],
        "reader": disclosure.reader,
        "purpose": disclosure.purpose,
        "withheld": sorted(f"{numbers[eid]:04d}" for eid in disclosure.hidden if eid in numbers),
    }
    with transaction.atomic():
        target = stream if stream.key.wrapped else actions.stream_of_installation(stream.company_id, now)
        made = actions.record(target, "evidence.exported", by=by, now=now, payload=payload)
    actions.integrate(now, upto=made)
    if settings.TSA:
        # The newest entry of a bundle is the export itself: a time stamp now leaves nothing to the company's word.
        anchors.stamp_all(made.log_id, now, seconds=AT_ONCE_SECONDS)
    if disclosure.only is not None and target == stream:
        disclosure = replace(disclosure, only=disclosure.only | {made.eid})
    write(
        stream,
        out,
        about=about,
        template=template,
        earlier=earlier,
        others=others,
        now=now,
        disclosure=disclosure,
        exhibit=exhibit,
    )


def write(
    stream: Stream,
    out: BinaryIO,
    *,
    about: About,
    now: datetime,
    template: Mapping[str, Any] | None = None,
    earlier: Sequence[Mapping[str, Any]] = (),
    others: Sequence[UUID] = (),
    calendar: Calendar | None = None,
    disclosure: Disclosure = WHOLE,
    exhibit: Exhibit | None = None,
) -> None:
    """Write the bundle of a stream, with single entries of other streams, to a seekable binary file.

    `template` is the flattened process template in force, `earlier` those the case followed before.
    Raises `NotIntegrated`, `LogBroken`.
    """
    own, foreign = queries.rows(stream), queries.single([*others, *queries.erasures_of(stream)])
    if disclosure.only is not None:
        own = [entry for entry in own if entry.eid in disclosure.only]
    named = [(f"{entry.stream_seq:04d}", entry, stream) for entry in own]
    named += [(f"x{number:04d}", entry, entry.stream) for number, entry in enumerate(foreign, start=1)]
    withheld = [name for name, entry, of in named if entry.eid in disclosure.hidden and of.key.wrapped]
    proofs = queries.proofs([entry for _name, entry, _stream in named])
    with _Bag(out, f"partwell-{_plain(about.number)}", now) as bag:
        bag.add("data/case.json", _pretty(_case(stream, about, named, now, disclosure, withheld)))
        for name, entry, of in named:
            bag.add(f"data/entries/{name}.json", bytes(entry.body))
            bag.add(f"data/log/{name}.tlog-proof", proofs[entry.eid].text.encode())
            if name not in withheld:
                _add_content(bag, name, entry, of)
        heads = _add_log(bag, list(proofs.values()))
        anchored = _add_anchors(bag, named, proofs, heads)
        if template is not None:
            bag.add("data/template.json", canonical.encode(template))
            for body in earlier:
                content = canonical.encode(body)
                bag.add(f"data/templates/{hashlib.sha256(content).hexdigest()}.json", content)
            bag.add("data/calendar.json", canonical.encode(_days(calendar or holiday_file.calendar())))
        if exhibit is not None:
            parts = {origin: (head.size, head.root) for origin, head in heads.items()}
            bag.add(EXHIBIT, exhibit(Written(named, withheld, parts, anchored, bag.files, disclosure)), compress=False)
        if PAGE.exists():
            bag.add(VERIFIER, PAGE.read_bytes())
        bag.close(about, now)


EXHIBIT, VERIFIER = "存证页.pdf", "验证.html"


def _plain(number: str) -> str:
    """A number as part of a file name."""
    return re.sub(r"[^0-9A-Za-z-]+", "-", number).strip("-") or "bundle"


def _pretty(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _case(
    stream: Stream,
    about: About,
    named: Sequence[tuple[str, Entry, Stream]],
    now: datetime,
    disclosure: Disclosure,
    withheld: Sequence[str],
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "stream": str(stream.uid),
        "number": about.number,
        "company": about.company,
        "facts": dict(about.facts),
        "written_at": time_text(now),
        "demo": settings.DEMO,
        "reader": disclosure.reader,
        "purpose": disclosure.purpose,
        "scope": disclosure.scope,
        "withheld": list(withheld),
        "leaves": {name: bytes(entry.leaf).hex() for name, entry, _stream in named},
    }


def _days(calendar: Calendar) -> dict[str, Any]:
    """The working days that deadlines were counted by."""
    return {
        "years": sorted(calendar.years),
        "holidays": sorted(day.isoformat() for day in calendar.holidays),
        "workdays": sorted(day.isoformat() for day in calendar.workdays),
    }


def _file_name(name: str, seq: str, position: int) -> str:
    """Where a file lies in the bundle: number of the entry, position, and its own name made harmless."""
    plain = re.sub(r"[^\w.-]+", "_", unicodedata.normalize("NFC", name)).strip("._") or "file"
    stem, dot, suffix = plain.rpartition(".")
    return f"data/files/{seq}-{position + 1}-{stem[:60]}{dot}{suffix[:10]}"


def _add_content(bag: "_Bag", name: str, entry: Entry, stream: Stream) -> None:
    """What an entry is about and its files, unless the person's key was destroyed."""
    key = queries.key_of(stream)
    if key is None:
        return
    opened = queries.open_entry(entry, key)
    blobs = {str(row.blob.uid): row.blob for row in EntryFile.objects.filter(entry=entry).select_related("blob")}
    files = []
    for position, file in enumerate(opened.files):
        path = _file_name(file.name, name, position)
        bag.add(path, _bytes_of(blobs.get(file.blob), file.name, entry), compress=False)
        files.append({"salt": file.salt.hex(), "sha256": file.sha256.hex(), "name": file.name, "path": path})
    disclosed = {"payload": opened.payload, "salt": opened.salt.hex(), "files": files}
    bag.add(f"data/open/{name}.json", canonical.encode(disclosed))


def _bytes_of(blob: Any, name: str, entry: Entry) -> bytes:
    """The bytes of a file. Raises Refused: a bundle in which one is missing without a word would prove less."""
    try:
        if blob is None:
            raise FileNotFoundError
        return file_content(blob)
    except (FileNotFoundError, CannotOpen):
        sentence = _(
            "The file “%(name)s” of entry %(number)s is gone or damaged. "
            "The administrator brings it back from a backup; then take the file out again."
        )
        raise Refused(sentence % {"name": name, "number": entry.stream_seq}, code="file_gone") from None


def _add_log(bag: "_Bag", proofs: Sequence[Proof]) -> dict[str, checkpoint.Checkpoint]:
    """One checkpoint for each log, the keys that check them, and the notes in which one key names the next."""
    notes = sorted({proof.note for proof in proofs})
    heads = {}
    for number, note in enumerate(notes, start=1):
        bag.add(f"data/log/checkpoint-{number:04d}", note.encode())
        head = checkpoint.parse(note)
        heads[head.origin] = head
    keys = [key for origin in sorted(heads) for key in trees.keys_of(origin)]
    bag.add("data/trust/log.vkey", "".join(f"{key.text}\n" for key in keys).encode())
    bag.add("data/trust/fingerprint.txt", f"{trees.key_of('log').fingerprint}\n".encode())
    for number, note in enumerate(trees.rotations(), start=1):
        bag.add(f"data/trust/rotation-{number:04d}", note.encode())
    return heads


def _add_anchors(
    bag: "_Bag",
    named: Sequence[tuple[str, Entry, Stream]],
    proofs: Mapping[UUID, Proof],
    heads: Mapping[str, checkpoint.Checkpoint],
) -> list[Anchor]:
    """The anchors that speak of these entries, each with a proof that the log grew from it."""
    entries = [(entry, proofs[entry.eid].index) for _name, entry, _stream in named]
    found = queries.anchors_for(entries, {origin: head.size for origin, head in heads.items()})
    # A time stamp of an authority that is not set up any more has no root to give along: it would read as a false one.
    roots = anchors.roots()
    chosen = [one for one in found if not one.token or anchors.holds(one, roots)]
    for number, anchor in enumerate(chosen, start=1):
        name, head = f"data/anchors/{number:04d}", heads[anchor.log.origin]
        bag.add(f"{name}.checkpoint", queries.note_at(anchor.log_id, anchor.size).encode())
        if anchor.size < head.size:
            path = queries.consistency(anchor.log_id, anchor.size, head.size)
            bag.add(f"{name}.consistency", path.text.encode())
        if anchor.token:
            bag.add(f"{name}.tsr", bytes(anchor.token))
    if any(one.token for one in chosen):
        bag.add("data/trust/tsa.pem", Path(settings.TSA_ROOTS).read_bytes())
    return chosen


class _Bag:
    """A BagIt bag that is written into a zip file by file; manifests come last."""

    def __init__(self, out: BinaryIO, folder: str, now: datetime) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        self._folder = folder
        self._time = now.astimezone(SHANGHAI).timetuple()[:6]
        self._sums: dict[str, str] = {}
        self._bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        # Also of a bag that was given up: the zip would write its end later, into a file that is closed by then.
        self._zip.close()

    def add(self, name: str, content: bytes, *, compress: bool = True) -> None:
        """Write one file. What is compressed already (papers, scans) is stored as it is."""
        info = zipfile.ZipInfo(f"{self._folder}/{name}", self._time)
        info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        info.external_attr = 0o644 << 16
        self._zip.writestr(info, content)
        self._sums[name] = hashlib.sha256(content).hexdigest()
        if name.startswith("data/"):
            self._bytes += len(content)

    @property
    def files(self) -> list[tuple[str, str]]:
        """(path, SHA-256) of the files that entries speak of."""
        return [(name, digest) for name, digest in self._sums.items() if name.startswith("data/files/")]

    def _manifest(self, *, data: bool) -> bytes:
        lines = [
            f"{digest}  {name}\n" for name, digest in sorted(self._sums.items()) if name.startswith("data/") == data
        ]
        return "".join(lines).encode()

    def close(self, about: About, now: datetime) -> None:
        """Write the tag files and both manifests."""
        count = sum(name.startswith("data/") for name in self._sums)
        lines = {
            "Source-Organization": about.company,
            "External-Identifier": about.number,
            "Bagging-Date": now.astimezone(SHANGHAI).date().isoformat(),
            "Payload-Oxum": f"{self._bytes}.{count}",
            "Bag-Software-Agent": f"PartWell {__version__}",
            **({"External-Description": DEMO} if settings.DEMO else {}),
        }
        info = "".join(f"{label}: {' '.join(value.split())}\n" for label, value in lines.items())
        self.add("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        self.add("bag-info.txt", info.encode())
        self.add("README.txt", ((f"{DEMO}\n\n" if settings.DEMO else "") + README).encode())
        self.add("manifest-sha256.txt", self._manifest(data=True))
        self.add("tagmanifest-sha256.txt", self._manifest(data=False))
        self._zip.close()


DEMO = "DEMO 演示数据，无任何证明作用。Demo data, proves nothing."

README = """\
证据包 / Evidence bundle

先看：存证页.pdf（说明和证据目录）。用浏览器打开“验证.html”（如有）并放入本压缩包即可核验，不联网、不上传。

本包含一个案件的存证记录（data/entries）、向您披露的内容（data/open）与文件（data/files）、
每条记录的存在性证明（data/log）、外部时间戳（data/anchors）以及验证公钥（data/trust）。
未向您披露的内容在核验结果中逐条列出，记录本身仍然可以核验。

如何核验
1. 包内的“验证.html”只为方便：提供者可能改动它。请从软件发布处或监察机构取得核验程序，并核对其 SHA-256。
2. 或运行：python -m partwell.verifier 本文件.zip --key 公钥指纹 --tsa 时间戳机构根证书指纹
3. 指纹请取自纸质文件或其他渠道，不要取自本包：包内公钥和证书不能证明自己是谁的。
4. 时间戳也可用 OpenSSL 核验：
   openssl ts -verify -data data/anchors/0001.checkpoint -in data/anchors/0001.tsr -CAfile data/trust/tsa.pem
核验能发现篡改，不能证明记录之前的事实为真，也不能证明最后一条之后没有其他记录。
最近一次外部时间戳之后的记录，在被锚定之前只由公司自己担保。
各项结果分别列出；标为“未检查”的项目没有得到证明。

Look at 存证页.pdf first (what it is, and the list of evidence). Open 验证.html (where it is there) in a browser and
give it this zip: nothing is sent anywhere.

This bundle holds the log entries of one case (data/entries), what is disclosed to you of them (data/open), files
(data/files), the proof of inclusion of each entry (data/log), outside time stamps (data/anchors) and the keys
(data/trust). What is not disclosed to you is listed by the check, and its entries can still be checked.

How to check it
1. 验证.html in this bundle is a convenience: whoever gave it to you could have changed it. Take the verifier from the
   project's release or from the authority, and compare its SHA-256.
2. Or run: python -m partwell.verifier THIS-FILE.zip --key FINGERPRINT --tsa FINGERPRINT-OF-THE-AUTHORITY'S-ROOT
3. Take the fingerprints from a paper or another source, not from here: a key inside a bundle proves nobody.
4. Time stamps can be checked with OpenSSL as well:
   openssl ts -verify -data data/anchors/0001.checkpoint -in data/anchors/0001.tsr -CAfile data/trust/tsa.pem
A check shows tampering; it can't show that what was recorded was true, nor that nothing followed the last entry.
What came after the last outside time stamp is vouched for by the company alone until it is anchored.
Each kind of check is listed; what says "not checked" was not proven.

Formats: docs/formats/bundle.md, evidence-entry.md, checkpoint.md, anchors.md of the project.
"""
