"""The commands that take evidence out and check it."""

import json
from pathlib import Path

import pytest

from partwell.apps.cases.queries import find_everywhere
from partwell.apps.cases.tests.player import Player
from partwell.site import installation
from partwell.site.commands import main

VECTORS = Path(__file__).resolve().parents[2] / "docs" / "formats" / "vectors"


def test_verify_answers_with_its_exit_code(capsys, tmp_path):
    """0 for a bundle that holds, 1 for another key, 2 for something else; JSON on demand."""
    bundle = str(VECTORS / "bundle.zip")
    assert main(["verify", bundle, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["exit_code"] == 0
    assert main(["verify", bundle, "--key", "0" * 64]) == 1
    other = tmp_path / "other.zip"
    other.write_bytes(b"no zip")
    assert main(["verify", str(other)]) == 2
    assert main(["verify", str(tmp_path / "none.zip")]) == 2
    assert main(["verify", bundle, "--key", "abc"]) == 2


@pytest.fixture
def case(cast, monkeypatch):
    """A case that has begun, in an installation that is loaded."""
    monkeypatch.setattr(installation, "load", lambda data: None)
    monkeypatch.setattr(installation, "exists", lambda data: True)
    play = Player(cast, cast.now)
    play.start("wang", "voluntary_resignation", "wang", alias="told")
    return play.row


def test_export_finds_a_case_by_id_number_or_alias(case, capsys, tmp_path):
    """The file is whole or not there; the fingerprint that is printed is the one it verifies under."""
    for name in (str(case.uid), case.number, "told"):
        assert find_everywhere(name) == [(case.uid, case.company_id)]
    out = tmp_path / "case.zip"
    assert main(["evidence", "export", "--case", "told", "--out", str(out), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert main(["verify", said["file"], "--key", said["fingerprint"], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["entries"][-1]["type"] == "evidence.exported"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case.zip"]


def test_export_says_what_is_wrong(case, capsys, tmp_path):
    """No such case: 1, and nothing is written; a file that is there already is not written over: 2."""
    out = tmp_path / "case.zip"
    assert main(["evidence", "export", "--case", "2020-000001", "--out", str(out)]) == 2
    assert "2020-000001" in capsys.readouterr().err
    out.write_text("mine")
    assert main(["evidence", "export", "--case", case.number, "--out", str(out)]) == 2
    assert out.read_text() == "mine"
    assert main(["evidence", "export", "--case", case.number, "--out", str(tmp_path / "none" / "case.zip")]) == 2
