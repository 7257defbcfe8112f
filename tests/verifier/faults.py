"""The corpus of faults: every way of changing a bundle that the design lists, made at random from an honest one.

Both verifiers are tested with it: `mutations(base, kind, count, seed)` gives the changed bundles with what must be
answered. A fault is FOUND when a check fails or the file is refused; TOLD when nothing can fail (what lies after the
last anchor, a tail cut off) but the report has to name what is not proven. Numbers are those of the list of faults.
"""

import base64
import copy
import functools
import hashlib
import io
import json
import random
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from partwell.core.evidence import canonical, checkpoint, commitment, consistency, proof, tree

from .conftest import Bundle, rewrite

FOUND, TOLD, FORK = "found", "told", "fork"


@dataclass
class Base:
    """An honest bundle, what a reader knows from elsewhere, and what a forger may hold."""

    content: bytes
    key: str
    tsa: str
    signer: Any
    receipt: bytes
    stamp: Callable[[bytes], bytes]
    anchored: int
    """Entries of the first log that a time stamp covers."""
    entries: int
    other_root: bytes = b""
    other_stamp: Callable[[bytes], bytes] | None = None
    tokens: dict[bytes, bytes] = field(default_factory=dict)

    def open(self) -> Bundle:
        """Its files, to be changed; read once, and stored as they are: thousands are made."""
        found = copy.copy(self._opened)
        found.files = dict(found.files)
        return found

    @functools.cached_property
    def _opened(self) -> Bundle:
        found = Bundle(self.content)
        found.method = zipfile.ZIP_STORED
        return found


@dataclass
class Mutation:
    """One changed bundle. `beside` are files the reader has as well; `expect` is FOUND, TOLD or FORK."""

    number: int
    name: str
    content: bytes
    expect: str = FOUND
    told: str = ""
    """For TOLD: the check that has to name it, and a part of its details after a colon."""
    beside: tuple[bytes, ...] = ()


Make = Callable[[Base, random.Random], Mutation | None]
KINDS: dict[str, list[Make]] = {"byte": [], "field": [], "row": [], "proof": [], "zip": [], "tsa": []}
FREE = {
    "验证.html",
    "存证页.pdf",
    "README.txt",
    "bag-info.txt",
    "bagit.txt",
    "data/case.json",
    "data/trust/fingerprint.txt",
}
"""What the company says about itself, and instructions for people: changing them changes nothing that is proven."""
TAGS = {"manifest-sha256.txt", "tagmanifest-sha256.txt"}


def fault(kind: str) -> Callable[[Make], Make]:
    """Add a way of changing a bundle to a kind."""

    def add(make: Make) -> Make:
        KINDS[kind].append(make)
        return make

    return add


def mutations(base: Base, kind: str, count: int, seed: int = 2026) -> Iterator[Mutation]:
    """`count` changed bundles of a kind, each way in turn with chances of its own."""
    chance, ways, made, turn = random.Random(f"{kind}{seed}"), KINDS[kind], 0, 0
    while made < count:
        mutation = ways[turn % len(ways)](base, chance)
        turn += 1
        if mutation is not None:
            made += 1
            yield mutation


def _names(bundle: Bundle, folder: str) -> list[str]:
    return sorted(name for name in bundle.files if name.startswith(folder))


def _fix_leaves(bundle: Bundle) -> None:
    about = json.loads(bundle.files["data/case.json"])
    about["leaves"] = {
        name[13:-5]: tree.leaf_hash(raw).hex() for name, raw in bundle.files.items() if name.startswith("data/entries/")
    }
    bundle.files["data/case.json"] = json.dumps(about).encode()


# ---- byte: 1, 3, 18 ------------------------------------------------------------------------------------------------


