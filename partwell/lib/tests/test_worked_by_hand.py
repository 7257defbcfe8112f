"""Cases worked with a pencil from the articles, all rules that compute among them: the sheet says the same."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest

from partwell.core.settlement.sheet import encoded, settle
from partwell.lib.law_files import national_rules
from partwell.lib.settle_file import law, parsed
from partwell.lib.tests.test_settle import TODAY

CASES: list[dict[str, Any]] = parsed((Path(__file__).parent / "worked-by-hand.yaml").read_text(encoding="utf-8"))


def same(wanted: object, told: object) -> bool:
    """The same number, day, word or truth; money by its fen."""
    if isinstance(wanted, bool) or isinstance(told, bool) or told is None:
        return wanted is told
    try:
        return Decimal(str(wanted)) == Decimal(str(told))
    except InvalidOperation:
        return str(wanted) == str(told)


@pytest.mark.parametrize("case", CASES, ids=[one["name"] for one in CASES])
def test_the_sheet_says_what_the_pencil_said(case: dict[str, Any]) -> None:
    """Each result that was worked out, by its name."""
    item = settle(case["ask"], law(), today=TODAY).items[0]
    for name, wanted in case["hold"].items():
        told = encoded(item.answer.result[name])
        assert same(wanted, told), f"{name}: {wanted} by hand, {told} on the sheet"


def test_every_rule_that_computes_was_worked_by_hand() -> None:
    """Each has a case of its own here."""
    computes = {one.id for one in national_rules().rules.values() if one.kind == "compute"}
    assert computes <= {one["ask"]["rule"] for one in CASES}
