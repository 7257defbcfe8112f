"""Bundles made by hand, each of which one reader once took otherwise than the other. Both must refuse what two could
read in two ways; the offline page is held to the same answers on the same bundles (test_page.py)."""

import hashlib
import io
import json
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from partwell.apps.evidence import bundle, queries, trees
from partwell.core.evidence import canonical, checkpoint, proof, rotation, tree
from partwell.lib.actor import system
from partwell.verifier import Report, verify, verify_together
from partwell.verifier.signature import verify_signature
from tests.cast import NOW
from tests.live import ROOT

from .conftest import Bundle, rewrite, written

VKEY, HEAD = "data/trust/log.vkey", "data/log/checkpoint-0001"


def answer(content: bytes, key: str = "") -> tuple[int, set[str]]:
    """Exit code and the checks that fail."""
    return summary(verify(content, key=key or trees.key_of("x").fingerprint))


def summary(report: Report) -> tuple[int, set[str]]:
    """Exit code and the checks that fail."""
    return report.exit_code, {one.code for one in report.checks if one.status == "fail"}


# ---- the zip says everything twice ---------------------------------------------------------------------------------


def packed(files: dict[str, bytes], *, extra: bytes = b"", hidden: bytes = b"", over: bool = False) -> bytes:
    """A zip written by hand: `extra` fields in its directory, something `hidden` in it, one member over another."""
    out, listed = b"", b""

    def local(name: bytes, content: bytes) -> bytes:
        sizes = (zlib.crc32(content), len(content), len(content), len(name), 0)
        return struct.pack("<4sHHHHHLLLHH", b"PK\3\4", 20, 0x800, 0, 0, 33, *sizes) + name + content

    def line(name: bytes, content: bytes, at: int) -> bytes:
        sizes = (zlib.crc32(content), len(content), len(content), len(name), len(extra), 0, 0, 0, 0o644 << 16, at)
        return struct.pack("<4sHHHHHHLLLHHHHHLL", b"PK\1\2", 0x314, 20, 0x800, 0, 0, 33, *sizes) + name + extra

    inner = local(b"p/data/files/inner.bin", b"inner")
    for name, content in files.items():
        listed += line(name.encode(), content, len(out))
        out += local(name.encode(), content)
    if over:
        at = len(out)
        out += local(b"p/data/files/outer.bin", inner)
        listed += line(b"p/data/files/outer.bin", inner, at)
        listed += line(b"p/data/files/inner.bin", b"inner", len(out) - len(inner))
    out += hidden
    count = listed.count(b"PK\1\2")
    return out + listed + struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, count, count, len(listed), len(out), 0)


def members(opened: Bundle) -> dict[str, bytes]:
    """Its files with the name of a short folder."""
    return {f"p/{name}": content for name, content in opened.files.items()}


def lied(content: bytes, place: int, form: str, value: int, *, front: bool) -> bytes:
    """The zip with one field of its third member changed: in the directory, or in front of the member."""
    raw = bytearray(content)
    at = struct.unpack_from("<L", raw, content.rfind(b"PK\5\6") + 16)[0]
    for _line in range(2):
        at += 46 + sum(struct.unpack_from("<3H", raw, at + 28))
    if front:
        at = struct.unpack_from("<L", raw, at + 42)[0]
    struct.pack_into(form, raw, at + place, value)
    return bytes(raw)


def test_a_zip_written_by_hand_holds(opened: Bundle) -> None:
    """The faults below are of what was changed, not of how it was written."""
    assert answer(packed(members(opened))) == (0, set())


