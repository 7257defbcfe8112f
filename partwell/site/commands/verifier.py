"""The verifier for those who do not run the program: one .pyz file, and the page (docs/reference/verifier.md)."""

import argparse
import hashlib
import io
import shutil
import sys
import zipfile
from pathlib import Path

SUMMARY = "write the offline verifier as one .pyz file, with the page (verifier build)"
ROOT = Path(__file__).resolve().parents[2]
MAIN = b"""import sys

from partwell.verifier.__main__ import main

sys.stdout.reconfigure(encoding="utf-8")
sys.exit(main())
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What one may ask for."""
    below = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    build = below.add_parser("build", help="write partwell-verifier.pyz and verify.html into a folder")
    build.add_argument("--out", type=Path, metavar="DIR", required=True, help="the folder, made when it is missing")


def archive() -> bytes:
    """The .pyz: the pure core and the verifier. Equal sources give equal bytes; it needs Python and `cryptography`."""
    sources = [ROOT / "__init__.py"]
    for part in ("core", "verifier"):
        sources += [path for path in (ROOT / part).rglob("*.py") if not {"tests", "node_modules"} & set(path.parts)]
    out = io.BytesIO()
    out.write(b"#!/usr/bin/env python3\n")
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as target:
        named = {f"partwell/{path.relative_to(ROOT).as_posix()}": path.read_bytes() for path in sources}
        for name, content in sorted((named | {"__main__.py": MAIN}).items()):
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            target.writestr(info, content)
    return out.getvalue()


def run(args: argparse.Namespace) -> int:
    """Write both and print their SHA-256."""
    from partwell.verifier import page

    args.out.mkdir(parents=True, exist_ok=True)
    pyz = args.out / "partwell-verifier.pyz"
    pyz.write_bytes(archive())
    pyz.chmod(0o755)
    shutil.copyfile(page.PATH, args.out / "verify.html")
    for path in (pyz, args.out / "verify.html"):
        sys.stdout.write(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
    return 0
