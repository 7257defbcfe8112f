"""Each way of changing a bundle is found by the check it concerns, even when the manifests were made to fit."""

import io
import json
import random
import warnings
import zipfile
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from partwell.apps.evidence import actions, trees
from partwell.core.evidence import canonical, checkpoint, proof, tree
from partwell.lib.actor import system
from partwell.verifier import verify, verify_together
from tests.cast import NOW

from .conftest import Bundle, rewrite, written

VKEY = "data/trust/log.vkey"


def failed(content, key=""):
    """The codes of the checks that fail."""
    report = verify(content, key=key or trees.key_of("x").fingerprint)
    assert report.exit_code == 1, report.text()
    return {check.code for check in report.checks if check.status == "fail"}


def swap(bundle, one, other):
    """Exchange two files."""
    bundle.files[one], bundle.files[other] = bundle.files[other], bundle.files[one]


def fix_leaves(bundle):
    """Make the list of leaves fit the entries, and the names of the numbered files theirs."""
    about = json.loads(bundle.files["data/case.json"])
    about["leaves"] = {
        name.removeprefix("data/entries/").removesuffix(".json"): tree.leaf_hash(raw).hex()
        for name, raw in bundle.files.items()
        if name.startswith("data/entries/")
    }
    bundle.files["data/case.json"] = json.dumps(about).encode()


def edit_body(raw, **changes):
    """Another body, well-formed and canonical."""
    return canonical.encode(canonical.decode(raw) | changes)


def drop(bundle, number):
    """Take one entry out with all that belongs to it."""
    for name in [name for name in bundle.files if number in name.rpartition("/")[2][:4]]:
        del bundle.files[name]


OTHER_LINE_ENDS = ["\v", "\f", "\x1c", "\x1d", "\x1e", "\x1f", "\x85", "\u2028", "\u2029"]
"""What some languages take for the end of a line, or for space to be cut off, and no format here does."""


@pytest.mark.parametrize("sign", OTHER_LINE_ENDS)
def test_another_line_end_is_found_wherever_it_stands(opened, sign):
    """One changed bit makes a line feed a vertical tab: neither manifests nor keys may be read over it."""
    for name, check in (("manifest-sha256.txt", "bag"), ("tagmanifest-sha256.txt", "bag"), (VKEY, "checkpoint")):
        ends = opened.files[name].count(b"\n")
        for place in {0, ends - 1}:
            changed = Bundle(opened.zip())
            lines = changed.files[name].decode().split("\n")
            changed.files[name] = ("\n".join(lines[: place + 1]) + sign + "\n".join(lines[place + 1 :])).encode()
            if name == VKEY:
                changed.seal()
            assert check in failed(changed.zip()), (name, place)


@pytest.mark.parametrize("end", ["\r", "\r\n"])
def test_a_bag_may_end_its_lines_as_other_systems_do(opened, end):
    """BagIt allows three line ends in a manifest."""
    opened.files["tagmanifest-sha256.txt"] = opened.files["tagmanifest-sha256.txt"].replace(b"\n", end.encode())
    assert verify(opened.zip()).exit_code == 0


def test_a_flipped_byte_anywhere_is_found(opened):
    """One bit of any file of the bag: the manifests do not fit."""
    chance = random.Random(7)
    for name in sorted(opened.files):
        changed = Bundle(opened.zip())
        raw = bytearray(changed.files[name])
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        changed.files[name] = bytes(raw)
        report = verify(changed.zip())
        assert report.exit_code in (1, 2), name


def test_an_edited_body_is_found(opened):
    """The list of leaves, the next entry's link and the tree disagree."""
    opened.change("data/entries/0002.json", lambda raw: edit_body(raw, actor="system2"))
    assert {"leaf", "stream", "inclusion"} <= failed(opened.seal().zip())


def test_an_edited_body_with_a_fitting_leaf_is_found(opened):
    """Even the last of a log, which no other entry links to, is not in the tree."""
    opened.change("data/entries/0005.json", lambda raw: edit_body(raw, at="2027-11-26T03:00:00.000Z"))
    fix_leaves(opened)
    assert failed(opened.seal().zip()) == {"inclusion"}


def test_a_swapped_or_edited_payload_is_found(opened):
    """The commitment holds payload and salt to their entry, whoever they are about."""
    swap(opened, "data/open/0001.json", "data/open/0004.json")
    assert failed(opened.seal().zip()) == {"content"}
    swap(opened, "data/open/0001.json", "data/open/0004.json")
    opened.change("data/open/0001.json", lambda raw: raw.replace(b"105000", b"105001"))
    assert failed(opened.seal().zip()) == {"content"}


