"""What leaves the system has a written format, and the vectors beside it are what the program computes.

A vector never changes: a changed format gets a new version and new vectors.
"""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from partwell.core.evidence import canonical, checkpoint, commitment, entry, proof, tree
from partwell.verifier import verify, verify_together
from partwell.verifier.signature import verify_signature

FORMATS = Path(__file__).resolve().parents[2] / "docs" / "formats"
ENTRIES, HEADS, BUNDLE = (
    json.loads((FORMATS / "vectors" / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("evidence-entry", "checkpoint", "bundle")
)


def test_payloads_and_files_commit_as_written():
    """Canonical bytes, and HMAC under the given salts."""
    assert canonical.encode(ENTRIES["payload"]).decode() == ENTRIES["payload_canonical"]
    assert commitment.of_payload(bytes.fromhex(ENTRIES["salt"]), ENTRIES["payload"]) == ENTRIES["commit"]
    file = ENTRIES["file"]
    made = commitment.of_file(bytes.fromhex(file["salt"]), bytes.fromhex(file["sha256"]), file["name"])
    assert made == file["commit"]


def test_entries_parse_hash_and_chain_as_written():
    """Bodies read and encode back to the same bytes, give the listed leaves, and form a whole stream."""
    bodies = []
    for one in ENTRIES["entries"]:
        raw = one["body"].encode()
        body = entry.parse(raw)
        assert body.encode() == raw
        assert tree.leaf_hash(raw).hex() == one["leaf"]
        bodies.append((raw, body))
    assert entry.check_chain(bodies) == []


@pytest.mark.parametrize("one", ENTRIES["refused"], ids=lambda one: one["why"])
def test_what_is_no_entry_is_refused(one):
    """Each way of being almost an entry."""
    with pytest.raises((canonical.NotCanonical, entry.NotAnEntry)):
        entry.parse(one["body"].encode())


def test_roots_notes_and_proofs_are_as_written():
    """The tree over the vectors' leaves, its signed heads, its proofs, and the step from an older head."""
    leaves = [bytes.fromhex(one["leaf"]) for one in ENTRIES["entries"]]
    assert [tree.Tree().append(leaves[:size])[0].root.hex() for size in range(6)] == HEADS["roots"]
    key = checkpoint.Key.parse(HEADS["key"])
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(HEADS["seed"]))
    assert (key.public.hex(), key.fingerprint) == (HEADS["public"], HEADS["fingerprint"])
    head = checkpoint.verify(HEADS["note"], key, verify_signature)
    assert checkpoint.sign(head, key, private.sign) == HEADS["note"]
    older = checkpoint.verify(HEADS["older_note"], key, verify_signature)
    steps = [bytes.fromhex(step) for step in HEADS["consistency_3_to_5"]]
    assert tree.verify_consistency(older.size, older.root, head.size, head.root, steps)
    for leaf, text in zip(leaves, HEADS["proofs"], strict=True):
        assert proof.verify(proof.parse(text), leaf, key, verify_signature) == head


@pytest.mark.parametrize("one", HEADS["refused"], ids=lambda one: one["why"])
def test_what_is_no_checkpoint_is_refused(one):
    """Each way of being almost a checkpoint."""
    with pytest.raises(checkpoint.NotACheckpoint):
        checkpoint.verify(one["note"], checkpoint.Key.parse(HEADS["key"]), verify_signature)


def test_the_bundle_of_the_vectors_still_verifies():
    """A bundle written by version 1 is read by every later verifier, with the same answers."""
    report = verify(FORMATS / "vectors" / "bundle.zip", key=BUNDLE["fingerprint"])
    value = report.value()
    assert report.exit_code == BUNDLE["exit_code"], report.text()
    assert {check["code"]: check["status"] for check in value["checks"]} == BUNDLE["checks"]
    assert value["checkpoints"] == BUNDLE["checkpoints"]
    assert [one["type"] for one in value["entries"]] == BUNDLE["entries"]


def test_the_second_version_and_its_receipt_verify_together():
    """Anchors, a withheld content and a receipt, with the answers written beside them."""
    wanted = json.loads((FORMATS / "vectors" / "bundle-2.json").read_text(encoding="utf-8"))
    files = {name: FORMATS / "vectors" / name for name in ("bundle-2.zip", "receipt-2.tlog-proof")}
    bundle, receipt = verify_together(files, key=wanted["fingerprint"], tsa=[wanted["tsa"]])
    for report, part in ((bundle, wanted["bundle"]), (receipt, wanted["receipt"])):
        assert report.exit_code == part["exit_code"], report.text()
        assert {check.code: check.status for check in report.checks} == part["checks"]
    value = bundle.value()
    assert (value["anchored_at"], value["checkpoints"]) == (
        wanted["bundle"]["anchored_at"],
        wanted["bundle"]["checkpoints"],
    )
    assert [one["type"] for one in value["entries"]] == wanted["bundle"]["entries"]


def test_the_pages_show_the_vectors_and_every_check():
    """The examples are those of the vectors, and each check of the verifier has its line."""
    page = {
        name: (FORMATS / f"{name}.md").read_text(encoding="utf-8")
        for name in ("evidence-entry", "checkpoint", "bundle")
    }
    assert ENTRIES["entries"][0]["body"] in page["evidence-entry"]
    assert ENTRIES["entries"][0]["leaf"] in page["evidence-entry"]
    assert HEADS["proofs"][2] in page["checkpoint"]
    assert HEADS["key"] in page["checkpoint"] and HEADS["fingerprint"] in page["checkpoint"]
    assert BUNDLE["fingerprint"] in page["bundle"]
    second = json.loads((FORMATS / "vectors" / "bundle-2.json").read_text(encoding="utf-8"))
    codes = [*BUNDLE["checks"], *second["bundle"]["checks"], *second["receipt"]["checks"], "note"]
    assert all(f"| `{code}` |" in page["bundle"] for code in codes)
    assert second["fingerprint"] in page["bundle"] and second["tsa"] in page["bundle"]
    assert all(f"`{name}`" in page["evidence-entry"] for name in ("v", *entry.Body.__slots__))