@pytest.mark.parametrize(
    "change",
    [
        lambda zip_: zip_ + b"\0",
        lambda zip_: b"#!/bin/sh\n" + zip_,
        lambda zip_: zip_ + zip_,
        lambda zip_: zip_[:-2] + b"\3\0",
        lambda zip_: zip_[:-14] + b"\1\0" + zip_[-12:],
        lambda zip_: zip_[:-18] + b"\1\0" + zip_[-16:],
        lambda zip_: lied(zip_, 6, "<H", 99, front=False),
    ],
    ids=["behind it", "before it", "twice", "comment", "count", "in parts", "version"],
)
def test_a_file_that_is_more_than_one_zip_is_none(opened: Bundle, change: Callable[[bytes], bytes]) -> None:
    """Programs look for the directory in different places; a file in which two could be found is refused."""
    assert answer(change(opened.zip()))[0] == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda zip_: lied(zip_, 6, "<H", 0x801, front=True),
        lambda zip_: lied(zip_, 8, "<H", 0, front=True),
        lambda zip_: lied(zip_, 14, "<L", 7, front=True),
        lambda zip_: lied(zip_, 22, "<L", 7, front=True),
        lambda zip_: lied(zip_, 8, "<H", 0x20, front=False),
        lambda zip_: lied(zip_, 8, "<H", 0x40, front=False),
        lambda zip_: lied(zip_, 42, "<L", 0xFFFFFFF0, front=False),
    ],
    ids=["encrypted in front", "stored in front", "sum in front", "size in front", "patched", "strong", "nowhere"],
)
def test_a_member_that_is_described_in_two_ways_is_a_trap(opened: Bundle, change: Callable[[bytes], bytes]) -> None:
    """One program reads the front of a member, another the directory."""
    assert answer(change(opened.zip())) == (1, {"zip"})


def second_name() -> bytes:
    """The extra field that gives a member a name some programs prefer."""
    field = struct.pack("<BL", 1, zlib.crc32(b"p/bagit.txt")) + b"p/other.txt"
    return struct.pack("<HH", 0x7075, len(field)) + field


@pytest.mark.parametrize(
    "more",
    [
        {"extra": second_name()},
        {"extra": struct.pack("<HHQQ", 1, 16, 1, 1)},
        {"hidden": b"gap"},
        {"hidden": packed({"p/data/evil": b"x"})[:41]},
        {"over": True},
    ],
    ids=["second name", "second size", "gap", "hidden member", "member in a member"],
)
def test_what_the_directory_does_not_name_is_a_trap(opened: Bundle, more: dict[str, Any]) -> None:
    """Second names, members inside members, and room for what only a program without a directory finds."""
    assert answer(packed(members(opened), **more)) == (1, {"zip"})


def test_a_damaged_extra_field_is_no_zip(opened: Bundle) -> None:
    """It is longer than the room it has."""
    assert answer(packed(members(opened), extra=b"\x99\x99\xff\0abcd"))[0] == 2


def test_a_name_of_nothing_is_no_zip(opened: Bundle) -> None:
    """It is no crash either."""
    assert answer(packed({**members(opened), "": b""}))[0] == 2


@pytest.mark.parametrize("folder", ["../", "p/../x/", "p//", "p/data/x\\/"])
def test_a_folder_that_leads_out_is_a_trap(opened: Bundle, folder: str) -> None:
    """Another program would make it."""
    assert answer(packed({**members(opened), folder: b""})) == (1, {"zip"})


def test_folders_of_its_own_are_none(opened: Bundle) -> None:
    """Many programs write them; one beside the bundle's own is not of a bundle, one with content is a trap."""
    assert answer(packed({"p/": b"", "p/data/": b"", **members(opened)})) == (0, set())
    assert answer(packed({"q/": b"", **members(opened)}))[0] == 2
    assert answer(packed({"p/data/": b"x", **members(opened)})) == (1, {"zip"})


def ended_twice(outer: bytes, inner: bytes) -> bytes:
    """A zip whose comment is another zip and one sign more: most programs take the last end record they find."""
    return outer[:-2] + struct.pack("<H", len(inner) + 1) + inner + b"\0"


def pointed(zip_: bytes) -> bytes:
    """A zip whose last remark ends with an end record of 64 bits, and what points to it, for another directory."""
    end = zip_.rfind(b"PK\5\6")
    count, size, start = struct.unpack_from("<HLL", zip_, end + 10)
    last = zip_.rfind(b"PK\1\2")
    shorter = zip_[start:last]  # without its last member
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count - 1, count - 1, len(shorter), end)
    remark = shorter + record + struct.pack("<4sLQL", b"PK\6\7", 0, end + len(shorter), 1)
    lines = bytearray(zip_[start:end])
    struct.pack_into("<H", lines, last - start + 32, len(remark))
    tail = bytearray(zip_[end:])
    struct.pack_into("<L", tail, 12, size + len(remark))
    return zip_[:start] + bytes(lines) + remark + bytes(tail)


