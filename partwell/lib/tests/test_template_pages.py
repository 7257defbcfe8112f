"""The pages about templates say what the data say, and the format page names every key."""

import json
import re
from pathlib import Path

import pytest

from partwell.apps.accounts.roles import ADMINISTRATOR, ROLES
from partwell.core.process import flat
from partwell.core.process.template import ITEM_KINDS, KINDS, PARTIES, PHASES
from partwell.lib import template_files as files
from partwell.lib.template_pages import FOLDER, pages

FORMAT = (Path(FOLDER).parent / "formats" / "process-template.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(pages()))
def test_a_page_made_from_data_is_current(name):
    """Whoever changes a template makes the pages again: python -m partwell.lib.template_pages."""
    assert (FOLDER / name).read_text(encoding="utf-8") == pages()[name]


def test_the_format_page_names_every_key_and_word():
    """What the reader accepts is in the specification."""
    words = flat.TEMPLATE_KEYS | flat.STEP_KEYS | flat.DUE_KEYS | flat.DEFAULT_KEYS | flat.DOCUMENT_KEYS
    words |= {*PHASES, *KINDS, *PARTIES, *ITEM_KINDS, *flat.ALLOW, *flat.NOTIFY_ON, *flat.SET_BY, *files.BINDINGS}
    written = set(re.findall(r"[A-Za-z_]+", " ".join(re.findall(r"`([^`]+)`", FORMAT))))
    assert sorted(words - written) == []


def test_the_example_of_the_format_page_reads_and_has_its_hash():
    """The worked example is a test vector."""
    example = json.loads(re.search(r"```json\n(.*?)```", FORMAT, re.DOTALL)[1])
    assert flat.to_flat(flat.from_flat(example)) == example
    assert re.search(r"SHA-256 `([0-9a-f]{64})`", FORMAT)[1] == files.sha256_of(example)


def test_the_roles_of_templates_are_the_roles_people_hold():
    """One table for lint and pages, one for memberships: same keys, same fallbacks."""
    held = {row.key: row.fallback for row in ROLES if row.key != ADMINISTRATOR}
    assert {role.key: role.fallback for role in files.roles().values()} == held