@fault("byte")
def _byte(base: Base, chance: random.Random) -> Mutation | None:
    """A bit, a byte, a cut, an insertion anywhere in what is proven, with manifests that fit."""
    bundle = base.open()
    # Parts of a token are signed by nobody (kind "tsa" changes those that are).
    proven = [one for one in sorted(set(bundle.files) - FREE - TAGS) if not one.endswith(".tsr")]
    name = chance.choice(proven)
    raw = bytearray(bundle.files[name])
    how = chance.choice(["bit", "byte", "cut", "insert", "double"])
    if how == "bit":
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    elif how == "byte":
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    elif how == "cut":
        del raw[chance.randrange(len(raw)) :]
    elif how == "insert":
        raw.insert(chance.randrange(len(raw) + 1), chance.randrange(256))
    else:
        raw = raw + raw
    if bytes(raw) == bundle.files[name] or _means_the_same(name, bundle.files[name], bytes(raw)):
        return None
    bundle.files[name] = bytes(raw)
    return Mutation(1, f"{how} in {name}", bundle.seal().zip())


def _means_the_same(name: str, before: bytes, after: bytes) -> bool:
    """PEM and DER say the same in several ways: text around a certificate, what nobody signs around a token."""
    if name.endswith(".pem"):
        return _pem(before) == _pem(after)
    if name.endswith("log.vkey"):
        return set(before.split(b"\n")) - {b""} == set(after.split(b"\n")) - {b""}  # the same key said twice
    return False


def _pem(raw: bytes) -> set[bytes]:
    parts = raw.replace(b"\r", b"").split(b"-----BEGIN CERTIFICATE-----")[1:]
    found = set()
    for part in parts:
        body = part.partition(b"-----END CERTIFICATE-----")[0]
        try:
            found.add(base64.b64decode(b"".join(body.split())))
        except ValueError:
            found.add(part)
    return found


@fault("byte")
def _unsealed(base: Base, chance: random.Random) -> Mutation | None:
    """A byte anywhere in the bag, the manifests left as they were."""
    bundle = base.open()
    name = chance.choice(sorted(bundle.files))
    raw = bytearray(bundle.files[name])
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    bundle.files[name] = bytes(raw)
    return Mutation(1, f"unsealed {name}", bundle.zip())


# ---- field: 1, 2, 3, 12, 23, 24, 25 --------------------------------------------------------------------------------

_EDITS: dict[str, Callable[[random.Random], Any]] = {
    "actor": lambda chance: f"0199f0aa-0000-7000-8000-{chance.randrange(16**12):012x}",
    "at": lambda chance: (
        f"2026-{chance.randrange(1, 13):02d}-{chance.randrange(1, 28):02d}T02:00:00.{chance.randrange(1000):03d}Z"
    ),
    "type": lambda chance: chance.choice(["case.closed", "document.answered", "step.done", "note.other"]),
    "commit": lambda chance: f"{chance.randrange(16**64):064x}",
    "rule": lambda chance: f"{chance.randrange(16**64):064x}",
    "tmpl": lambda chance: f"{chance.randrange(16**64):064x}",
    "clk": lambda chance: f"{chance.randrange(16**64):064x}",
    "prev": lambda chance: f"{chance.randrange(16**64):064x}",
    "stream_seq": lambda chance: chance.randrange(1, 40),
    "eid": lambda chance: f"0199f0aa-0000-7000-8000-{chance.randrange(16**12):012x}",
    "stream": lambda chance: f"0199f0aa-0000-7000-8000-{chance.randrange(16**12):012x}",
    "stream_kind": lambda _chance: "installation",
    "log": lambda _chance: "0199f0aa-0000-7000-8000-000000000001/hr-evidence/2026",
}


@fault("field")
def _field(base: Base, chance: random.Random) -> Mutation | None:
    """A field of a body changed; the listed leaf left or made to fit."""
    bundle = base.open()
    name, key = chance.choice(_names(bundle, "data/entries/")), chance.choice(sorted(_EDITS))
    body = canonical.decode(bundle.files[name])
    value = _EDITS[key](chance)
    if body[key] == value:
        return None
    bundle.files[name] = canonical.encode(body | {key: value})
    fits = chance.random() < 0.5
    if fits:
        _fix_leaves(bundle)
    return Mutation(2 if fits else 1, f"{key} of {name}", bundle.seal().zip())