def test_a_remark_is_none_of_the_readers_business(opened: Bundle) -> None:
    """As long as it is no directory."""
    assert answer(opened.zip()[:-2] + struct.pack("<H", 5) + b"hello") == (0, set())


def test_a_zip_with_two_directories_is_none(opened: Bundle) -> None:
    """One reader took the one, the other the other: each passed what the other one failed."""
    del opened.files["验证.html"]  # a remark has room for 64 kB
    good, forged = opened.seal().zip(), Bundle(opened.zip())
    forged.change("data/open/0001.json", lambda raw: raw.replace("林晓".encode(), "林小".encode()))
    for outer, inner in ((good, forged.seal().zip()), (forged.zip(), good)):
        assert answer(ended_twice(outer, inner))[0] == 2
    assert answer(pointed(good))[0] == 2


def described(files: dict[str, bytes], *, sum_: int = 0, front: bytes = bytes(12), behind: bytes = b"") -> bytes:
    """A zip as programs write it that do not know sizes beforehand: they stand behind each member.

    `behind` stands behind what is packed of the last one, `sum_` spoils what is said of each, `front` stands in front.
    """
    out, listed = b"", b""
    for name, content in files.items():
        raw, squeeze = name.encode(), zlib.compressobj(9, zlib.DEFLATED, -15)
        body = squeeze.compress(content) + squeeze.flush() + (behind if name == list(files)[-1] else b"")
        sizes = struct.pack("<3L", zlib.crc32(content), len(body), len(content))
        start = struct.pack("<5H", 20, 0x808, 8, 0, 33)
        listed += b"PK\1\2" + struct.pack("<H", 0x314) + start + sizes
        listed += struct.pack("<5HLL", len(raw), 0, 0, 0, 0, 0o644 << 16, len(out)) + raw
        out += b"PK\3\4" + start + front + struct.pack("<HH", len(raw), 0) + raw + body
        out += b"PK\7\x08" + struct.pack("<L", zlib.crc32(content) ^ sum_) + sizes[4:]
    count = len(files)
    return out + listed + struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, count, count, len(listed), len(out), 0)


def test_sizes_may_stand_behind_a_member_and_are_the_same(opened: Bundle) -> None:
    """A program that reads without the directory believes them."""
    files = members(opened)
    assert answer(described(files)) == (0, set())
    assert answer(described(files, sum_=1)) == (1, {"zip"})
    assert answer(described(files, front=struct.pack("<3L", 1, 2, 3))) == (1, {"zip"})


def test_what_is_packed_ends_where_the_member_does(opened: Bundle) -> None:
    """Behind its end a program that reads without the directory would find another member."""
    files = members(opened)
    hidden = packed({"p/data/files/evil": b"x"})[:49]
    assert answer(described(files, behind=hidden)) == (1, {"zip"})
    assert answer(described(files, behind=b"\0")) == (1, {"zip"})


def test_a_member_holds_what_it_says_and_no_more(opened: Bundle) -> None:
    """Packed it gives more than is declared; and stored, or a folder's, it is longer than its own size."""
    longer = Bundle(opened.zip())
    content = longer.files["README.txt"]
    longer.files["README.txt"] += b"more"
    raw = bytearray(longer.zip())
    with zipfile.ZipFile(io.BytesIO(bytes(raw))) as source:
        info = source.getinfo(f"{longer.folder}/README.txt")
    listed = raw.rfind(info.filename.encode()) - 46
    for place in (listed + 16, info.header_offset + 14):
        struct.pack_into("<L", raw, place, zlib.crc32(content))
        struct.pack_into("<L", raw, place + 8, len(content))
    assert answer(bytes(raw)) == (1, {"zip"})
    for name in ("p/README.txt", "p/data/"):
        stored = bytearray(packed({**members(opened), name: b"12345"}))
        for sign, place in ((b"PK\1\2", 24), (b"PK\3\4", 22)):
            start = 46 if sign == b"PK\1\2" else 30
            at = stored.find(name.encode(), stored.find(sign) if start == 30 else stored.find(sign) + 1)
            while stored[at - start : at - start + 4] != sign or stored[at + len(name) : at + len(name) + 1] == b"x":
                at = stored.find(name.encode(), at + 1)
            struct.pack_into("<L", stored, at - start + place, 0)
        assert answer(bytes(stored)) == (1, {"zip"})


