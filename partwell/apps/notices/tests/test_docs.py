"""The reference names every channel and every entry that notices write."""

import re
from pathlib import Path

import pytest

from partwell.apps.notices import actions, deliveries, sending
from partwell.lib import registry

PAGE = Path(__file__).resolve().parents[4] / "docs" / "reference" / "notices.md"
HEADINGS = set(re.findall(r"^### (\S+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
WRITTEN = {
    found
    for module in (actions, deliveries, sending)
    for found in re.findall(r'"(notice\.[a-z]+)"', Path(str(module.__file__)).read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("name", sorted(registry.kinds("channels")))
def test_every_channel_has_its_heading(name):
    """A channel nobody can read about is not finished."""
    assert name in HEADINGS


def test_every_entry_has_its_heading_and_none_is_left_over():
    """What the log may hold about a notice, and nothing else."""
    assert {name for name in HEADINGS if name.startswith("notice.")} == WRITTEN