@fault("field")
def _payload(base: Base, chance: random.Random) -> Mutation | None:
    """The disclosed content changed: a value, a salt, a file's name."""
    bundle = base.open()
    name = chance.choice(_names(bundle, "data/open/"))
    content = canonical.decode(bundle.files[name])
    if content["files"] and chance.random() < 0.4:
        key = chance.choice(["name", "sha256", "salt"])
        content["files"][0][key] = f"{chance.randrange(16**64):064x}"
    elif chance.random() < 0.3:
        content["salt"] = f"{chance.randrange(16**64):064x}"
    else:
        content["payload"]["n"] = chance.randrange(10**6, 10**9)
    bundle.files[name] = canonical.encode(content)
    return Mutation(3, f"content {name}", bundle.seal().zip())


@fault("field")
def _not_canonical(base: Base, chance: random.Random) -> Mutation | None:
    """The same value in other bytes, or no entry at all."""
    bundle = base.open()
    name = chance.choice(_names(bundle, "data/entries/"))
    raw = bundle.files[name]
    how = chance.randrange(8)
    spoiled = [
        raw.replace(b'{"actor"', b'{ "actor"', 1),
        raw.replace(b'"v":1}', b'"v":1.0}'),
        raw.replace(b'"v":1}', b'"v":1,"v":1}'),
        b"\xef\xbb\xbf" + raw,
        raw + b"\n",
        raw.replace(b'"type":"n', b'"type":"\\u006e', 1),
        raw.replace(b'"v":1}', b'"v":1,"w":2}'),
        b"\x01" + raw[:64],
    ][how]
    if spoiled == raw:
        return None
    bundle.files[name] = spoiled
    _fix_leaves(bundle)
    return Mutation(24 if how == 7 else 23, f"form {how} of {name}", bundle.seal().zip())


@fault("field")
def _swapped_content(base: Base, chance: random.Random) -> Mutation | None:
    """The content of one entry under another."""
    bundle = base.open()
    one, other = chance.sample(_names(bundle, "data/open/"), 2)
    bundle.files[one], bundle.files[other] = bundle.files[other], bundle.files[one]
    return Mutation(25, f"{one} for {other}", bundle.seal().zip())


# ---- row: 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 --------------------------------------------------------------


def _drop(bundle: Bundle, number: str) -> None:
    for name in [name for name in bundle.files if name.rpartition("/")[2].startswith(number)]:
        if not name.startswith("data/anchors/"):
            del bundle.files[name]


def _number(base: Base, chance: random.Random) -> str:
    return f"{chance.randrange(1, base.entries + 1):04d}"


@fault("row")
def _deleted(base: Base, chance: random.Random) -> Mutation | None:
    """A row out of the middle."""
    bundle, number = base.open(), f"{chance.randrange(1, base.entries):04d}"
    _drop(bundle, number)
    _fix_leaves(bundle)
    return Mutation(4, f"deleted {number}", bundle.seal().zip())


@fault("row")
def _swapped(base: Base, chance: random.Random) -> Mutation | None:
    """Two rows exchanged with all that belongs to them."""
    bundle = base.open()
    one, other = (f"{number:04d}" for number in chance.sample(range(1, base.entries + 1), 2))
    for folder, suffix in (("entries", ".json"), ("open", ".json"), ("log", ".tlog-proof")):
        a, b = f"data/{folder}/{one}{suffix}", f"data/{folder}/{other}{suffix}"
        bundle.files[a], bundle.files[b] = bundle.files[b], bundle.files[a]
    _fix_leaves(bundle)
    return Mutation(5, f"{one} for {other}", bundle.seal().zip())


@fault("row")
def _doubled(base: Base, chance: random.Random) -> Mutation | None:
    """A row again under a further number: the same event twice."""
    bundle, number, further = base.open(), _number(base, chance), f"{base.entries + 1:04d}"
    for folder, suffix in (("entries", ".json"), ("open", ".json"), ("log", ".tlog-proof")):
        bundle.files[f"data/{folder}/{further}{suffix}"] = bundle.files[f"data/{folder}/{number}{suffix}"]
    _fix_leaves(bundle)
    return Mutation(14, f"doubled {number}", bundle.seal().zip())