def test_a_zip_that_is_damaged_and_doctored_is_answered_as_doctored(opened: Bundle) -> None:
    """A field of 64-bit sizes that holds none, on a member that claims to have some."""
    raw = bytearray(packed(members(opened), extra=struct.pack("<HH", 1, 0)))
    struct.pack_into("<L", raw, raw.find(b"PK\1\2") + 24, 0xFFFFFFFF)
    assert answer(bytes(raw)) == (1, {"zip"})


@pytest.mark.parametrize("first", [HEAD, VKEY])
def test_a_zip_may_begin_with_any_of_its_files(opened: Bundle, first: str) -> None:
    """Not packed, a checkpoint stands where a reader looks for one that is a file of its own."""
    files = members(opened)
    assert answer(packed({f"p/{first}": files[f"p/{first}"], **files})) == (0, set())


@pytest.mark.parametrize(("one", "other"), [("ı", "i"), ("ẞ", "ss"), ("ß", "SS"), ("K", "k"), ("ς", "Σ"), ("ﬁ", "FI")])
def test_names_that_some_disk_takes_for_one_are_a_trap(opened: Bundle, one: str, other: str) -> None:
    """Capitals and compatibility forms, by one rule in both readers."""
    opened.files |= {f"data/files/{one}": b"1", f"data/files/{other}": b"2"}
    assert "zip" in answer(opened.seal().zip())[1]


@pytest.mark.parametrize(
    "name", ["data/decision.pdf", "data/log/more", "data/trust/more", "证词.pdf", "data/rules.json"]
)
def test_a_file_that_no_check_reads_has_no_place(opened: Bundle, name: str) -> None:
    """It would be taken for proven with the rest."""
    opened.files[name] = b"%PDF-1.7"
    assert answer(opened.seal().zip()) == (1, {"bag"})


def test_a_proof_of_no_entry_is_found(opened: Bundle) -> None:
    """It belongs to something that was taken out."""
    opened.files["data/log/0099.tlog-proof"] = opened.files["data/log/0001.tlog-proof"]
    assert answer(opened.seal().zip()) == (1, {"inclusion"})


# ---- text that two programs read as two things ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "more",
    [
        b'"withheld":["0002"],',
        b'"x":NaN,',
        b'"x":-Infinity,',
        b'"x":' + b"9" * 5000 + b",",
        b'"x":' + b"[" * 120 + b"]" * 120 + b",",
    ],
    ids=["key twice", "NaN", "infinity", "long number", "deep"],
)
def test_json_that_programs_read_differently_is_not_read(opened: Bundle, more: bytes) -> None:
    """The last of two keys, numbers outside JSON, nesting: what one reader takes another refuses."""
    opened.change("data/case.json", lambda raw: raw.replace(b"{", b"{" + more, 1))
    assert answer(opened.seal().zip())[0] == 2


def digits(text: str) -> str:
    """The same number in the digits of another script."""
    return text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))


def test_a_number_is_written_in_ascii(opened: Bundle) -> None:
    """Names of entries, checkpoints and rotations in other digits are other names."""
    moved = Bundle(opened.zip())
    moved.files = {
        digits(name) if name.startswith(("data/entries/", "data/open/")) or name.endswith("proof") else name: content
        for name, content in opened.files.items()
    }
    about = json.loads(moved.files["data/case.json"])
    about["leaves"] = {digits(name): leaf for name, leaf in about["leaves"].items()}
    moved.files["data/case.json"] = json.dumps(about).encode()
    assert "canonical" in answer(moved.seal().zip())[1]
    opened.files["data/log/checkpoint-٠٠٠٢"] = opened.files.pop("data/log/checkpoint-0002")
    assert answer(opened.seal().zip())[0] == 1


