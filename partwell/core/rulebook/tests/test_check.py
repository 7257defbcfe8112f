"""What `./run law` finds: days, order, gaps, overlaps, ranges, formulas, review days."""

from datetime import date
from decimal import Decimal

import pytest

from partwell.core.rulebook import Division, Entry, Rulebook
from partwell.core.rulebook.check import findings

TODAY = date(2026, 11, 26)


def entry(value: str | None, since: str, status: str = "secondary", **more: object) -> Entry:
    """An entry."""
    return Entry(
        date.fromisoformat(since),
        status,
        ("S",),
        None if value is None else Decimal(value),
        **more,  # type: ignore[arg-type]
    )


def codes(key: str, *entries: Entry, **more: tuple[Entry, ...]) -> list[tuple[str, str]]:
    """What is found in a nation with one key."""
    book = Rulebook({"000000": Division("000000", "国", "guo", "nation", "", {key: entries, **more})})
    return [(one.level, one.code) for one in findings(book, TODAY)]


WAGE = "minimum_wage.monthly"


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([entry("2000", "2025-01-01"), entry("2100", "2026-01-01")], []),
        ([entry("2000", "2025-01-01"), entry("2100", "2025-01-01")], [("error", "overlap")]),
        ([entry("2000", "2026-01-01"), entry("2100", "2025-01-01")], [("error", "order")]),
        ([entry("2000", "1970-01-01")], [("error", "dates")]),
        ([entry("2000", "2099-01-01")], [("error", "dates")]),
        ([entry("2000", "2025-01-01", to=date(2024, 1, 1))], [("error", "dates"), ("warning", "gap")]),
        ([entry("2000", "2025-01-01", to=date(2026, 3, 1)), entry("2100", "2026-01-01")], [("error", "overlap")]),
        ([entry("2000", "2025-01-01", to=date(2025, 6, 1)), entry("2100", "2026-01-01")], [("error", "gap")]),
        ([entry("2000", "2025-01-01", to=date(2026, 6, 1))], [("warning", "gap")]),
        ([entry("99", "2025-01-01")], [("error", "range")]),
        ([entry("2000", "2025-01-01", "verified")], [("error", "how")]),
        ([entry("2000", "2025-01-01", "verified", how="text")], []),
        ([entry("2000", "2025-01-01", review_by=date(2026, 1, 1))], [("warning", "review")]),
        ([entry(None, "2025-01-01", formula="nowhere")], [("error", "formula")]),
        ([entry("2000", "2025-01-01", how="text")], [("error", "how")]),
        ([entry("2000", "2025-01-01", review_by=date(2024, 1, 1))], [("error", "dates"), ("warning", "review")]),
        ([entry("2000", "2025-01-01", published=date(2027, 1, 1))], [("error", "dates")]),
        ([entry("2000", "2025-07-01", published=date(2025, 10, 8))], []),
    ],
    ids=range(18),
)
def test_what_is_wrong_with_a_figure_is_found(entries: list[Entry], found: list[tuple[str, str]]) -> None:
    """Each kind of fault alone."""
    assert codes(WAGE, *entries) == found


def test_a_floor_above_its_ceiling_is_found() -> None:
    """On the day the floor begins."""
    low = entry("9000", "2026-01-01")
    high = {"social_insurance.base.ceiling": (entry("8000", "2026-01-01"),)}
    assert codes("social_insurance.base.floor", low, **high) == [("error", "floor_above_ceiling")]