@fault("row")
def _swapped_file(base: Base, chance: random.Random) -> Mutation | None:
    """A file exchanged, added, taken away or changed."""
    bundle = base.open()
    names = _names(bundle, "data/files/")
    how = chance.choice(["swap", "add", "remove", "change"])
    if how == "swap":
        one, other = chance.sample(names, 2)
        if bundle.files[one] == bundle.files[other]:
            return None
        bundle.files[one], bundle.files[other] = bundle.files[other], bundle.files[one]
    elif how == "add":
        bundle.files[f"data/files/extra-{chance.randrange(1000)}.pdf"] = b"%PDF-1.7"
    elif how == "remove":
        del bundle.files[chance.choice(names)]
    else:
        bundle.files[chance.choice(names)] += b"\n"
    return Mutation(3, f"file {how}", bundle.seal().zip())


@fault("row")
def _cut_tail(base: Base, chance: random.Random) -> Mutation | None:
    """The last rows cut off, the head kept: nothing in the bundle can fail, the end is told as open."""
    bundle, keep = base.open(), chance.randrange(1, base.entries)
    for number in range(keep + 1, base.entries + 1):
        _drop(bundle, f"{number:04d}")
    _fix_leaves(bundle)
    about = json.loads(bundle.files["data/case.json"])
    about["withheld"] = [name for name in about["withheld"] if int(name) <= keep]
    bundle.files["data/case.json"] = json.dumps(about).encode()
    return Mutation(6, f"kept {keep}", bundle.seal().zip(), TOLD, f"end:last entry: {keep},")


def _edit(entries: list[dict[str, Any]], place: int, chance: random.Random) -> list[dict[str, Any]]:
    entries[place]["open"]["payload"] = {"n": chance.randrange(10**6, 10**9)}
    return entries


@fault("row")
def _rewritten(base: Base, chance: random.Random) -> Mutation | None:
    """History before the last anchor rewritten and signed by the own key; every proof made anew, the tokens kept."""
    place = chance.randrange(base.anchored)
    forged = rewrite(base.open(), base.signer, lambda entries: _edit(entries, place, chance))
    return Mutation(10, f"rewritten {place + 1}", forged.zip())