def test_a_changed_or_swapped_file_is_found(opened):
    """Files are held by commitments of their own; a file more or less is found too."""
    first, _second, third = (name for name in sorted(opened.files) if name.startswith("data/files/"))
    swap(opened, first, third)
    assert failed(opened.seal().zip()) == {"files"}
    swap(opened, first, third)
    opened.change(third, lambda raw: raw + b"more")
    assert failed(opened.seal().zip()) == {"files"}
    del opened.files[third]
    assert failed(opened.seal().zip()) == {"files"}
    opened.files[third] = b"x"
    opened.files["data/files/extra.pdf"] = b"x"
    assert "files" in failed(opened.seal().zip())


def test_a_missing_entry_is_found(opened):
    """Out of the middle: the numbers and links of the stream show it."""
    drop(opened, "0003")
    fix_leaves(opened)
    assert "stream" in failed(opened.seal().zip())


def test_swapped_entries_are_found(opened):
    """Bodies exchanged between two numbers, their contents and proofs with them."""
    for folder, suffix in (("entries", ".json"), ("open", ".json"), ("log", ".tlog-proof")):
        swap(opened, f"data/{folder}/0003{suffix}", f"data/{folder}/0004{suffix}")
    fix_leaves(opened)
    assert "stream" in failed(opened.seal().zip())


def test_a_doubled_entry_is_found(opened):
    """The same event under a further number."""
    for folder, suffix in (("entries", ".json"), ("open", ".json"), ("log", ".tlog-proof")):
        opened.files[f"data/{folder}/0006{suffix}"] = opened.files[f"data/{folder}/0005{suffix}"]
    fix_leaves(opened)
    assert {"stream", "inclusion"} <= failed(opened.seal().zip())


def test_a_cut_tail_is_told_as_open(opened):
    """A stream without its last entries holds in itself; the report says that it proves no end."""
    drop(opened, "0005")
    fix_leaves(opened)
    report = verify(opened.seal().zip())
    assert report.check("end").status == "not_checked"
    assert "last entry: 4" in report.check("end").details[0]


def test_a_proof_of_another_place_is_found(opened):
    """A path with another index, and the proof of another entry."""
    swap(opened, "data/log/0001.tlog-proof", "data/log/0002.tlog-proof")
    assert failed(opened.seal().zip()) == {"inclusion"}
    swap(opened, "data/log/0001.tlog-proof", "data/log/0002.tlog-proof")
    opened.change("data/log/0002.tlog-proof", lambda raw: raw.replace(b"index 1", b"index 0"))
    assert failed(opened.seal().zip()) == {"inclusion"}


def forge(bundle, private):
    """The first log rewritten with another actor, signed with `private`."""
    return rewrite(bundle, private, lambda entries: [edited(entry) for entry in entries[:4]])


def edited(entry):
    """An entry with another actor."""
    return entry | {"body": entry["body"] | {"actor": "forged"}}


def test_a_whole_forged_log_under_another_key_is_found(opened):
    """Everything rebuilt and consistent: only the pinned fingerprint tells, and without it the report says so."""
    forged = forge(opened, Ed25519PrivateKey.generate()).zip()
    assert failed(forged) == {"key"}
    assert verify(forged).check("key").status == "not_checked"


def test_the_own_key_with_a_forged_signature_is_found(opened):
    """The key line stays, the signature was made by another."""
    line = opened.files["data/trust/log.vkey"]
    forge(opened, Ed25519PrivateKey.generate())
    opened.files["data/trust/log.vkey"] = line
    assert {"checkpoint", "inclusion"} <= failed(opened.seal().zip())


