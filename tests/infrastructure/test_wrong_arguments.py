"""What somebody types wrongly after `./run` is answered with a sentence and an exit code, never with a trace."""

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