@fault("row")
def _rewritten_after(base: Base, chance: random.Random) -> Mutation | None:
    """The same after the last anchor: the window, which the report names."""
    place = chance.randrange(base.anchored, base.entries)

    def change(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if chance.random() < 0.5:
            return _edit(entries, place, chance)
        return entries[:place] + entries[place + 1 :] if place < base.entries - 1 else _edit(entries, place, chance)

    forged = _with_consistency(rewrite(base.open(), base.signer, change), base)
    return Mutation(11, f"rewritten {place + 1}", forged.zip(), TOLD, f"window:{base.anchored + 1:04d}: ")


def _with_consistency(bundle: Bundle, base: Base) -> Bundle:
    """The consistency proofs that a forger with the key would make for his own tree."""
    leaves = [tree.leaf_hash(bundle.files[name]) for name in _names(bundle, "data/entries/")]
    grown, runs = tree.Tree().append(leaves)
    stored = {(node.level, node.index): node.hash for node in tree.nodes(runs)}
    for name in _names(bundle, "data/anchors/"):
        if name.endswith(".checkpoint"):
            old = checkpoint.parse(bundle.files[name].decode()).size
            if 0 < old < grown.size:
                path = tree.consistency(old, grown.size, lambda level, place: stored[level, place])
                text = consistency.Consistency(old, grown.size, tuple(path)).text
                bundle.files[name.replace(".checkpoint", ".consistency")] = text.encode()
    about = json.loads(bundle.files["data/case.json"])
    about["withheld"] = []
    bundle.files["data/case.json"] = json.dumps(about).encode()
    return bundle.seal()


@fault("row")
def _truncated_and_signed(base: Base, chance: random.Random) -> Mutation | None:
    """Cut back to the last anchor, begun anew and signed by the key: only the employee's receipt tells."""

    def change(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return _edit(entries, base.anchored, chance)

    forged = _with_consistency(rewrite(base.open(), base.signer, change), base)
    number = chance.choice([7, 8, 15, 16, 29])
    return Mutation(number, "second history", forged.zip(), FORK, beside=(base.receipt,))


@fault("row")
def _two_bundles(base: Base, chance: random.Random) -> Mutation | None:
    """Two bundles of one log with other entries at one place."""

    def change(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return _edit(entries, chance.randrange(base.anchored, base.entries), chance)

    forged = _with_consistency(rewrite(base.open(), base.signer, change), base)
    return Mutation(15, "fork", forged.zip(), FORK, beside=(base.content,))


@fault("row")
def _other_key(base: Base, chance: random.Random) -> Mutation | None:
    """Everything rebuilt and signed by a key of the forger; the key line replaced or kept."""
    bundle = base.open()
    line = bundle.files["data/trust/log.vkey"]
    forged = rewrite(bundle, Ed25519PrivateKey.generate(), lambda entries: _edit(entries, 0, chance))
    number = 13
    if chance.random() < 0.5:
        forged.files["data/trust/log.vkey"] = line
        number = 9
    return Mutation(number, "other key", forged.seal().zip())


@fault("row")
def _clock_back(base: Base, chance: random.Random) -> Mutation | None:
    """A time before that of the predecessor, everything signed by the key; or ahead of the token that covers it."""
    place, ahead = chance.randrange(1, base.entries), chance.random() < 0.5

    def change(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        entries[place]["body"]["at"] = "2099-01-01T00:00:00.000Z" if ahead else "2020-01-01T00:00:00.000Z"
        if ahead and place + 1 < len(entries):
            for later in entries[place + 1 :]:
                later["body"]["at"] = "2099-01-01T00:00:00.000Z"
        return entries

    if ahead and place >= base.anchored:
        return None
    forged = _with_consistency(rewrite(base.open(), base.signer, change), base)
    return Mutation(12, f"clock at {place + 1}", forged.zip())


# ---- proof: 9, 13, 22, 33 ------------------------------------------------------------------------------------------


@fault("proof")
def _path(base: Base, chance: random.Random) -> Mutation | None:
    """A path that is shorter, longer, doubled, in another order, of another hash, or for another place."""
    bundle = base.open()
    name = chance.choice([one for one in _names(bundle, "data/log/") if one.endswith(".tlog-proof")])
    found = proof.parse(bundle.files[name].decode())
    path, index = list(found.path), found.index
    how = chance.choice(["short", "long", "double", "swap", "hash", "index", "huge", "empty"])
    if how == "short" and path:
        del path[chance.randrange(len(path))]
    elif how == "long":
        path.insert(chance.randrange(len(path) + 1), chance.randbytes(32))
    elif how == "double" and path:
        path.append(path[-1])
    elif how == "swap" and len(path) > 1:
        path.reverse()
    elif how == "hash" and path:
        path[chance.randrange(len(path))] = chance.randbytes(32)
    elif how == "index":
        index = chance.choice([index + 1, index + base.entries, 10**17, max(index - 1, 0)])
    elif how == "huge":
        path = [chance.randbytes(32) for _step in range(70)]
    elif how == "empty":
        path = []
    if (index, tuple(path)) == (found.index, found.path):
        return None
    bundle.files[name] = proof.Proof(index, tuple(path), found.note).text.encode()
    return Mutation(22, f"path {how} {name}", bundle.seal().zip())


@fault("proof")
def _swapped_proof(base: Base, chance: random.Random) -> Mutation | None:
    """The proof of another entry, or none."""
    bundle = base.open()
    names = [one for one in _names(bundle, "data/log/") if one.endswith(".tlog-proof")]
    one, other = chance.sample(names, 2)
    if chance.random() < 0.5:
        del bundle.files[one]
    else:
        bundle.files[one] = bundle.files[other]
    return Mutation(22, f"proof {one}", bundle.seal().zip())


@fault("proof")
def _head(base: Base, chance: random.Random) -> Mutation | None:
    """A checkpoint of size 0, of another root or size, of another name, or with another signature."""
    bundle = base.open()
    name = chance.choice([one for one in _names(bundle, "data/log/") if "checkpoint-" in one])
    note = bundle.files[name].decode()
    head = checkpoint.parse(note)
    key = checkpoint.Key(head.origin, base.signer.public_key().public_bytes_raw())
    how = chance.choice(["zero", "root", "size", "origin", "signature", "other key", "unsigned"])
    if how == "zero":
        made = checkpoint.sign(checkpoint.Checkpoint(head.origin, 0, tree.EMPTY_ROOT), key, base.signer.sign)
    elif how == "root":
        made = note.replace(base64.b64encode(head.root).decode(), base64.b64encode(chance.randbytes(32)).decode())
    elif how == "size":
        made = note.replace(f"\n{head.size}\n", f"\n{head.size + chance.randrange(1, 9)}\n", 1)
    elif how == "origin":
        made = note.replace("hr-evidence", "hr-evidenc3")
    elif how == "signature":
        line = base64.b64encode(key.id + chance.randbytes(64)).decode()
        made = f"{head.text}\n— {head.origin} {line}\n"
    elif how == "other key":
        other = Ed25519PrivateKey.generate()
        theirs = checkpoint.Key(head.origin, other.public_key().public_bytes_raw())
        made = checkpoint.sign(head, theirs, other.sign)
    else:
        made = head.text
    both = {one: note for one in bundle.files if bundle.files[one].decode("utf-8", "replace").endswith(note)}
    for one in both:
        bundle.files[one] = bundle.files[one].decode().replace(note, made).encode()
    return Mutation(22 if how == "zero" else 13, f"head {how}", bundle.seal().zip())


@fault("proof")
def _key_line(base: Base, chance: random.Random) -> Mutation | None:
    """Another key in the bundle's key line, or a rotation that nobody signed."""
    bundle = base.open()
    if chance.random() < 0.5:
        lines = bundle.files["data/trust/log.vkey"].decode().splitlines()
        other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
        made = [checkpoint.Key(checkpoint.Key.parse(line).name, other).text for line in lines]
        bundle.files["data/trust/log.vkey"] = "".join(f"{line}\n" for line in made).encode()
    else:
        bundle.files["data/trust/rotation-0001"] = chance.randbytes(80)
    return Mutation(33, "keys", bundle.seal().zip())


@fault("proof")
def _consistency(base: Base, chance: random.Random) -> Mutation | None:
    """A consistency proof that is cut, of another size, of another hash, or gone."""
    bundle = base.open()
    name = chance.choice([one for one in _names(bundle, "data/anchors/") if one.endswith(".consistency")])
    found = consistency.parse(bundle.files[name].decode())
    how = chance.choice(["cut", "hash", "old", "new", "gone", "more"])
    path = list(found.path)
    old, new = found.old, found.new
    if how == "cut":
        del path[chance.randrange(len(path))]
    elif how == "hash":
        path[chance.randrange(len(path))] = chance.randbytes(32)
    elif how == "old":
        old = chance.randrange(1, new)
    elif how == "new":
        new += chance.randrange(1, 5)
    elif how == "more":
        path.append(chance.randbytes(32))
    if how == "gone":
        del bundle.files[name]
    elif (old, new, tuple(path)) == (found.old, found.new, found.path):
        return None
    else:
        bundle.files[name] = consistency.Consistency(old, new, tuple(path)).text.encode()
    return Mutation(22, f"consistency {how}", bundle.seal().zip())


# ---- tsa: 20, 21 ---------------------------------------------------------------------------------------------------


def _tokens(bundle: Bundle) -> list[str]:
    return [one for one in _names(bundle, "data/anchors/") if one.endswith(".tsr")]


@fault("tsa")
def _token_bytes(base: Base, chance: random.Random) -> Mutation | None:
    """A token cut, or changed in what its authority signed."""
    bundle = base.open()
    name = chance.choice(_tokens(bundle))
    raw = bytearray(bundle.files[name])
    if chance.random() < 0.3:
        del raw[chance.randrange(len(raw)) :]
    else:
        # The first bytes that follow the version number of the TSTInfo are signed, whatever stands around them.
        note = bundle.files[name.replace(".tsr", ".checkpoint")]
        digest = hashlib.sha256(note).digest()
        start = bytes(raw).index(digest)
        raw[chance.randrange(start - 20, start + 60)] ^= 1 << chance.randrange(8)
    bundle.files[name] = bytes(raw)
    return Mutation(21, f"token bytes {name}", bundle.seal().zip())


@fault("tsa")
def _token_of_another(base: Base, chance: random.Random) -> Mutation | None:
    """The token of another checkpoint, or one over something else by the same authority."""
    bundle = base.open()
    one, other = chance.sample(_tokens(bundle), 2)
    if chance.random() < 0.8:
        bundle.files[one] = bundle.files[other]
    else:
        message = b"something else %d" % chance.randrange(4)
        if message not in base.tokens:
            base.tokens[message] = base.stamp(message)
        bundle.files[one] = base.tokens[message]
    return Mutation(21, f"token of another {one}", bundle.seal().zip())


@fault("tsa")
def _foreign_authority(base: Base, chance: random.Random) -> Mutation | None:
    """A token of an authority the reader does not know, with or without its root in the bundle."""
    bundle = base.open()
    assert base.other_stamp is not None
    with_root = chance.random() < 0.5
    for name in _tokens(bundle) if with_root else [chance.choice(_tokens(bundle))]:
        note = bundle.files[name.replace(".tsr", ".checkpoint")]
        if note not in base.tokens:
            base.tokens[note] = base.other_stamp(note)
        bundle.files[name] = base.tokens[note]
    if with_root:
        bundle.files["data/trust/tsa.pem"] = base.other_root
    return Mutation(20 if with_root else 21, "foreign authority", bundle.seal().zip())


@fault("tsa")
def _no_anchor(base: Base, chance: random.Random) -> Mutation | None:
    """Anchors taken out: nothing fails, and the window names what they covered."""
    bundle = base.open()
    for name in _names(bundle, "data/anchors/"):
        del bundle.files[name]
    del chance
    return Mutation(7, "anchors gone", bundle.seal().zip(), TOLD, "window:0001: ")


# ---- zip: 31 -------------------------------------------------------------------------------------------------------


@fault("zip")
def _trap(base: Base, chance: random.Random) -> Mutation | None:
    """A name that leads out, twice the same name in some spelling, a link, a bomb."""
    bundle = base.open()
    which, some = chance.randrange(12), chance.randrange(1000)
    bad: list[tuple[Any, bytes]] = [
        [(f"b/../../etc/passwd{some}", b"x")],
        [(f"/b/data/x{some}", b"x")],
        [(f"C:/data/x{some}", b"x")],
        [(f"b\\..\\x{some}", b"x")],
        [(f"b/./x{some}", b"x")],
        [(f"b//x{some}", b"x")],
        [(f"b/data/x{some}", b"1"), (f"b/data/x{some}", b"2")],
        [(f"b/data/x{some}", b"1"), (f"b/data/X{some}", b"2")],
        [(f"b/data/\u00e9{some}", b"1"), (f"b/data/e\u0301{some}", b"2")],
        [(f"b/data/a\nb{some}", b"1")],
        [(_link(f"b/data/x{some}"), b"/etc/passwd")],
        [(f"b/data/bomb{some}", bytes(2_000_000 + some))],
    ][which]
    return Mutation(
        31, f"trap {which}", _zipped([*((f"{bundle.folder}/{n}", r) for n, r in bundle.files.items()), *bad])
    )


def _link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info


def _zipped(entries: list[tuple[Any, bytes]]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        warnings.simplefilter("ignore", UserWarning)
        for name, content in entries:
            target.writestr(name, content)
    return out.getvalue()


@fault("zip")
def _damaged(base: Base, chance: random.Random) -> Mutation | None:
    """Bytes of the zip itself overwritten in a file's data."""
    raw = bytearray(base.content)
    with zipfile.ZipFile(io.BytesIO(base.content)) as source:
        infos = [one for one in source.infolist() if one.compress_size > 40 and not one.filename.endswith("README.txt")]
        info = chance.choice(infos)
    start = info.header_offset + 30 + len(info.filename.encode()) + chance.randrange(8, info.compress_size - 8)
    raw[start : start + 4] = bytes(byte ^ 0x55 for byte in raw[start : start + 4])
    return Mutation(31, f"damaged {info.filename}", bytes(raw))


def commit(salt: str, payload: Any) -> str:
    """A fitting commitment, for those who write mutations of their own."""
    return commitment.of_payload(bytes.fromhex(salt), payload)
