"""The bundle: a case's whole stream with contents, files, proofs and keys, in one zip that is checked offline.

A BagIt bag (RFC 8493) in one folder. Format: docs/formats/bundle.md; `partwell.verifier` reads it. What stands in
`case.json` is what the company says about it; only the entries are proven.
"""

import hashlib
import json
import re
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction

from partwell import __version__
from partwell.core.days import Calendar
from partwell.core.evidence import canonical
from partwell.core.evidence.entry import time_text
from partwell.core.evidence.proof import Proof
from partwell.lib import holiday_file
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.files.store import content as file_content

from . import actions, queries, trees
from .models import Entry, EntryFile, Stream

FORMAT = "partwell-bundle/1"


@dataclass(frozen=True, slots=True)
class About:
    """What the bundle says about itself. `number` names folder and file (ASCII); `facts` is shown, never trusted."""

    number: str
    company: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def export(
    stream: Stream,
    out: BinaryIO,
    *,
    by: Actor,
    now: datetime,
    about: About,
    template: Mapping[str, Any] | None = None,
    others: Sequence[UUID] = (),
) -> None:
    """Record that `by` takes a copy out, then write the bundle. The caller has checked that `by` may see all of it.

    The entry of the export is the last one of the bundle. About an erased person it is kept in the company's stream.
    """
    with transaction.atomic():
        target = stream if stream.key.wrapped else actions.stream_of_installation(stream.company_id, now)
        payload = {"stream": str(stream.uid), "number": about.number, "others": [str(eid) for eid in others]}
        actions.record(target, "evidence.exported", by=by, now=now, payload=payload)
    actions.sequence(now, wait=True)
    write(stream, out, about=about, template=template, others=others, now=now)


def write(
    stream: Stream,
    out: BinaryIO,
    *,
    about: About,
    now: datetime,
    template: Mapping[str, Any] | None = None,
    others: Sequence[UUID] = (),
    calendar: Calendar | None = None,
) -> None:
    """Write the bundle of a stream, with single entries of other streams, to a seekable binary file.

    `template` is the flattened process template in force. Raises `NotIntegrated`, `LogBroken`.
    """
    own, foreign = queries.rows(stream), queries.single(others)
    named = [(f"{entry.stream_seq:04d}", entry, stream) for entry in own]
    named += [(f"x{number:04d}", entry, entry.stream) for number, entry in enumerate(foreign, start=1)]
    proofs = queries.proofs([entry for _name, entry, _stream in named])
    bag = _Bag(out, f"partwell-{_plain(about.number)}", now)
    bag.add("data/case.json", _pretty(_case(stream, about, named, now)))
    for name, entry, of in named:
        bag.add(f"data/entries/{name}.json", bytes(entry.body))
        bag.add(f"data/log/{name}.tlog-proof", proofs[entry.eid].text.encode())
        _add_content(bag, name, entry, of)
    _add_log(bag, list(proofs.values()))
    if template is not None:
        bag.add("data/template.json", canonical.encode(template))
        bag.add("data/calendar.json", canonical.encode(_days(calendar or holiday_file.calendar())))
    bag.close(about, now)


def _plain(number: str) -> str:
    """A number as part of a file name."""
    return re.sub(r"[^0-9A-Za-z-]+", "-", number).strip("-") or "bundle"


def _pretty(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _case(stream: Stream, about: About, named: Sequence[tuple[str, Entry, Stream]], now: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "stream": str(stream.uid),
        "number": about.number,
        "company": about.company,
        "facts": dict(about.facts),
        "written_at": time_text(now),
        "demo": settings.DEMO,
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
        path = _file_name(file.name, name, position) if file.blob in blobs else ""
        if path:
            bag.add(path, file_content(blobs[file.blob]), compress=False)
        files.append({"salt": file.salt.hex(), "sha256": file.sha256.hex(), "name": file.name, "path": path})
    disclosed = {"payload": opened.payload, "salt": opened.salt.hex(), "files": files}
    bag.add(f"data/open/{name}.json", canonical.encode(disclosed))


def _add_log(bag: "_Bag", proofs: Sequence[Proof]) -> None:
    """One checkpoint for each log, and the keys that check them."""
    notes = sorted({proof.note for proof in proofs})
    for number, note in enumerate(notes, start=1):
        bag.add(f"data/log/checkpoint-{number:04d}", note.encode())
    keys = [trees.key_of(note.partition("\n")[0]) for note in notes]
    bag.add("data/trust/log.vkey", "".join(f"{key.text}\n" for key in keys).encode())
    prints = sorted({key.fingerprint for key in keys})
    bag.add("data/trust/fingerprint.txt", "".join(f"{one}\n" for one in prints).encode())


class _Bag:
    """A BagIt bag that is written into a zip file by file; manifests come last."""

    def __init__(self, out: BinaryIO, folder: str, now: datetime) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        self._folder = folder
        self._time = now.astimezone(SHANGHAI).timetuple()[:6]
        self._sums: dict[str, str] = {}
        self._bytes = 0

    def add(self, name: str, content: bytes, *, compress: bool = True) -> None:
        """Write one file. What is compressed already (papers, scans) is stored as it is."""
        info = zipfile.ZipInfo(f"{self._folder}/{name}", self._time)
        info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        info.external_attr = 0o644 << 16
        self._zip.writestr(info, content)
        self._sums[name] = hashlib.sha256(content).hexdigest()
        if name.startswith("data/"):
            self._bytes += len(content)

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

本包含一个案件的全部存证记录（data/entries）、其披露内容（data/open）与文件（data/files）、
每条记录的存在性证明（data/log）以及验证公钥（data/trust）。

如何核验
1. 请从软件发布处或监察机构取得核验程序，不要使用本包提供者交给您的程序。
2. 运行：python -m partwell.verifier 本文件.zip --key 公钥指纹
3. 公钥指纹请取自纸质文件或其他渠道，不要取自本包：包内公钥不能证明自己是谁的。
核验能发现篡改，不能证明记录之前的事实为真，也不能证明最后一条之后没有其他记录。
各项结果分别列出；标为“未检查”的项目没有得到证明。

This bundle holds all log entries of one case (data/entries), what they are about (data/open), files (data/files),
the proof of inclusion of each entry (data/log) and the key to check them (data/trust).

How to check it
1. Take the verifier from the project's release or from the authority, not from whoever gave you this bundle.
2. Run: python -m partwell.verifier THIS-FILE.zip --key FINGERPRINT
3. Take the fingerprint from a paper or another source, not from here: a key inside a bundle proves nobody.
A check shows tampering; it can't show that what was recorded was true, nor that nothing followed the last entry.
Each kind of check is listed; what says "not checked" was not proven.

Formats: docs/formats/bundle.md, evidence-entry.md, checkpoint.md of the project.
"""
