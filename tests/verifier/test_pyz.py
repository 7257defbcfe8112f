"""The verifier as one .pyz file runs from an empty folder, without the product beside it."""

import subprocess
import sys

from partwell.site.commands import verifier
from tests.live import ROOT

VECTORS = ROOT / "docs" / "formats" / "vectors"
KEY = "6f4d3001995009758445f186f411ae42f7216abc38a50b4c16a36d504d88e994"


def test_the_pyz_checks_a_bundle_from_an_empty_folder(tmp_path):
    """Built twice it is the same; it answers 0 for the vector, 1 under another key, 2 for what is no bundle."""
    raw = verifier.archive()
    assert raw == verifier.archive()
    path, empty = tmp_path / "partwell-verifier.pyz", tmp_path / "empty"
    path.write_bytes(raw)
    empty.mkdir()

    def answer(*words):
        return subprocess.run(
            [sys.executable, "-I", path, *words], cwd=empty, capture_output=True, text=True, check=False
        )

    good = answer(VECTORS / "bundle.zip", "--key", KEY)
    assert good.returncode == 0, good.stderr
    assert "所检查的各项均成立" in good.stdout
    assert answer(VECTORS / "bundle.zip", "--key", "0" * 64).returncode == 1
    assert answer(VECTORS / "bundle.json").returncode == 2