def test_two_histories_of_one_log_are_found(honest):
    """A fork: the company's own key signs two trees of one size; each bundle holds, together they do not."""
    bundle = Bundle(honest)
    other = forge(bundle, trees._signer()).zip()
    assert verify(other, key=trees.key_of("x").fingerprint).exit_code == 0
    reports = verify_together({"first": honest, "second": other})
    assert [report.exit_code for report in reports] == [1, 1]
    assert [report.check("fork").status for report in reports] == ["fail", "fail"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw.replace(b'{"actor"', b'{ "actor"'),
        lambda raw: raw.replace(b'"v":1}', b'"v":1.0}'),
        lambda raw: raw.replace(b'"v":1}', b'"v":1,"v":1}'),
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: raw + b"\n",
        lambda raw: raw.replace(b"note.", b"\\u006eote."),
        lambda raw: raw.replace(b'"v":1}', b'"v":1,"w":2}'),
        lambda raw: raw.replace(b'"v":1}', b'"v":2}'),
        lambda raw: b"",
        lambda raw: b"\x01" + raw[:64],
        lambda raw: b"[]",
        lambda raw: raw[:-1],
    ],
)
def test_a_body_that_is_not_canonical_is_found(opened, spoil):
    """Spaces, floats, doubled or further keys, a BOM, escapes, another version, an inner node as a body."""
    opened.change("data/entries/0003.json", spoil)
    assert "canonical" in failed(opened.seal().zip())


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("data/log/0001.tlog-proof", None, "inclusion"),
        ("data/log/checkpoint-0001", None, "inclusion"),
        ("data/trust/log.vkey", None, "checkpoint"),
        ("data/trust/log.vkey", b"x+y+z\n", "checkpoint"),
        ("data/open/0001.json", b"{}", "content"),
        ("data/open/0001.json", b'{"files":[],"payload":{},"salt":"00"}', "content"),
        ("data/open/0009.json", b"{}", "content"),
        ("data/entries/readme.txt", b"x", "canonical"),
        ("data/log/0001.tlog-proof", b"\xff", "inclusion"),
        ("data/log/checkpoint-0001", b"\xff\n\n", "checkpoint"),
    ],
)
def test_missing_and_broken_parts_are_found(opened, name, content, code):
    """A part taken away, or put there in another form, fails its check and never ends in an error."""
    if content is None:
        del opened.files[name]
    else:
        opened.files[name] = content
    assert code in failed(opened.seal().zip())


@pytest.mark.parametrize("manifest", ["manifest-sha256.txt", "tagmanifest-sha256.txt"])
def test_a_missing_manifest_is_found(opened, manifest):
    """So is one with a broken line."""
    kept = opened.files.pop(manifest)
    assert "bag" in failed(opened.zip())
    opened.files[manifest] = b"nonsense\n" + kept
    assert "bag" in failed(opened.zip())


def zipped(entries, **options):
    """A zip of exactly these (name or ZipInfo, content)."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        warnings.simplefilter("ignore", UserWarning)
        for name, content in entries:
            target.writestr(name, content)
    return out.getvalue()


def link(name):
    """A symbolic link in a zip."""
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info


@pytest.mark.parametrize(
    "entries",
    [
        [("b/../../etc/passwd", b"x")],
        [("/b/data/x", b"x")],
        [("C:/data/x", b"x")],
        [("b\\..\\x", b"x")],
        [("b/./x", b"x")],
        [("b//x", b"x")],
        [("b/data/x", b"1"), ("b/data/x", b"2")],
        [("b/data/x", b"1"), ("b/data/X", b"2")],
        [("b/data/\u00e9", b"1"), ("b/data/e\u0301", b"2")],
        [("b/data/e\u0301", b"1")],
        [("b/data/a\nb", b"1")],
        [(link("b/data/x"), b"/etc/passwd")],
        [("b/data/bomb", bytes(30_000_000))],
    ],
    ids=range(13),
)
def test_a_trap_in_the_zip_is_found(honest, entries):
    """Paths out of the folder, names twice (also in capitals or Unicode forms), links, bombs: nothing is read on."""
    good = Bundle(honest)
    content = zipped([*((f"{good.folder}/{name}", raw) for name, raw in good.files.items()), *entries])
    assert failed(content) == {"zip"}


def test_a_damaged_zip_is_found(honest):
    """Bytes changed inside the compressed data: the zip's own sum fails, and nothing is left unsaid."""
    raw = bytearray(honest)
    place = raw.index(b"PK\x03\x04", 2000) - 20
    raw[place : place + 8] = b"\x00" * 8
    assert verify(bytes(raw)).exit_code in (1, 2)


def test_a_receipt_whose_entry_no_bundle_holds_agrees_with_nothing(honest):
    """The key's holder signs a log that ends before the place of the receipt: nothing was compared; that is said."""
    files = Bundle(honest).files
    found = proof.parse(files["data/log/0004.tlog-proof"].decode())
    mine = replace(found, leaf=tree.leaf_hash(files["data/entries/0004.json"])).text.encode()
    short = rewrite(Bundle(honest), trees._signer(), lambda entries: entries[:2]).zip()
    reports = verify_together({"short": short, "mine": mine}, key=trees.key_of("x").fingerprint)
    assert [report.check("fork").status for report in reports] == ["not_checked", "not_checked"]
    whole = verify_together({"whole": honest, "mine": mine}, key=trees.key_of("x").fingerprint)
    assert [report.check("fork").status for report in whole] == ["pass", "pass"]


