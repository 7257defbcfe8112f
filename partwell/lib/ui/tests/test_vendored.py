"""What is taken over from elsewhere is what VENDORED.md says it is."""

import hashlib
import re
from pathlib import Path

UI = Path(__file__).resolve().parents[1]


def test_vendored_files_have_their_listed_digest_and_licence() -> None:
    """A file changed by hand, or one without an entry, is noticed."""
    listed = dict(re.findall(r"\| static/(\S+) \|.*`([0-9a-f]{64})` \|", (UI / "VENDORED.md").read_text()))
    for name, digest in listed.items():
        assert hashlib.sha256((UI / "static" / name).read_bytes()).hexdigest() == digest, name
    vendor = {f"vendor/{p.name}" for p in (UI / "static/vendor").iterdir() if p.suffix != ".LICENSE"}
    assert vendor <= set(listed)


def test_no_sheet_asks_for_a_data_image() -> None:
    """The content policy refuses them, also before the sheet that replaces them has come."""
    for sheet in (UI / "static").rglob("*.css"):
        assert "url(data:" not in sheet.read_text().replace('"', "").replace("'", ""), sheet.name
