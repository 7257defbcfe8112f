"""The reference pages say everything the program knows, and nothing it does not."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from partwell.site import commands

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"


def _leaves(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[tuple[str, set[str]]]:
    """Every command that can be called, with its long options."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield " ".join(words), {o for action in parser._actions for o in action.option_strings if o.startswith("--")}
    for action in below:
        for name, one in action.choices.items():
            yield from _leaves(one, (*words, name))


def _rows() -> dict[str, tuple[set[str], str]]:
    """Command -> its options, as the table has them."""
    rows = {}
    for line in (REFERENCE / "commands.md").read_text(encoding="utf-8").splitlines():
        if found := re.match(r"\| `([a-z0-9 -]+?)(?: [A-Z\[].*?)?` \| (.*?) \| (.*) \|$", line):
            rows[found[1]] = (set(re.findall(r"`(--[a-z-]+)", found[2])), found[3])
    return rows


def test_every_command_and_option_stands_in_the_table() -> None:
    """The table of commands and the command line are the same."""
    known = {name: options - {"--help"} for name, options in _leaves(commands.parser())}
    assert {name: options for name, (options, _) in _rows().items()} == known


def test_every_command_is_explained() -> None:
    """No row of the table is empty."""
    assert all(len(text) > 10 for _, text in _rows().values())


def test_every_setting_has_its_heading() -> None:
    """A name the program reads from the environment is explained, and no other is."""
    sources = [ROOT / "run", ROOT / "conftest.py", *(ROOT / "partwell").rglob("*.py")]
    known = {name for path in sources for name in re.findall(r"PARTWELL_[A-Z_]+", path.read_text(encoding="utf-8"))}
    headings = re.findall(
        r"^## (PARTWELL_[A-Z_]+)$", (REFERENCE / "settings.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(headings) == known


def test_links_between_pages_lead_somewhere() -> None:
    """Every relative link of the documentation names a file that is there."""
    pages = [ROOT / "README.md", ROOT / "README.zh-CN.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert not broken