def test_an_entry_that_lies_at_two_places_of_its_log_is_a_fork(honest):
    """The key's holder leaves the first entry out of the log: what followed moves up, unchanged."""
    files = Bundle(honest).files
    one, four = (files[f"data/entries/{name}.json"] for name in ("0001", "0004"))
    found = proof.parse(files["data/log/0001.tlog-proof"].decode())
    mine = replace(found, leaf=tree.leaf_hash(one)).text.encode()
    moved = rewrite(Bundle(honest), trees._signer(), lambda entries: entries[:1])
    body = canonical.decode(one)
    leaves = [tree.leaf_hash(four), tree.leaf_hash(moved.files["data/entries/0001.json"])]
    assert canonical.decode(moved.files["data/entries/0001.json"]) == body
    key = trees.key_of("x")
    head = checkpoint.Checkpoint(body["log"], 2, tree.Tree().append(leaves)[0].root)
    own = checkpoint.Key(body["log"], key.public)
    note = checkpoint.sign(head, own, trees._signer().sign)
    moved.files["data/log/checkpoint-0001"] = note.encode()
    moved.files["data/log/0001.tlog-proof"] = proof.Proof(1, (leaves[0],), note).text.encode()
    reports = verify_together({"moved": moved.seal().zip(), "mine": mine}, key=key.fingerprint)
    assert [report.check("inclusion").status for report in reports[:1]] == ["pass"]
    assert [report.check("fork").status for report in reports] == ["fail", "fail"]
    assert reports[1].check("fork").details == (f"moved: the entry at place 0 of {body['log']} lies at place 1",)


@pytest.mark.sweep
@pytest.mark.parametrize("count", [200, pytest.param(2_000, marks=pytest.mark.nightly)])
def test_random_changes_are_all_found(honest, count):
    """Random changes of bytes and files, two thousand at night, with manifests that fit: none leaves one that holds.

    A content left out is no false statement; it is told as not disclosed.
    """
    chance = random.Random(2026)
    pinned = trees.key_of("x").fingerprint
    # Free to be changed: what the company says about itself, and instructions for people.
    free = {
        "README.txt",
        "bag-info.txt",
        "bagit.txt",
        "data/case.json",
        "data/trust/fingerprint.txt",
        "验证.html",
        "存证页.pdf",
    }
    missed = []
    for turn in range(count):
        bundle = Bundle(honest)
        name = chance.choice(sorted(set(bundle.files) - free - {"manifest-sha256.txt", "tagmanifest-sha256.txt"}))
        raw = bytearray(bundle.files[name])
        kind = chance.choice(["bit", "byte", "cut", "insert", "delete", "swap"])
        if kind == "bit":
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        elif kind == "byte":
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        elif kind == "cut":
            del raw[chance.randrange(len(raw)) :]
        elif kind == "insert":
            raw.insert(chance.randrange(len(raw) + 1), chance.randrange(256))
        elif kind == "swap":
            other = chance.choice([one for one in bundle.files if one.rpartition("/")[0] == name.rpartition("/")[0]])
            raw, bundle.files[other] = bytearray(bundle.files[other]), bytes(raw)
        if kind == "delete":
            del bundle.files[name]
        else:
            bundle.files[name] = bytes(raw)
        if bundle.files == Bundle(honest).files or (kind == "swap" and "/checkpoint-" in name):
            continue  # nothing changed, or two checkpoints exchanged their numbers, which mean nothing
        report = verify(bundle.seal().zip(), key=pinned)
        told = kind == "delete" and any(name[10:14] in text for text in report.check("content").details)
        if report.exit_code == 0 and not told:
            missed.append((turn, kind, name))
    assert not missed


def test_a_content_opens_only_under_its_own_entry(case):
    """AES-GCM is bound to the entry's id: another entry's ciphertext does not open, even of the same person."""
    from partwell.apps.evidence import queries, sealing
    from partwell.lib.keys.keyring import CannotOpen

    one, two, *_rest = queries.rows(case)
    with pytest.raises(CannotOpen):
        sealing.open_content(queries.key_of(case), one.eid, bytes(two.ciphertext))
    other = actions.stream_of_installation(case.company_id, NOW)
    with pytest.raises(CannotOpen):
        sealing.open_content(queries.key_of(other), one.eid, bytes(one.ciphertext))


def test_a_stale_bundle_is_told_by_its_head(case):
    """An older bundle holds; the size of its head tells that it is the older one."""
    old = verify(written(case)).heads
    with transaction.atomic():
        actions.record(case, "note.six", by=system(None), now=NOW, payload={})
    actions.sequence(NOW)
    new = verify(written(case)).heads
    assert sum(size for size, _root in new.values()) == sum(size for size, _root in old.values()) + 1