@pytest.mark.parametrize("field", ["commit", "media", "size"])
@pytest.mark.parametrize("value", [None, True, 1.5, [], {}, -1])
def test_a_file_of_an_entry_with_a_value_of_another_kind_is_no_entry(opened: Bundle, field: str, value: Any) -> None:
    """It is said, and nothing crashes."""
    name = "data/entries/0002.json"
    body = canonical.decode(opened.files[name])
    body["files"][0][field] = value
    raw = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    about = json.loads(opened.files["data/case.json"])
    about["leaves"]["0002"] = tree.leaf_hash(raw).hex()
    opened.files |= {name: raw, "data/case.json": json.dumps(about).encode()}
    assert "canonical" in answer(opened.seal().zip())[1]


def test_a_log_may_have_any_name(opened: Bundle) -> None:
    """Words that a language knows by itself are names like others: no second checkpoint, no common log."""
    own = checkpoint.Key("constructor", trees.public_key())
    note = checkpoint.sign(checkpoint.Checkpoint("constructor", 1, bytes(32)), own, trees._signer().sign)
    opened.files["data/log/checkpoint-0003"] = note.encode()
    opened.files[VKEY] += f"{own.text}\n".encode()
    assert answer(opened.seal().zip()) == (0, set())
    receipt = proof.parse(opened.files["data/log/0001.tlog-proof"].decode())
    leaf = tree.leaf_hash(opened.files["data/entries/0001.json"])
    origin = checkpoint.parse(receipt.note).origin
    other = replace(receipt, leaf=leaf, note=receipt.note.replace(origin, "toString")).text.encode()
    reports = verify_together({"bundle.zip": opened.zip(), "r.tlog-proof": other})
    assert [one.check("fork").status for one in reports] == ["not_checked", "not_checked"]


def test_an_excerpt_may_leave_its_template_out(case: Any) -> None:
    """It says what kind of separation it was, which not every reader is to know."""
    from django.db import transaction

    from partwell.apps.evidence import actions
    from partwell.lib.actor import system
    from tests.cast import NOW

    template = hashlib.sha256(canonical.encode({"key": "x"})).hexdigest()
    with transaction.atomic():
        actions.record(case, "note.six", by=system(None), now=NOW.replace(year=2027), payload={}, template=template)
    actions.sequence(NOW)
    some = bundle.Disclosure("next_employer", "x", only=frozenset([queries.rows(case)[-1].eid]))
    report = verify(written(case, disclosure=some))
    assert (report.exit_code, report.check("template").status) == (0, "not_checked")
    assert summary(verify(written(case)))[1] == {"template"}


# ---- signatures ----------------------------------------------------------------------------------------------------

P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = tuple[int, int]


def point(raw: bytes) -> Point:
    """A point of the curve from its bytes."""
    value = int.from_bytes(raw, "little")
    y, sign = value & (2**255 - 1), value >> 255
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    assert (x * x - square) % P == 0
    return (x if x & 1 == sign else P - x), y


def add(one: Point, other: Point) -> Point:
    """The sum of two points."""
    (a, b), (c, e) = one, other
    product = D * a * b * c * e % P
    return (a * e + b * c) * pow(1 + product, P - 2, P) % P, (b * e + a * c) * pow(1 - product, P - 2, P) % P


def times(count: int, one: Point) -> Point:
    """A multiple of a point."""
    found: Point = (0, 1)
    while count:
        found = add(found, one) if count & 1 else found
        one, count = add(one, one), count >> 1
    return found


