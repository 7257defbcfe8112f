"""Signed heads and offline proofs as text."""

import base64

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from partwell.core.evidence import checkpoint, proof, tree

ORIGIN = "0199f0aa-0000-7000-8000-000000000001/hr-evidence/2026"


def holds(public, message, signature):
    """Ed25519 by the library, as the caller of the core hands it in."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def pair(name=ORIGIN, seed=b"\x07" * 32):
    """A key and its signing function."""
    private = Ed25519PrivateKey.from_private_bytes(seed)
    return checkpoint.Key(name, private.public_key().public_bytes_raw()), private.sign


KEY, SIGN = pair()
HEAD = checkpoint.Checkpoint(ORIGIN, 3, tree.leaf_hash(b"root"))
NOTE = checkpoint.sign(HEAD, KEY, SIGN)


def test_the_key_line_of_a_known_log_reads():
    """The verifier key of Go's checksum database, a public one of this format."""
    line = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    key = checkpoint.Key.parse(line)
    assert (key.name, key.id.hex(), key.text) == ("sum.golang.org", "033de0ae", line)


def test_a_key_line_with_another_id_is_refused():
    """The id is derived from name and key, so a mixed-up line is noticed."""
    with pytest.raises(checkpoint.NotACheckpoint, match="id"):
        checkpoint.Key.parse("sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")


def test_a_signed_checkpoint_reads_back():
    """The note has three lines, a gap and a signature line, and verifies to the same head."""
    assert NOTE.startswith(f"{ORIGIN}\n3\n") and NOTE.count("\n") == 5
    assert checkpoint.verify(NOTE, KEY, holds) == HEAD


def test_lines_of_other_keys_are_ignored_and_not_enough():
    """A witness may add its line; without the log's own the note is refused."""
    other, other_sign = pair("witness.example/w1", b"\x08" * 32)
    line = f"— {other.name} {base64.b64encode(other.id + other_sign(HEAD.text.encode())).decode()}\n"
    assert checkpoint.verify(NOTE + line, KEY, holds) == HEAD
    with pytest.raises(checkpoint.NotACheckpoint, match="no signature"):
        checkpoint.verify(f"{HEAD.text}\n{line}", KEY, holds)


def test_another_key_of_the_same_name_does_not_pass():
    """Name and origin can be copied, the signature can't."""
    impostor, impostor_sign = pair(seed=b"\x09" * 32)
    with pytest.raises(checkpoint.NotACheckpoint):
        checkpoint.verify(checkpoint.sign(HEAD, impostor, impostor_sign), KEY, holds)


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note.replace("\n3\n", "\n4\n"),
        lambda note: note.replace("\n3\n", "\n03\n"),
        lambda note: note.replace("\n3\n", "\n-3\n"),
        lambda note: note.replace("\n3\n", "\n3\nextension\n"),
        lambda note: note.replace("2026", "2027", 1),
        lambda note: note.replace("\n\n", "\n"),
        lambda note: note[:-1],
        lambda note: note.replace("\n", "\r\n"),
        lambda note: note.replace("=\n", "\n", 1),
        lambda note: note + "garbage\n",
        lambda note: note + note.split("\n\n")[1] * 40,
        lambda note: "",
    ],
)
def test_a_changed_note_is_refused(change):
    """Size, root, origin, line ends, extension lines and the signature part are all fixed."""
    changed = change(NOTE)
    assert changed != NOTE
    with pytest.raises(checkpoint.NotACheckpoint):
        checkpoint.verify(changed, KEY, holds)


def proven(index=2, count=5):
    """A tree with its proof file and the leaf it is about."""
    leaves = [tree.leaf_hash(bytes([n])) for n in range(count)]
    grown, runs = tree.Tree().append(leaves)
    stored = {(node.level, node.index): node.hash for node in tree.nodes(runs)}
    note = checkpoint.sign(checkpoint.Checkpoint(ORIGIN, count, grown.root), KEY, SIGN)
    path = tuple(tree.inclusion(index, count, lambda level, place: stored[level, place]))
    return proof.Proof(index, path, note), leaves


def test_a_proof_file_reads_back_and_proves():
    """The text has the C2SP header, the index, one line a hash, a gap, and the checkpoint verbatim."""
    made, leaves = proven()
    assert made.text.startswith("c2sp.org/tlog-proof@v1\nindex 2\n") and made.text.endswith(made.note)
    assert proof.parse(made.text) == made
    assert proof.verify(proof.parse(made.text), leaves[2], KEY, holds).size == 5


def test_an_extra_line_means_nothing():
    """It is not authenticated, so it is skipped."""
    made, _leaves = proven()
    assert proof.parse(made.text.replace("\nindex", "\nextra Zm9vYmFy\nindex")) == made


def test_a_proof_of_another_entry_does_not_pass():
    """Another leaf, or the same path under another index."""
    made, leaves = proven()
    with pytest.raises(proof.NotAProof, match="path"):
        proof.verify(made, leaves[3], KEY, holds)
    with pytest.raises(proof.NotAProof, match="path"):
        proof.verify(proof.Proof(3, made.path, made.note), leaves[2], KEY, holds)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("@v1", "@v2"),
        lambda text: text.replace("index 2", "index 02"),
        lambda text: text.replace("index 2", "index -2"),
        lambda text: text.replace("index 2\n", ""),
        lambda text: text.replace("index 2\n", "index 2\nAAAA\n"),
        lambda text: text.replace(
            "index 2\n",
            "index 2\n" + (base64.b64encode(bytes(32)).decode() + "\n") * 70,
        ),
        lambda text: text.replace("index 2\n", "index 2\nnot base64!\n"),
        lambda text: text.split("\n\n")[0],
    ],
)
def test_a_malformed_proof_is_refused(change):
    """Header, index, hashes of 32 bytes, at most 64 of them, and a checkpoint behind a gap."""
    with pytest.raises(proof.NotAProof):
        proof.parse(change(proven()[0].text))


def test_what_a_note_states_is_what_it_parses_to():
    """Whether compared as text or taken apart, and whatever character is changed, dropped or put in."""
    assert checkpoint.states(NOTE, HEAD)
    other = f"— witness.example/w1 {base64.b64encode(bytes(68)).decode()}\n"
    assert checkpoint.states(NOTE + other, HEAD)
    notes = [NOTE[:place] + new + NOTE[end:] for place in range(len(NOTE)) for end in (place, place + 1)
             for new in ("", "\n", "\n\n", "\x01", "— ", "x")]  # fmt: skip
    for note in notes:
        try:
            said = checkpoint.parse(note)
        except checkpoint.NotACheckpoint:
            said = None
        assert checkpoint.states(note, HEAD) == (said == HEAD), note
    assert not checkpoint.states(NOTE, checkpoint.Checkpoint(ORIGIN, 4, HEAD.root))
    short = checkpoint.Checkpoint(ORIGIN, 3, HEAD.root[:31])
    assert not checkpoint.states(checkpoint.sign(short, KEY, SIGN), short)
