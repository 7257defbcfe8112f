"""What somebody types wrongly after `./run`, or sets up wrongly, is answered with a sentence and an exit code.

Never with a trace, and never by going on with something else.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from partwell.site.commands import bench, main, serve


@pytest.mark.parametrize("port", ["0", "-1", "65536", "99999", "80a", "٨٠"])
def test_a_port_that_is_none_is_refused(port, capsys):
    """The system would take 99999 for 34463 and serve there."""
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--port", port])
    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err
    assert serve._port("65535") == 65535


@pytest.mark.parametrize("language", ["../../etc", "", "zh-Hans/x", "ZH"])
def test_a_language_that_is_none_is_refused(language):
    """Its name becomes a folder's, so it is looked at first."""
    with pytest.raises(SystemExit) as ended:
        main(["i18n", language])
    assert ended.value.code == 2


def test_a_folder_that_is_none_is_named(tmp_path, capsys):
    """A file in the place of a folder, and a folder that is not there."""
    assert main(["template", "bpmn", "probation_failure", "--out", str(tmp_path / "none" / "x.bpmn")]) == 2
    assert "none" in capsys.readouterr().err


def test_benches_are_listed_without_an_installation(capsys):
    """Each with what it measures."""
    assert bench.LOCK == "dev"
    assert main(["bench"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines and all(len(line.split(maxsplit=1)) == 2 for line in lines)


@pytest.mark.parametrize("command", [["seal", "show"], ["check"], ["keys", "show"], ["backup", "--out", "x.zip"]])
def test_a_folder_without_an_installation_stays_as_it_is(command, tmp_path, capsys):
    """It is not made into one by asking about it."""
    none = tmp_path / "none"
    assert main([*command, "--data", str(none)]) == 2
    assert str(none) in capsys.readouterr().err
    assert not none.exists()


@pytest.mark.parametrize("text", ["5", "[1, 2]", "", "a: [", "text"])
def test_a_file_that_is_no_template_is_unusable(text, tmp_path):
    """It is not a template with a mistake."""
    path = tmp_path / "x.yaml"
    path.write_text(text)
    assert main(["template", "check", str(path)]) == 2


def settings_with(data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A process that reads the settings of an installation in this folder."""
    return subprocess.run(
        [sys.executable, "-c", "import partwell.site.settings"],
        env={**os.environ, "PARTWELL_DB": "sqlite", "PARTWELL_DATA": str(data), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PARTWELL_RETENTION_YEARS", "1"),
        ("PARTWELL_RETENTION_YEARS", "two"),
        ("PARTWELL_DB", "mysql://a:secret@host/name"),
        ("PARTWELL_DB", "postgresql://a:secret@host:many/name"),
        ("PARTWELL_DB", "postgresql://a:secret@host"),
    ],
)
def test_a_setting_that_cannot_be_used_ends_the_start_with_its_name(tmp_path, name, value):
    """One line that names it, and shows no password."""
    ended = settings_with(tmp_path, **{name: value})
    assert ended.returncode == 2
    assert ended.stderr.startswith(name) and ended.stderr.count("\n") == 1
    assert "secret" not in ended.stderr


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("master", b""),
        ("log.retired", b"{}"),
        ("index", b"x" * 31),
        ("log", b"x" * 33),
        ("persons", b""),
        ("django", b""),
        ("log.pub", b""),
        ("log.pub", b"ab" * 31),
        ("log.pub", b"\xff" * 64),
    ],
)
def test_a_key_that_is_none_ends_the_start_with_its_file(tmp_path, name, content):
    """An account that was given an empty `log.pub` showed the fingerprint of nothing as that of the log."""
    assert settings_with(tmp_path).returncode == 0
    keys = tmp_path / "keys"
    if name == "log.pub":
        (keys / "log").unlink()
    (keys / name).write_bytes(content)
    ended = settings_with(tmp_path)
    assert ended.returncode == 2
    assert str(keys / name) in ended.stderr and ended.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["master", "index", "log", "persons", "django"])
def test_a_lost_key_is_not_made_anew(tmp_path, name):
    """What was sealed with it would not open, and what is sealed with another would not open once it is put back."""
    assert settings_with(tmp_path).returncode == 0
    kept = (tmp_path / "keys" / name).read_bytes()
    (tmp_path / "keys" / name).unlink()
    ended = settings_with(tmp_path)
    assert ended.returncode == 2 and str(tmp_path / "keys" / name) in ended.stderr
    (tmp_path / "keys" / name).write_bytes(kept)
    assert settings_with(tmp_path).returncode == 0


def test_two_that_start_at_once_share_their_keys(tmp_path):
    """The second waits for the first; neither ends, and both read the same."""
    read = "from partwell.site import settings; from partwell.lib.keys.keyring import read; "
    read += "print(read(settings.KEYS_DIR).master.hex())"
    environment = {**os.environ, "PARTWELL_DB": "sqlite", "PARTWELL_DATA": str(tmp_path)}
    both = [
        subprocess.Popen([sys.executable, "-c", read], env=environment, stdout=subprocess.PIPE, text=True)
        for _process in range(2)
    ]
    said = [process.communicate()[0] for process in both]
    assert said[0] == said[1] and len(said[0].strip()) == 64


def test_the_public_half_alone_is_enough_to_start(tmp_path):
    """As `./run keys show` prints it, with or without the end of a line."""
    assert settings_with(tmp_path).returncode == 0
    (tmp_path / "keys" / "log").unlink()
    (tmp_path / "keys" / "log.pub").write_text("ab" * 32 + "\n")
    assert settings_with(tmp_path).returncode == 0
