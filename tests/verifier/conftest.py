"""Bundles to check: honest ones written by the product, and a way to change them as a forger would."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from partwell.apps.evidence import actions, bundle
from partwell.core.evidence import canonical, checkpoint, commitment, proof, tree
from partwell.lib.actor import system
from partwell.lib.files.store import put
from tests.cast import NOW, Cast

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)
TAGS = ("manifest-sha256.txt", "tagmanifest-sha256.txt")


class Bundle:
    """The files of a bundle, to be changed and zipped again. `seal` makes the manifests fit, as a forger would."""

    def __init__(self, content: bytes) -> None:
        self.method = zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(io.BytesIO(content)) as source:
            self.folder = source.namelist()[0].partition("/")[0]
            self.files = {info.filename.partition("/")[2]: source.read(info) for info in source.infolist()}

    def change(self, name: str, how: Callable[[bytes], bytes]) -> None:
        """Change one file; the change must be one."""
        changed = how(self.files[name])
        assert changed != self.files[name]
        self.files[name] = changed

    def seal(self) -> "Bundle":
        """Write fitting manifests."""
        for manifest in TAGS:
            data = manifest == TAGS[0]
            names = sorted(name for name in self.files if name.startswith("data/") == data and name != TAGS[1])
            lines = [f"{hashlib.sha256(self.files[name]).hexdigest()}  {name}\n" for name in names]
            self.files[manifest] = "".join(lines).encode()
        return self

    def zip(self) -> bytes:
        """The bundle as a zip."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", self.method) as target:
            for name, content in self.files.items():
                target.writestr(f"{self.folder}/{name}", content)
        return out.getvalue()


def rewrite(opened: Bundle, private: Any, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> Bundle:
    """Rewrite history as one who holds a signing key could: everything in the bundle fits afterwards.

    `change` gets the entries in order as {"body", "open"} and gives back those to be kept, edited or not. Numbers,
    links, commitments, tree, proofs, checkpoint, leaves and manifests are made anew.
    """
    names = sorted(name[13:17] for name in opened.files if name.startswith("data/entries/"))
    entries = [
        {
            "body": canonical.decode(opened.files[f"data/entries/{name}.json"]),
            "open": canonical.decode(opened.files[f"data/open/{name}.json"]),
        }
        for name in names
    ]
    for name in [name for name in opened.files if name.startswith(("data/entries/", "data/open/", "data/log/"))]:
        del opened.files[name]
    leaves, prev, origin = {}, "", entries[0]["body"]["log"]
    kept = change(entries)
    for number, entry in enumerate(kept, start=1):
        commit = commitment.of_payload(bytes.fromhex(entry["open"]["salt"]), entry["open"]["payload"])
        body = entry["body"] | {"stream_seq": number, "prev": prev, "log": origin, "commit": commit}
        raw = canonical.encode(body)
        leaves[f"{number:04d}"] = tree.leaf_hash(raw)
        prev = leaves[f"{number:04d}"].hex()
        opened.files[f"data/entries/{number:04d}.json"] = raw
        opened.files[f"data/open/{number:04d}.json"] = canonical.encode(entry["open"])
    key = checkpoint.Key(origin, private.public_key().public_bytes_raw())
    grown, runs = tree.Tree().append(leaves.values())
    stored = {(node.level, node.index): node.hash for node in tree.nodes(runs)}
    note = checkpoint.sign(checkpoint.Checkpoint(origin, grown.size, grown.root), key, private.sign)
    for index, name in enumerate(leaves):
        path = tuple(tree.inclusion(index, grown.size, lambda level, place: stored[level, place]))
        opened.files[f"data/log/{name}.tlog-proof"] = proof.Proof(index, path, note).text.encode()
    opened.files["data/log/checkpoint-0001"] = note.encode()
    opened.files["data/trust/log.vkey"] = f"{key.text}\n".encode()
    about = json.loads(opened.files["data/case.json"])
    about["leaves"] = {name: leaf.hex() for name, leaf in leaves.items()}
    opened.files["data/case.json"] = json.dumps(about).encode()
    return opened.seal()


@pytest.fixture
def case(cast: Cast):
    """A stream of five entries about Lin: two with files, one in the next year's log."""
    stream = actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW)
    png = put(PNG, name="签名.png", company=cast.company.pk, now=NOW)
    other = put(PNG + b"\n", name="二.png", company=cast.company.pk, now=NOW)
    by = system(cast.company.pk)
    with transaction.atomic():
        actions.record(stream, "note.one", by=by, now=NOW, payload={"text": "林晓", "amount": 105000})
        actions.record(stream, "note.two", by=by, now=NOW, payload={"text": "二"}, files=[png])
        actions.record(stream, "note.three", by=by, now=NOW, payload={"text": "三"}, files=[png, other])
        actions.record(stream, "note.four", by=by, now=NOW, payload={"text": "四"})
        actions.record(stream, "note.five", by=by, now=NOW.replace(year=2027), payload={"text": "五"})
    actions.sequence(NOW)
    return stream


def written(stream, **values) -> bytes:
    """The bundle of a stream."""
    out = io.BytesIO()
    about = bundle.About(number="2026-000123", company="杭州云岚软件有限公司", facts={"employee": "林晓"})
    bundle.write(stream, out, about=about, now=NOW, **values)
    return out.getvalue()


_kept: dict[str, bytes] = {}
"""Bundles made once: they are bytes, and checking them needs no database."""


def keep(name: str, make: Callable[[], bytes]) -> bytes:
    """The bundle of this name, made by the first test that asks for it."""
    if name not in _kept:
        _kept[name] = make()
    return _kept[name]


@pytest.fixture
def honest(request: pytest.FixtureRequest) -> bytes:
    """Its bundle."""
    return keep("honest", lambda: written(request.getfixturevalue("case")))


@pytest.fixture
def opened(honest) -> Bundle:
    """The honest bundle, ready to be changed."""
    return Bundle(honest)
