"""All divisions, all keys, ten days: a value with status and source, or said to be unknown."""

from datetime import date
from decimal import Decimal

from partwell.core.rulebook import NATION
from partwell.core.rulebook.check import findings
from partwell.core.settlement.rules.severance import NO_MINIMUM_WAGE_ABOVE
from partwell.lib.law_files import rulebook
from partwell.lib.region import region

DAYS = tuple(
    date.fromisoformat(day)
    for day in (
        *("1995-01-01", "2008-01-01", "2011-07-01", "2016-12-31", "2020-02-29"),
        *("2024-06-30", "2025-07-01", "2026-01-01", "2026-11-26", "2030-01-01"),
    )
)


def test_every_place_key_and_day_has_a_figure_with_its_source_or_is_unknown() -> None:
    """337 divisions; what has a value names status, level, source and first day; what has none says unknown."""
    book = rulebook()
    keys = book.keys()
    places = [one.code for one in book.divisions.values() if one.level in ("city", "municipality")]
    assert len(places) == 337
    known = 0
    for code in places:
        for key in keys:
            for day in DAYS:
                figure = book.look_up(code, key, day)
                if figure.value is None and not figure.no_limit:
                    assert not figure.known
                    assert figure.status == "unknown"
                    continue
                assert figure.status in ("verified", "secondary", "memory")
                assert figure.level in ("city", "municipality", "province", "nation")
                assert figure.source
                assert figure.valid_from is not None
                assert figure.valid_from <= day
                if figure.known:
                    known += 1
                    assert not figure.fallback
                    assert figure.status != "memory"
    assert known > 20_000


def test_the_command_says_the_same_as_the_look_up() -> None:
    """Value, first day, level, status, source, document and whether it is a stand-in."""
    book = rulebook()
    keys = book.keys()
    for code in ("110000", "330100", "210400", "540400"):
        for key in keys:
            figure, answer = book.look_up(code, key, DAYS[8]), region(code, key, DAYS[8])
            assert (answer["value"], answer["from"]) == (
                figure.value,
                figure.valid_from and figure.valid_from.isoformat(),
            )
            assert (answer["status"], answer["fallback"]) == (figure.status, figure.fallback)
            assert set(answer) == {"value", "from", "level", "status", "source", "ref", "fallback"}


def test_the_shipped_figures_have_no_error() -> None:
    """What `./run law` calls an error is nowhere in the data."""
    assert [one for one in findings(rulebook(), DAYS[8]) if one.level == "error"] == []


def test_no_minimum_wage_is_above_the_bound_that_spares_a_look_up() -> None:
    """A wage above the bound needs no floor; the bound has to be above every minimum wage there is."""
    book = rulebook()
    wages = [
        entry.value
        for division in book.divisions.values()
        for entry in division.parameters.get("minimum_wage.monthly", ())
        if isinstance(entry.value, Decimal)
    ]
    assert max(wages) * Decimal("1.2") < NO_MINIMUM_WAGE_ABOVE
    assert book.divisions[NATION].level == "nation"
