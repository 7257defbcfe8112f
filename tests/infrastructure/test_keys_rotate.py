"""Keys are replaced while everything signed before stays valid, and a stop in between leaves nothing broken."""

import hashlib
import io
import json
import shutil
from argparse import Namespace
from pathlib import Path

import pytest
from django.db import transaction

from partwell.apps.evidence import actions, bundle, queries, rotation, trees
from partwell.apps.evidence.models import PersonKey
from partwell.core.evidence.checkpoint import Key
from partwell.lib.actor import system
from partwell.lib.keys.fields import keyring
from partwell.lib.keys.keyring import CannotOpen, read
from partwell.site import installation
from partwell.site.checking import CHECKS
from partwell.site.commands import keys as command
from partwell.verifier import verify, verify_together
from tests.cast import NOW


@pytest.fixture
def stream(cast, settings, tmp_path):
    """A stream with entries in two years' logs, in an installation whose keys may be changed."""
    folder = tmp_path / "keys"
    shutil.copytree(settings.KEYS_DIR, folder)
    settings.KEYS_DIR = folder
    made = actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW)
    add(made, NOW)
    add(made, NOW.replace(year=2027))
    return made


def add(stream, now):
    """One more entry."""
    with transaction.atomic():
        made = actions.record(stream, "note.one", by=system(stream.company_id), now=now, payload={"n": 1})
    actions.sequence(now)
    return made


def written(stream):
    """Its bundle."""
    out = io.BytesIO()
    bundle.write(stream, out, about=bundle.About(number="1", company="x"), now=NOW)
    return out.getvalue()


def test_the_public_half_is_shown_as_log_pub_holds_it(stream, settings, monkeypatch, capsys, tmp_path):
    """Whose account must not sign is given these digits in place of the key; the fingerprint is theirs."""
    monkeypatch.setattr(installation, "exists", lambda data: True)
    monkeypatch.setattr(installation, "load", lambda data: None)
    assert command.run(Namespace(verb="show", data=tmp_path, json=True)) == 0
    shown = json.loads(capsys.readouterr().out)
    assert hashlib.sha256(bytes.fromhex(shown["public"])).hexdigest() == shown["log"]
    folder = Path(settings.KEYS_DIR)
    (folder / "log.pub").write_text(shown["public"])
    (folder / "log").unlink()
    assert CHECKS["keys"]() == [], "the check asks such an account for no key it must not have"
    assert read(folder).log_public == bytes.fromhex(shown["public"])


def test_what_the_old_key_signed_stays_valid(stream):
    """Old bundle and old receipt under the old fingerprint; the new bundle under the old one too, by the note."""
    old, first = trees.key_of("x").fingerprint, written(stream)
    receipt = queries.receipt(add(stream, NOW.replace(year=2027)).eid).encode()
    before, after = rotation.rotate_log(NOW.replace(year=2027), stolen=False, reason="yearly")
    assert (before, after) == (old, trees.key_of("x").fingerprint) and old != after
    add(stream, NOW.replace(year=2027))
    both = written(stream)
    assert verify(first, key=old).exit_code == 0
    for key in (old, after):
        # The log of the first year was signed by the old key alone, which the reader of the new one does not know.
        report = verify(both, key=key)
        assert report.check("key").status == ("pass" if key == old else "fail"), report.text()
        assert report.check("checkpoint").status == "pass"
    found = verify_together({"a": first, "b": both, "r": receipt}, key=old)
    assert [report.check("fork").status for report in found] == ["pass"] * 3
    assert found[2].check("signed").status == "pass"
    assert queries.audit() == []


def test_a_stolen_key_counts_for_nothing_outside(stream):
    """Every head that leaves is signed by the new key; the old fingerprint leads nowhere; the own log stays whole."""
    old = trees.key_of("x").fingerprint
    _old, after = rotation.rotate_log(NOW.replace(year=2027), stolen=True, reason="laptop lost")
    add(stream, NOW.replace(year=2027))
    content = written(stream)
    assert verify(content, key=after).exit_code == 0
    assert verify(content, key=old).check("key").status == "fail"
    assert queries.audit() == []


def test_a_stop_in_the_middle_is_finished_by_the_next_run(stream, monkeypatch):
    """The new key lies ready and nothing was switched: entries go on under the old one."""
    old = trees.key_of("x").fingerprint
    kept = Path.replace

    def stop(self, target):
        if self.name == "log.next":
            raise KeyboardInterrupt
        return kept(self, target)

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate_log(NOW.replace(year=2027), stolen=False, reason="x")
    assert trees.key_of("x").fingerprint == old
    add(stream, NOW.replace(year=2027))
    monkeypatch.setattr(Path, "replace", kept)
    _old, after = rotation.rotate_log(NOW.replace(year=2027), stolen=False, reason="x")
    assert trees.key_of("x").fingerprint == after
    assert [Key("x", one.public).fingerprint for one in keyring().retired] == [old]
    assert verify(written(stream), key=old).check("key").status == "pass"


def test_no_backup_opens_a_person_after_the_wrapping_key_was_replaced(stream, cast):
    """The wrapped key as an older backup holds it does not open; the present one does."""
    row = PersonKey.objects.get(employee=cast.lin.pk)
    backup = bytes(row.wrapped)
    before = rotation.sealing.unwrap(backup, row.uid)
    assert rotation.rotate_persons(NOW) >= 1
    row.refresh_from_db()
    assert rotation.sealing.unwrap(bytes(row.wrapped), row.uid) == before
    with pytest.raises(CannotOpen):
        rotation.sealing.unwrap(backup, row.uid)
    stream.refresh_from_db()
    fresh = type(stream).objects.get(pk=stream.pk)
    assert all(not entry.erased for entry in queries.entries(fresh))
