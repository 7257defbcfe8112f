"""What is sealed is what the specification says: the vector in the docs is read and written byte by byte."""

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from partwell.core.evidence.canonical import encode
from partwell.core.settlement.social_insurance import back_payment
from partwell.core.settlement.statement import Statement

from .test_social_insurance import FIGURES, OCTOBER, SEPTEMBER, months

VECTOR = Path(__file__).parents[4] / "docs" / "formats" / "vectors" / "statement.json"


def test_the_vector_of_the_docs_is_what_the_program_writes() -> None:
    """The sum of the demo, its canonical bytes and their hash."""
    vector = json.loads(VECTOR.read_text(encoding="utf-8"))
    made = back_payment(months(SEPTEMBER, OCTOBER), today=date(2026, 11, 26), figures=FIGURES)  # type: ignore[arg-type]
    assert made.as_data() == vector["statement"]
    assert hashlib.sha256(encode(made.as_data())).hexdigest() == vector["sha256"]
    assert Statement.from_data(vector["statement"]).total("employee") == made.total("employee")
    assert f"{made.total('employee'):.2f}" == vector["total"]


def test_another_format_is_refused() -> None:
    """A reader does not guess at members it does not know."""
    with pytest.raises(ValueError, match="statement/1"):
        Statement.from_data({"format": "statement/2"})
