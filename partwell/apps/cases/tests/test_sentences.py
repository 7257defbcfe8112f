"""The log of a case is told in sentences, whatever was recorded in it."""

import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

from partwell.apps.cases.queries.sentences import timeline
from partwell.lib import template_files

APPS = Path(__file__).resolve().parents[2]
RECORDED = re.compile(r"""record\(\s*(?:[\w.]+\.)?(?:stream|target),\s*"([a-z]+\.[a-z_]+)\"""")
OF_OTHERS = {
    "batch.person_added",
    "batch.person_off",
    "company.seal_made",
}
"""Recorded in the streams of a batch and of a company, which have pages of their own."""


def test_everything_recorded_in_a_case_has_a_sentence() -> None:
    """No line of the timeline is the name of an entry's type."""
    code = "".join(
        file.read_text()
        for app in ("cases", "documents", "evidence", "settlements")
        for file in (APPS / app).rglob("*.py")
        if "tests" not in file.parts
    )
    types = sorted(set(RECORDED.findall(code)) - OF_OTHERS - {"log.key_rotated", "keys.persons_rotated"})
    assert {"evidence.exported", "hold.placed", "document.sealed", "settlement.exported"} <= set(types)
    template = template_files.load("probation_failure").template
    entries = [
        SimpleNamespace(
            stream_seq=number, at=datetime(2026, 11, 29, tzinfo=UTC), type=one, payload={}, actor="a", eid=one
        )
        for number, one in enumerate(types)
    ]
    bare = [line.type for line in timeline(entries, template, {"a": "华敏"}) if line.type in line.sentence]
    assert not bare