def raw_of(one: Point) -> bytes:
    """The bytes of a point."""
    return (one[1] | (one[0] & 1) << 255).to_bytes(32, "little")


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
EIGHTH = point(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"))
WEAK = [raw_of(times(count, EIGHTH)) for count in range(8)]


def signed_anew(opened: Bundle, note: str) -> bytes:
    """The bundle with another note over the head of its first log."""
    old = opened.files[HEAD]
    proofs = {name: raw.replace(old, note.encode()) for name, raw in opened.files.items() if name.endswith("proof")}
    opened.files |= proofs | {HEAD: note.encode()}
    return opened.seal().zip()


def test_a_signature_with_a_small_point_beside_it_does_not_hold(opened: Bundle) -> None:
    """Whoever has the key can make one that a lenient reader takes; both readers compute R and compare it."""
    head = checkpoint.parse(opened.files[HEAD].decode())
    key, seed = trees.key_of(head.origin), trees._signer().private_bytes_raw()
    secret = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little") & ((1 << 254) - 8) | 1 << 254

    def sign(message: bytes, beside: Point = (0, 1)) -> bytes:
        first = raw_of(add(times(4711, BASE), beside))
        challenge = int.from_bytes(hashlib.sha512(first + key.public + message).digest(), "little") % ORDER
        return first + ((4711 + challenge * secret) % ORDER).to_bytes(32, "little")

    assert answer(signed_anew(Bundle(opened.zip()), checkpoint.sign(head, key, sign))) == (0, set())
    doctored = signed_anew(opened, checkpoint.sign(head, key, lambda message: sign(message, EIGHTH)))
    assert answer(doctored) == (1, {"checkpoint", "inclusion"})


@pytest.mark.parametrize(
    "weak", [*WEAK, P.to_bytes(32, "little"), (P + 1).to_bytes(32, "little")], ids=lambda raw: raw.hex()[:4]
)
def test_a_point_of_small_order_is_no_key(opened: Bundle, weak: bytes) -> None:
    """Under it one signature holds for many texts, so it says nothing about who signed."""
    head = checkpoint.parse(opened.files[HEAD].decode())
    with pytest.raises(checkpoint.NotACheckpoint):
        checkpoint.Key(head.origin, weak)
    ids = hashlib.sha256(head.origin.encode() + b"\n\1" + weak).digest()[:4]
    made = checkpoint.note_of(
        head.text, checkpoint.Key(head.origin, trees.public_key()), lambda _text: WEAK[0] + bytes(32)
    )
    opened.files[VKEY] = f"{head.origin}+{ids.hex()}+{canonical_base64(chr(1).encode() + weak)}\n".encode()
    assert "checkpoint" in answer(signed_anew(opened, made))[1]


def canonical_base64(raw: bytes) -> str:
    """As it stands in a key line."""
    import base64

    return base64.b64encode(raw).decode()


def test_this_machine_takes_a_small_point_for_a_key() -> None:
    """Why the test above is needed: the library lets one signature hold for any text under the neutral point."""
    assert all(verify_signature(WEAK[0], text, WEAK[0] + bytes(32)) for text in (b"one", b"two"))


# ---- receipts of an earlier key ------------------------------------------------------------------------------------


@pytest.fixture
def earlier() -> Ed25519PrivateKey:
    """The key before the present one, as a reader may find it."""
    return Ed25519PrivateKey.generate()


def with_earlier(content: bytes, earlier: Ed25519PrivateKey) -> bytes:
    """The bundle with that key and its note that names the present one."""
    found = Bundle(content)
    origin = checkpoint.parse(found.files[HEAD].decode()).origin
    public = earlier.public_key().public_bytes_raw()
    found.files[VKEY] += f"{checkpoint.Key(origin, public).text}\n".encode()
    note = rotation.Rotation(public, trees.public_key(), "2026-11-28T00:00:00.000Z")
    found.files["data/trust/rotation-0001"] = rotation.sign(note, earlier.sign).encode()
    return found.seal().zip()


def receipt_by(content: bytes, signer: Ed25519PrivateKey, number: str = "0001") -> bytes:
    """A receipt for an entry of a bundle, signed by another key."""
    files = Bundle(content).files
    found = proof.parse(files[f"data/log/{number}.tlog-proof"].decode())
    head = checkpoint.parse(found.note)
    note = checkpoint.sign(head, checkpoint.Key(head.origin, signer.public_key().public_bytes_raw()), signer.sign)
    return replace(found, note=note, leaf=tree.leaf_hash(files[f"data/entries/{number}.json"])).text.encode()


def key_of_receipt(files: dict[str, bytes], key: str) -> tuple[str, str, int]:
    """What is said of the key of the second file: status, exit code, and what the signature is."""
    found = verify_together(files, key=key)[1]
    return found.check("key").status, found.check("signed").status, found.exit_code


def test_an_old_receipt_holds_under_its_own_key_and_leads_on(honest: bytes, earlier: Ed25519PrivateKey) -> None:
    """Who gives the fingerprint he got then is led to the new one: receipt and bundle pass."""
    files = {"bundle.zip": with_earlier(honest, earlier), "mine.tlog-proof": receipt_by(honest, earlier)}
    old = checkpoint.Key("x", earlier.public_key().public_bytes_raw()).fingerprint
    assert key_of_receipt(files, old) == ("pass", "pass", 0)
    assert verify_together(files, key=old)[0].check("key").status == "pass"


def test_an_old_receipt_under_the_new_key_alone_is_not_checked_where_the_log_confirms_it(
    honest: bytes, earlier: Ed25519PrivateKey
) -> None:
    """Another key signed it; the log that the reader's key signed holds the same entry at the same place."""
    files = {"bundle.zip": with_earlier(honest, earlier), "mine.tlog-proof": receipt_by(honest, earlier)}
    assert key_of_receipt(files, trees.key_of("x").fingerprint) == ("not_checked", "pass", 0)


def test_a_receipt_of_an_unknown_key_that_nothing_confirms_fails(
    case: Any, honest: bytes, earlier: Ed25519PrivateKey
) -> None:
    """Anybody can make a key that names the reader's as its successor; that alone must not spare it."""
    some = bundle.Disclosure("chosen", "x", only=frozenset([queries.rows(case)[1].eid]))
    files = {"bundle.zip": with_earlier(written(case, disclosure=some), earlier)}
    files["mine.tlog-proof"] = receipt_by(written(case), earlier)
    assert key_of_receipt(files, trees.key_of("x").fingerprint) == ("fail", "pass", 1)
    whole = {"bundle.zip": with_earlier(honest, earlier), "mine.tlog-proof": receipt_by(honest, earlier)}
    assert key_of_receipt(whole, "0" * 64) == ("fail", "pass", 1)


def test_the_bundle_of_an_unknown_key_fails_whatever_key_it_names(opened: Bundle, earlier: Ed25519PrivateKey) -> None:
    """A whole forged log with a note from its key to the reader's."""
    forged = Bundle(with_earlier(opened.zip(), earlier))
    for number in ("0001", "0002"):
        old = forged.files[f"data/log/checkpoint-{number}"]
        head = checkpoint.parse(old.decode())
        own = checkpoint.Key(head.origin, earlier.public_key().public_bytes_raw())
        new = checkpoint.sign(head, own, earlier.sign).encode()
        forged.files = {name: raw.replace(old, new) for name, raw in forged.files.items()}
        forged.files[VKEY] += f"{own.text}\n".encode() if own.text.encode() not in forged.files[VKEY] else b""
    assert answer(forged.seal().zip()) == (1, {"key"})


def test_a_note_that_two_keys_signed_is_signed_by_the_readers(opened: Bundle, earlier: Ed25519PrivateKey) -> None:
    """Lines of keys the reader does not know are passed over, whichever comes first in the list of the bundle."""
    head = checkpoint.parse(opened.files[HEAD].decode())
    key = checkpoint.Key(head.origin, earlier.public_key().public_bytes_raw())
    line = checkpoint.sign(head, key, earlier.sign).rpartition("\n\n")[2]
    opened.files[VKEY] = f"{key.text}\n".encode() + opened.files[VKEY]
    content = signed_anew(opened, opened.files[HEAD].decode() + line)
    assert answer(content) == (0, set())
    found = replace(
        proof.parse(opened.files["data/log/0001.tlog-proof"].decode()),
        leaf=tree.leaf_hash(opened.files["data/entries/0001.json"]),
    )
    files = {"bundle.zip": content, "mine.tlog-proof": found.text.encode()}
    assert key_of_receipt(files, trees.key_of("x").fingerprint) == ("pass", "pass", 0)


@pytest.mark.parametrize("at", ["2026-11-26T::::::::.000Z", "2026-13-26T02:00:00.000Z", "2026-11-26T25:00:00.000Z"])
def test_a_key_is_named_at_a_time_that_is_one(opened: Bundle, earlier: Ed25519PrivateKey, at: str) -> None:
    """The former key signs nonsense."""
    public = earlier.public_key().public_bytes_raw()
    note = rotation.sign(rotation.Rotation(public, trees.public_key(), at), earlier.sign)
    opened.files["data/trust/rotation-0001"] = note.encode()
    assert answer(opened.seal().zip()) == (1, {"checkpoint"})


def test_a_key_is_named_by_all_that_was_signed(opened: Bundle, earlier: Ed25519PrivateKey) -> None:
    """What stands between the text and its signature is signed as well, and no reader would see it."""
    public = earlier.public_key().public_bytes_raw()
    text = rotation.Rotation(public, trees.public_key(), "2026-11-28T00:00:00.000Z").text + "\nmore\n"
    note = checkpoint.note_of(text, checkpoint.Key("rotation", public), earlier.sign)
    opened.files["data/trust/rotation-0001"] = note.encode()
    assert answer(opened.seal().zip()) == (1, {"checkpoint"})


def test_a_leaf_in_another_spelling_is_no_receipt(honest: bytes) -> None:
    """The last sign of base64 has room for bits that say nothing."""
    files = Bundle(honest).files
    found = proof.parse(files["data/log/0001.tlog-proof"].decode())
    text = replace(found, leaf=tree.leaf_hash(files["data/entries/0001.json"])).text
    line = text.split("\n")[1]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = line[:-2] + letters[letters.index(line[-2]) ^ 1] + "="
    for mine, wrong in ((text, set()), (text.replace(line, other), {"receipt"})):
        report = verify_together({"bundle.zip": honest, "mine.tlog-proof": mine.encode()})[1]
        assert summary(report) == (1 if wrong else 0, wrong)


# ---- what the log says of an export --------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["reader", "purpose", "withheld"])
def test_an_export_is_the_one_that_the_log_speaks_of(case: Any, field: str) -> None:
    """For whom, what for, what was left out: the last entry commits to it, and case.json must say the same."""
    out = io.BytesIO()
    given = bundle.Disclosure("arbitrator", "仲裁", frozenset([queries.rows(case)[1].eid]))
    about = bundle.About(number="1", company="x")
    bundle.export(case, out, by=system(case.company_id), now=NOW.replace(year=2027), about=about, disclosure=given)
    opened = Bundle(out.getvalue())
    assert answer(opened.zip()) == (0, set())
    other = {"reader": "employee", "purpose": "", "withheld": []}[field]
    opened.change("data/case.json", lambda raw: json.dumps(json.loads(raw) | {field: other}).encode())
    assert answer(opened.seal().zip()) == (1, {"content"})


def test_the_first_year_of_all_is_a_time_like_others(opened: Bundle) -> None:
    """Nothing is taken off it; five minutes before it no calendar begins."""

    def change(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        entries[0]["body"]["at"] = "0001-01-01T00:00:00.000Z"
        return entries

    made = rewrite(opened, trees._signer(), change)
    made.change("data/case.json", lambda raw: json.dumps(json.loads(raw) | {"scope": "excerpt"}).encode())
    assert answer(made.seal().zip())[0] == 0


def test_text_that_no_program_can_write_is_written_as_it_may_be(opened: Bundle, tmp_path: Path) -> None:
    """Half a pair in what the bundle says of itself, and a file whose name is of another encoding: told, no crash."""
    about = json.loads(opened.files["data/case.json"])
    about |= {"number": "\ud800", "leaves": about["leaves"] | {"\ud800": "x"}}
    opened.files["data/case.json"] = json.dumps(about).encode()
    path = os.path.join(os.fsencode(tmp_path), "证据.zip".encode("gb18030"))
    with open(path, "wb") as file:
        file.write(opened.seal().zip())
    for more in ([], ["--json"]):
        done = subprocess.run(
            [sys.executable, "-m", "partwell.verifier", path, *more], cwd=ROOT, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (1, b"")
        assert b"\\ud800: listed" in done.stdout
