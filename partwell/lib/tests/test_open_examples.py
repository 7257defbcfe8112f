"""Every published example with a figure or a day is met by the rule itself, put to it as a file would be."""

import pytest

from partwell.lib import law_examples
from partwell.lib.law_files import LAW
from partwell.lib.settle_file import parsed

TOLD = parsed((LAW / "examples-open.yaml").read_text(encoding="utf-8"))
IDS = [one["id"] for one in (*TOLD["examples"], *TOLD["published_errors"])]


@pytest.mark.parametrize("id", IDS)
def test_a_published_figure_is_met_or_said_why_not(id: str) -> None:
    """To the fen and the day; a published error is answered as its correction says; what cannot be asked says why."""
    example = next(one for one in law_examples.examples() if one.id == id)
    assert bool(example.figures) != bool(example.why_not), id
    for figure in example.figures:
        assert figure.agrees, f"{id} {figure.rule} {figure.name}: {figure.ours}, published {figure.published}"
