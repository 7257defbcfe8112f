"""Mend what can be mended without thought: ruff's safe fixes, import order, formatting."""

import argparse
import subprocess
import sys

from partwell.site import installation

SUMMARY = "mend style by itself where that is safe"
LOCK = "dev"


def arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""
    parser.description = __doc__


def run(args: argparse.Namespace) -> int:
    """Fix, then format."""
    codes = [
        subprocess.run([sys.executable, "-m", "ruff", *words], cwd=installation.ROOT, check=False).returncode
        for words in (("check", "--fix"), ("format",))
    ]
    return 1 if any(codes) else 0
